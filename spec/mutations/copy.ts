/** A private copy of the project, in which lib/ may be spoilt. */

import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** What no spec needs a copy of. */
const LEFT_OUT = new Set(['.git', 'node_modules', 'dist', 'coverage']);

export class Copy {
  /** Where programs of the copy put their temporary files, so that they go with it. */
  readonly temporary: string;
  /** The file that is spoilt now, and its own text. */
  private _spoilt: { readonly file: string; readonly text: string } | undefined;

  constructor(
    readonly root: string,
    original: string,
  ) {
    this.temporary = join(root, 'tmp');
    cpSync(original, root, {
      recursive: true,
      filter: (source) => !LEFT_OUT.has(relative(original, source)),
    });
    symlinkSync(join(original, 'node_modules'), join(root, 'node_modules'));
    mkdirSync(this.temporary);
  }

  read(file: string): string {
    return readFileSync(join(this.root, file), 'utf8');
  }

  spoil(file: string, text: string): void {
    this._spoilt = { file, text: this.read(file) };
    writeFileSync(join(this.root, file), text);
  }

  /** Undo `spoil`. @returns the file. */
  restore(): string | undefined {
    const spoilt = this._spoilt;
    this._spoilt = undefined;
    if (spoilt !== undefined) writeFileSync(join(this.root, spoilt.file), spoilt.text);
    return spoilt?.file;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 3 });
  }
}
