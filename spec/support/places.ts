/** Lines of a source file, as reprs name them. */

import { readFileSync } from 'node:fs';

/** A function that gives `FILE:LINE` of the first line of `file` that holds a text. */
export function places_in(file: string): (text: string) => string {
  const lines = readFileSync(file, 'utf8').split('\n');
  return (text) => {
    const index = lines.findIndex((line) => line.includes(text));
    if (index < 0) throw new Error(`no line of ${file} holds ${text}`);
    return `${file}:${index + 1}`;
  };
}
