/**
 * What the library asks of the place it runs in.
 *
 * The scheduler knows no host: whoever assembles the package (`index.ts`) installs one. Without it the library
 * still works, says less (no file and line of a suspended generator), and writes its log to the console.
 */

import { RuntimeError } from './errors';

/** A place in a source file, 1-based. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly name?: string;
}

export interface Host {
  /** An environment variable. */
  getenv(name: string): string | undefined;
  /** Write text to standard error, as it is. */
  write_stderr(text: string): void;
  /** Call back once, synchronously, when the process (or worker) ends. */
  at_exit(callback: () => void): void;
  /**
   * Call back once, that many seconds from now, never before this call returns; keeps the process alive till then.
   * Returns the canceller. Without a host there is no timer: it raises RuntimeError rather than never call back.
   */
  call_later(seconds: number, callback: () => void): () => void;
  /** The current thread: its Python name and identifier, and whether it is the main thread. */
  readonly thread: { readonly name: string; readonly ident: number; readonly is_main: boolean };
  /** Where a function is defined. Asked only to print. */
  function_location(fn: object): Location | undefined;
  /** Where each generator is suspended (or, not started, defined). Asked only to print. */
  generator_locations(generators: readonly object[]): (Location | undefined)[];
  /** The text of a source line, when the file can be read. */
  source_line(file: string, line: number): string | undefined;
}

export const host: Host = {
  getenv: () => undefined,
  write_stderr: (text) => console.error(text.replace(/\n$/, '')),
  at_exit: () => {},
  call_later: () => {
    throw new RuntimeError('this host has no timer: give it one with install_host({ call_later })');
  },
  thread: { name: 'MainThread', ident: 0, is_main: true },
  function_location: () => undefined,
  generator_locations: (generators) => generators.map(() => undefined),
  source_line: () => undefined,
};

/** Replace the named services of the host. */
export function install_host(services: Partial<Host>): void {
  Object.assign(host, services);
}
