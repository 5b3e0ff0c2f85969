/**
 * Python's `logging`, as far as this package and the programs around it need it.
 *
 * A message is a ready string: there are no printf arguments. A record goes to the handlers of its logger and, while
 * `propagate` is set, of the loggers above it by dotted name; when nobody has a handler, to `lastResort`.
 */

import { is_exception, ValueError } from './errors';
import { host } from './host';
import { Printable, repr } from './reprlib';

/** The program cannot go on. */
export const CRITICAL = 50;
/** Something went wrong. */
export const ERROR = 40;
/** Something may turn out badly. What is below is not shown by default. */
export const WARNING = 30;
/** Something went as it should. */
export const INFO = 20;
/** For those who look into the inside. */
export const DEBUG = 10;
/** Of a logger without a level of its own: that of the logger above it counts. */
export const NOTSET = 0;

const LEVELS: ReadonlyMap<string, number> = new Map([
  ['CRITICAL', CRITICAL],
  ['FATAL', CRITICAL],
  ['ERROR', ERROR],
  ['WARN', WARNING],
  ['WARNING', WARNING],
  ['INFO', INFO],
  ['DEBUG', DEBUG],
  ['NOTSET', NOTSET],
]);

const LEVEL_NAMES: ReadonlyMap<number, string> = new Map([
  [CRITICAL, 'CRITICAL'],
  [ERROR, 'ERROR'],
  [WARNING, 'WARNING'],
  [INFO, 'INFO'],
  [DEBUG, 'DEBUG'],
  [NOTSET, 'NOTSET'],
]);

/** The name of a level, `'Level 35'` for one without a name. Counterpart of `logging.getLevelName`. */
export function getLevelName(level: number): string {
  return LEVEL_NAMES.get(level) ?? `Level ${level}`;
}

function check_level(level: number | string): number {
  if (Number.isInteger(level)) return level as number;
  if (typeof level !== 'string') {
    throw new TypeError(`Level not an integer or a valid string: ${repr(level)}`);
  }
  const number = LEVELS.get(level);
  if (number === undefined) throw new ValueError(`Unknown level: ${repr(level)}`);
  return number;
}

export interface LogOptions {
  /** The caught value whose traceback follows the message; `undefined`, `null` and `false` are none. */
  readonly exc_info?: unknown;
}

export interface LogRecord {
  /** The logger's name. */
  readonly name: string;
  /** Python's `levelno`. */
  readonly level: number;
  readonly levelname: string;
  readonly message: string;
  /** The caught value, or undefined. */
  readonly exc_info: unknown;
  /** Seconds since the epoch. */
  readonly created: number;
}

/**
 * The traceback of a caught value, without a newline at its end: an error's stack, innermost call first, then its
 * causes; another value's repr. Counterpart of `traceback.format_exception`.
 */
export function format_exception(thrown: unknown): string {
  const seen = new Set<unknown>();
  const parts: string[] = [];
  let error = thrown;
  while (error instanceof Error && !seen.has(error)) {
    seen.add(error);
    parts.push(stack_of(error));
    error = error.cause;
    if (error === undefined || error === null) return parts.join('\ncaused by ');
  }
  if (!seen.has(error)) parts.push(repr(error));
  return parts.join('\ncaused by ');
}

function stack_of(error: Error): string {
  const { stack, name, message } = error;
  if (typeof stack === 'string' && stack.startsWith(name)) return stack;
  return message === '' ? name : `${name}: ${message}`;
}

/** Where records go. Subclasses supply `emit`. */
export abstract class Handler extends Printable {
  level: number;

  constructor(level: number | string = NOTSET) {
    super();
    this.level = check_level(level);
  }

  /**
   * Set the least level that this handler takes, as a number or by name.
   *
   * @throws TypeError, ValueError for what is no level.
   */
  setLevel(level: number | string): void {
    this.level = check_level(level);
  }

  /** Do with the record what this handler is for. What it throws is reported by `handleError`. */
  abstract emit(record: LogRecord): void;

  /** Emit a record. Unlike in CPython, no handler's error reaches the program that logs. */
  handle(record: LogRecord): void {
    try {
      this.emit(record);
    } catch (error) {
      if (!is_exception(error)) throw error;
      this.handleError(record, error);
    }
  }

  /** The text of a record: its message, then the traceback of `exc_info`. */
  format(record: LogRecord): string {
    if (record.exc_info === undefined) return record.message;
    const separator = record.message.endsWith('\n') ? '' : '\n';
    return record.message + separator + format_exception(record.exc_info);
  }

  /** Tell standard error that this handler failed. The error is an argument: nothing else knows it here. */
  handleError(record: LogRecord, error: unknown): void {
    try {
      host.write_stderr(
        `--- Logging error ---\n${format_exception(error)}\nMessage: ${repr(record.message)}\n`,
      );
    } catch (failure) {
      // Nowhere is left to say it.
      if (!is_exception(failure)) throw failure;
    }
  }

  __repr__(): string {
    return `<${this.constructor.name} (${getLevelName(this.level)})>`;
  }
}

export interface Stream {
  readonly name?: string;
  write(text: string): unknown;
}

/** Asks for the host at each write: one that is installed later is used. */
const STDERR: Stream = { name: '<stderr>', write: (text) => host.write_stderr(text) };

/** Writes each record and a newline to a stream, standard error when none is given. */
export class StreamHandler extends Handler {
  readonly stream: Stream;

  constructor(stream?: Stream | null) {
    super();
    this.stream = stream ?? STDERR;
  }

  emit(record: LogRecord): void {
    this.stream.write(`${this.format(record)}\n`);
  }

  override __repr__(): string {
    const name = this.stream.name ? `${this.stream.name} ` : '';
    return `<${this.constructor.name} ${name}(${getLevelName(this.level)})>`;
  }
}

/** Takes the records, WARNING and above, that no handler was found for. */
export const lastResort: Handler = new StreamHandler();
lastResort.setLevel(WARNING);

/** A named channel of messages. Made by `getLogger`, which gives the same one for the same name. */
export class Logger extends Printable {
  readonly name: string;
  /** NOTSET leaves the decision to the logger above. */
  level: number;
  /** Whether the handlers of the loggers above get this one's records too. */
  propagate = true;
  readonly handlers: Handler[] = [];

  constructor(name: string, level: number | string = NOTSET) {
    super();
    this.name = name;
    this.level = check_level(level);
  }

  /** The nearest logger above by dotted name, at last the root; undefined for the root. */
  get parent(): Logger | undefined {
    if (this === root) return undefined;
    let name = this.name;
    for (let dot = name.lastIndexOf('.'); dot >= 0; dot = name.lastIndexOf('.')) {
      name = name.slice(0, dot);
      const found = loggers.get(name);
      if (found !== undefined) return found;
    }
    return root;
  }

  /**
   * Set the least level that is logged, as a number or by name.
   *
   * @throws TypeError, ValueError for what is no level.
   */
  setLevel(level: number | string): void {
    this.level = check_level(level);
  }

  /** Its own level, or that of the nearest logger above that has one. */
  getEffectiveLevel(): number {
    for (let logger: Logger | undefined = this; logger !== undefined; logger = logger.parent) {
      if (logger.level !== NOTSET) return logger.level;
    }
    return NOTSET;
  }

  /** Whether a message of this level would be handled. */
  isEnabledFor(level: number): boolean {
    return level >= this.getEffectiveLevel();
  }

  /** Send the records of this logger, and of those below it, to `handler` as well. */
  addHandler(handler: Handler): void {
    if (!this.handlers.includes(handler)) this.handlers.push(handler);
  }

  /** Take a handler away again. */
  removeHandler(handler: Handler): void {
    const index = this.handlers.indexOf(handler);
    if (index >= 0) this.handlers.splice(index, 1);
  }

  /** Log for those who look into the inside. */
  debug(message: string, options?: LogOptions): void {
    this.log(DEBUG, message, options);
  }

  /** Log what went as it should. */
  info(message: string, options?: LogOptions): void {
    this.log(INFO, message, options);
  }

  /** Log what may turn out badly. */
  warning(message: string, options?: LogOptions): void {
    this.log(WARNING, message, options);
  }

  /** Log what went wrong. */
  error(message: string, options?: LogOptions): void {
    this.log(ERROR, message, options);
  }

  /** Log what ends the program. */
  critical(message: string, options?: LogOptions): void {
    this.log(CRITICAL, message, options);
  }

  /**
   * Log a message at a level.
   *
   * @throws TypeError for a level that is no integer.
   * @example logger.log(ERROR, 'cannot read the file', { exc_info: error });
   */
  log(level: number, message: string, options?: LogOptions): void {
    if (!Number.isInteger(level)) throw new TypeError('level must be an integer');
    if (!this.isEnabledFor(level)) return;
    const exc_info = options?.exc_info;
    this.handle({
      name: this.name,
      level,
      levelname: getLevelName(level),
      message,
      exc_info: exc_info === null || exc_info === false ? undefined : exc_info,
      created: Date.now() / 1000,
    });
  }

  /** Give a record to every handler that takes its level, here and above. */
  handle(record: LogRecord): void {
    let found = false;
    for (let logger: Logger | undefined = this; logger !== undefined; ) {
      for (const handler of logger.handlers) {
        found = true;
        if (record.level >= handler.level) handler.handle(record);
      }
      logger = logger.propagate ? logger.parent : undefined;
    }
    if (!found && record.level >= lastResort.level) lastResort.handle(record);
  }

  __repr__(): string {
    const level = getLevelName(this.getEffectiveLevel());
    const kind = this === root ? 'RootLogger' : this.constructor.name;
    return `<${kind} ${this.name} (${level})>`;
  }
}

const loggers = new Map<string, Logger>();
const root = new Logger('root', WARNING);

/** The logger of this name; without a name, the root that all others report to. */
export function getLogger(name?: string | null): Logger {
  if (name === undefined || name === null || name === '') return root;
  let logger = loggers.get(name);
  if (logger === undefined) {
    logger = new Logger(name);
    loggers.set(name, logger);
  }
  return logger;
}

/** asyncio's own logger. */
export const logger = getLogger('asyncio');
