/**
 * Python's tracebacks, read from V8's stacks.
 *
 * Frames of this library and of Node's internals are left out, so that the last frame of a source traceback is the
 * line of the user that made the object.
 */

import { host, type Location } from './host';

/** How many frames a source traceback keeps (asyncio's `constants.DEBUG_STACK_DEPTH`). */
export const DEBUG_STACK_DEPTH = 10;

/**
 * A level of coroutines takes up to three frames of V8's (the generator, its `next`, our entry into it), and the
 * loop's own come on top.
 */
const CAPTURE_DEPTH = 3 * DEBUG_STACK_DEPTH + 10;

/** A function or class whose frame, and all frames it called, are left out of a capture. */
export type Above = ((...args: never[]) => unknown) | (abstract new (...args: never[]) => unknown);

/** What V8 attaches a stack to; it is written as text at the first reading of `stack`. */
interface Captured {
  stack?: unknown;
}

function capture(above?: Above): Captured {
  const captured: Captured = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = CAPTURE_DEPTH;
  try {
    Error.captureStackTrace(captured, above);
  } finally {
    Error.stackTraceLimit = limit;
  }
  return captured;
}

/**
 * Where an object was made: its `source_traceback` of debug mode.
 *
 * V8's stack is read at the first use. Until then it keeps the `this` of each of its frames alive; afterwards only
 * texts and numbers are left. Whoever must not keep an object alive (the held value of a finalizer) reads `frames` first.
 */
export class SourceTraceback {
  private _captured: Captured | undefined;
  private _frames: readonly Location[] = [];

  constructor(captured: Captured) {
    this._captured = captured;
  }

  /** At most 10 frames, oldest first. */
  get frames(): readonly Location[] {
    if (this._captured !== undefined) {
      this._frames = stack_frames(this._captured).slice(-DEBUG_STACK_DEPTH);
      this._captured = undefined;
    }
    return this._frames;
  }

  /** The frame that called the library. */
  get last(): Location | undefined {
    return this.frames.at(-1);
  }

  /** CPython's `''.join(traceback.format_list(tb))`. */
  format(): string {
    return format_frames(this.frames);
  }
}

/** CPython's `events.extract_stack()`. `above` is the library's function that the user called. */
export function extract_stack(above: Above): SourceTraceback {
  return new SourceTraceback(capture(above));
}

/** The frames of a thrown error, oldest first (Python's `error.__traceback__`); none for what has no stack. */
export function error_frames(error: unknown): Location[] {
  return error instanceof Error ? stack_frames(error, error.message) : [];
}

/** How often Python prints a frame that repeats. */
const RECURSIVE_CUTOFF = 3;

/** CPython's `''.join(traceback.format_list(frames))`: two lines per frame, one where the source cannot be read. */
export function format_frames(frames: readonly Location[]): string {
  let text = '';
  let last: Location | undefined;
  let count = 0;
  const repeated = (): string => {
    const more = count - RECURSIVE_CUTOFF;
    return more > 0 ? `  [Previous line repeated ${more} more time${more > 1 ? 's' : ''}]\n` : '';
  };
  for (const frame of frames) {
    const name = frame.name ?? MODULE;
    if (frame.file !== last?.file || frame.line !== last.line || frame.name !== last.name) {
      text += repeated();
      last = frame;
      count = 0;
    }
    count += 1;
    if (count > RECURSIVE_CUTOFF) continue;
    text += `  File "${frame.file}", line ${frame.line}, in ${name}\n`;
    const source = host.source_line(frame.file, frame.line)?.trim();
    if (source) text += `    ${source}\n`;
  }
  return text + repeated();
}

const MODULE = '<module>';
const LAMBDA = '<lambda>';

/** The user's frames of a stack, oldest first. A stack that cannot be read has none: this is asked only to print. */
function stack_frames(holder: Captured, message = ''): Location[] {
  try {
    return typeof holder.stack === 'string' ? user_frames(holder.stack, message) : [];
  } catch {
    return [];
  }
}

function user_frames(stack: string, message: string): Location[] {
  const own = own_directory();
  const frames: Location[] = [];
  let caller: Frame | undefined;
  for (const line of frame_lines(stack, message).reverse()) {
    const frame = parse_frame(line);
    if (is_user_file(frame.file, own)) {
      frames.push({ file: frame.file, line: frame.line, name: python_name(frame.callee, caller) });
    }
    caller = frame;
  }
  return frames;
}

function is_user_file(file: string | undefined, own: string | undefined): file is string {
  if (file === undefined || file.startsWith('node:')) return false;
  return own === undefined || !file.startsWith(own);
}

/** The texts after "at", newest first. The error's message, whose lines may look like frames, is skipped. */
function frame_lines(stack: string, message: string): string[] {
  const start = stack.indexOf(message);
  const in_header = start >= 0 && start <= stack.indexOf('\n    at ');
  const lines = stack.slice(in_header ? start + message.length : 0).split('\n');
  return lines.flatMap((line) => /^\s+at (.*)$/.exec(line)?.[1] ?? []);
}

/** One frame of V8's. `file` is undefined where there is none: builtin functions, WebAssembly. */
interface Frame {
  readonly callee: string;
  readonly file: string | undefined;
  readonly line: number;
}

function parse_frame(text: string): Frame {
  const open = text.endsWith(')') ? text.indexOf(' (') : -1;
  const callee = open < 0 ? '' : text.slice(0, open);
  const place = open < 0 ? text.replace(/^async /, '') : text.slice(open + 2, -1);
  const [, file, line] = /^(.+?):(\d+)(?::\d+)?$/.exec(eval_origin(place)) ?? [];
  return {
    callee,
    file: file === undefined || file === '<anonymous>' ? undefined : file_path(file),
    line: Number(line),
  };
}

/** Evaluated code has no file of its own: the place that evaluates it stands for it. */
function eval_origin(place: string): string {
  if (!place.startsWith('eval at ')) return place;
  return /.*eval at .*? \((.+?:\d+:\d+)\)/.exec(place)?.[1] ?? '';
}

function file_path(file: string): string {
  if (!file.startsWith('file://')) return file;
  const path = decodeURIComponent(file.slice('file://'.length).replace(/[?#].*$/, ''));
  return /^\/[A-Za-z]:/.test(path) ? path.slice(1).replaceAll('/', '\\') : path;
}

/** Python's name for V8's `Type.function [as method]`. `caller` is the next older frame. */
function python_name(callee: string, caller: Frame | undefined): string {
  const name = callee.replace(/^async /, '').replace(/ \[as .*\]$/, '');
  if (name.startsWith('new ')) return '__init__';
  if (name === 'eval' || name === 'Object.<anonymous>') return MODULE;
  if (name === '' || name.endsWith('<anonymous>')) return runs_modules(caller) ? MODULE : LAMBDA;
  return /(?:^|\.)(?:get |set )?(\[[^\]]*\]|[^.]*)$/.exec(name)?.[1] ?? name;
}

/** V8 gives neither an ES module's body nor an anonymous function a name; who calls it tells them apart. */
function runs_modules(frame: Frame | undefined): boolean {
  if (frame === undefined) return false;
  return frame.file?.startsWith('node:internal/modules/') || /ModuleEvaluator\./.test(frame.callee);
}

let own: { readonly directory: string | undefined } | undefined;

/**
 * The directory of this file, as stacks name it, with a separator at its end. Undefined in a bundle, where the
 * user's code lies in the same file and a directory tells nothing.
 */
function own_directory(): string | undefined {
  if (own === undefined) {
    const newest = frame_lines(String(capture().stack), '')[0];
    const file = newest === undefined ? undefined : parse_frame(newest).file;
    own = { directory: /^(.*[\\/])traceback\.[cm]?[jt]s$/.exec(file ?? '')?.[1] };
  }
  return own.directory;
}
