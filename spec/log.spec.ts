import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CancelledError, KeyboardInterrupt, OSError, stackless, ValueError } from '../lib/errors';
import { host } from '../lib/host';
import {
  CRITICAL,
  DEBUG,
  ERROR,
  format_exception,
  getLevelName,
  getLogger,
  Handler,
  INFO,
  Logger,
  type LogRecord,
  lastResort,
  logger,
  NOTSET,
  StreamHandler,
  WARNING,
} from '../lib/log';
import { repr } from '../lib/reprlib';
import { has_python36, python36, without_python36 } from './support/python36';

const root = getLogger();

class Memory extends Handler {
  readonly records: LogRecord[] = [];

  emit(record: LogRecord): void {
    this.records.push(record);
  }

  get messages(): string[] {
    return this.records.map((record) => record.message);
  }
}

class Broken extends Handler {
  constructor(readonly thrown: unknown) {
    super();
  }

  emit(): void {
    throw this.thrown;
  }
}

let stderr: string;
let names = 0;

/** A logger that no other spec has touched. */
const fresh = (prefix = 'log-spec') => getLogger(`${prefix}-${++names}`);

beforeEach(() => {
  stderr = '';
  vi.spyOn(host, 'write_stderr').mockImplementation((text) => {
    stderr += text;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  root.setLevel(WARNING);
  for (const handler of [...root.handlers]) root.removeHandler(handler);
});

describe('loggers', () => {
  it('are one per name', () => {
    expect(getLogger('asyncio')).toBe(logger);
    expect(getLogger('asyncio')).not.toBe(getLogger('asyncio.x'));
    expect(getLogger('')).toBe(root);
  });

  it('are below the nearest logger of their dotted name, whichever was made first', () => {
    const deep = getLogger('log-spec-family.a.b');
    expect(deep.parent).toBe(root);
    const top = getLogger('log-spec-family');
    expect(deep.parent).toBe(top);
    expect(getLogger('log-spec-family.a').parent).toBe(top);
    expect(deep.parent).toBe(getLogger('log-spec-family.a'));
    expect(root.parent).toBeUndefined();
  });

  it('take their level from above until they have their own', () => {
    const child = getLogger('log-spec-levels.child');
    const parent = getLogger('log-spec-levels');
    expect([child.level, child.getEffectiveLevel()]).toEqual([NOTSET, WARNING]);
    parent.setLevel(DEBUG);
    expect([child.isEnabledFor(DEBUG), child.isEnabledFor(DEBUG - 1)]).toEqual([true, false]);
    child.level = ERROR;
    expect([child.isEnabledFor(ERROR), child.isEnabledFor(WARNING)]).toEqual([true, false]);
  });

  it('log what their level lets through, under the name of the level', () => {
    const channel = fresh();
    const memory = new Memory();
    channel.addHandler(memory);
    channel.setLevel('INFO');
    channel.debug('d');
    channel.info('i');
    channel.warning('w');
    channel.error('e');
    channel.critical('c');
    channel.log(35, 'other');
    expect(
      memory.records.map(({ level, levelname, message }) => [level, levelname, message]),
    ).toEqual([
      [INFO, 'INFO', 'i'],
      [WARNING, 'WARNING', 'w'],
      [ERROR, 'ERROR', 'e'],
      [CRITICAL, 'CRITICAL', 'c'],
      [35, 'Level 35', 'other'],
    ]);
  });

  it('put name, time and the caught value into the record', () => {
    const channel = fresh();
    const memory = new Memory();
    channel.addHandler(memory);
    vi.spyOn(Date, 'now').mockReturnValue(1500);
    const error = new ValueError('q');
    channel.error('with', { exc_info: error });
    expect(memory.records).toEqual([
      {
        name: channel.name,
        level: ERROR,
        levelname: 'ERROR',
        message: 'with',
        exc_info: error,
        created: 1.5,
      },
    ]);
  });

  it('take None and False as no exc_info, other falsy values as caught', () => {
    const channel = fresh();
    const memory = new Memory();
    channel.addHandler(memory);
    for (const exc_info of [undefined, null, false, 0, '']) channel.error('x', { exc_info });
    expect(memory.records.map((record) => record.exc_info)).toEqual([
      undefined,
      undefined,
      undefined,
      0,
      '',
    ]);
  });

  it('pass records up while propagate is set', () => {
    const parent = fresh();
    const child = getLogger(`${parent.name}.child`);
    const [above, here] = [new Memory(), new Memory()];
    parent.addHandler(above);
    child.addHandler(here);
    child.error('both');
    child.propagate = false;
    child.error('here');
    expect([above.messages, here.messages]).toEqual([['both'], ['both', 'here']]);
  });

  it('ask only the level of the logger that was called, then that of each handler', () => {
    const child = fresh();
    const memory = new Memory();
    root.addHandler(memory);
    root.setLevel(CRITICAL);
    child.setLevel(DEBUG);
    memory.setLevel(INFO);
    child.debug('too low for the handler');
    child.info('taken');
    expect(memory.messages).toEqual(['taken']);
  });

  it('hold a handler once, and drop it', () => {
    const channel = fresh();
    const memory = new Memory();
    channel.addHandler(memory);
    channel.addHandler(memory);
    channel.error('once');
    const other = new Memory();
    channel.addHandler(other);
    channel.removeHandler(memory);
    channel.removeHandler(memory);
    expect(channel.handlers).toEqual([other]);
    channel.removeHandler(other);
    channel.error('never');
    expect(memory.messages).toEqual(['once']);
  });

  it('can be made without being registered', () => {
    const own = new Logger('log-spec-own', ERROR);
    expect(own.level).toBe(ERROR);
    expect(getLogger('log-spec-own')).not.toBe(own);
    expect(own.parent).toBe(root);
  });
});

describe('without any handler', () => {
  it('WARNING and above go to standard error, with the traceback', () => {
    const channel = fresh();
    channel.setLevel(DEBUG);
    channel.info('unseen');
    channel.warning('seen');
    channel.error('failed', { exc_info: stackless(CancelledError) });
    expect(stderr).toBe('seen\nfailed\nCancelledError\n');
  });

  it('a handler anywhere above, even one that declines, replaces standard error', () => {
    const memory = new Memory();
    memory.setLevel(CRITICAL);
    root.addHandler(memory);
    fresh().error('declined');
    expect([memory.messages, stderr]).toEqual([[], '']);
  });

  it('a logger that does not propagate falls back to standard error', () => {
    root.addHandler(new Memory());
    const channel = fresh();
    channel.propagate = false;
    channel.error('alone');
    expect(stderr).toBe('alone\n');
  });
});

describe('tracebacks', () => {
  it("are an error's stack", () => {
    const error = new TypeError('bad');
    expect(format_exception(error)).toBe(error.stack);
    expect(format_exception(error)).toMatch(/^TypeError: bad\n {4}at /);
  });

  it('name the class of an error of ours, with its message as it is now', () => {
    expect(format_exception(new OSError(2, 'No such file'))).toMatch(
      /^OSError: \[Errno 2\] No such file\n {4}at /,
    );
  });

  it('fall back to name and message when the stack is missing or somebody else’s', () => {
    const missing = new ValueError('q');
    Object.defineProperty(missing, 'stack', { value: undefined });
    expect(format_exception(missing)).toBe('ValueError: q');

    const foreign = new RangeError('far');
    foreign.stack = 'at nowhere';
    expect(format_exception(foreign)).toBe('RangeError: far');

    const bare = new ValueError();
    bare.stack = '';
    expect(format_exception(bare)).toBe('ValueError');
  });

  it('go on with the chain of causes, each once', () => {
    const inner = stackless(CancelledError);
    const outer = new ValueError('outer');
    outer.stack = 'ValueError: outer';
    outer.cause = inner;
    expect(format_exception(outer)).toBe('ValueError: outer\ncaused by CancelledError');
    inner.cause = 'a reason';
    expect(format_exception(outer)).toBe(
      "ValueError: outer\ncaused by CancelledError\ncaused by 'a reason'",
    );
    inner.cause = outer;
    expect(format_exception(outer)).toBe('ValueError: outer\ncaused by CancelledError');
  });

  it('are the repr of a value that is no error', () => {
    expect(['text', 0, undefined, { code: 1 }].map(format_exception)).toEqual([
      "'text'",
      '0',
      'None',
      "{'code': 1}",
    ]);
  });

  it('start on a line of their own', () => {
    const lines: string[] = [];
    const handler = new StreamHandler({ write: (text) => lines.push(text) });
    const channel = fresh();
    channel.addHandler(handler);
    channel.error('without newline', { exc_info: 1 });
    channel.error('with newline\n', { exc_info: 2 });
    expect(lines).toEqual(['without newline\n1\n', 'with newline\n2\n']);
  });
});

describe('a handler that throws', () => {
  it('is reported on standard error; the other handlers and the program go on', () => {
    const channel = fresh();
    const memory = new Memory();
    channel.addHandler(new Broken('broken'));
    channel.addHandler(memory);
    channel.error('msg');
    expect(memory.messages).toEqual(['msg']);
    expect(stderr).toBe("--- Logging error ---\n'broken'\nMessage: 'msg'\n");
  });

  it('may decide what becomes of its error', () => {
    const seen: unknown[] = [];
    class Own extends Broken {
      override handleError(record: LogRecord, error: unknown): void {
        seen.push(record.message, error);
      }
    }
    const channel = fresh();
    channel.addHandler(new Own('broken'));
    channel.error('msg');
    expect(seen).toEqual(['msg', 'broken']);
    expect(stderr).toBe('');
  });

  it('does not break the program when standard error is broken too', () => {
    vi.mocked(host.write_stderr).mockImplementation(() => {
      throw new OSError(32, 'Broken pipe');
    });
    expect(() => fresh().error('unheard')).not.toThrow();
  });

  it('lets what is no Exception leave the program', () => {
    const channel = fresh();
    const interrupt = new KeyboardInterrupt();
    channel.addHandler(new Broken(interrupt));
    expect(() => channel.error('msg')).toThrow(interrupt);
  });
});

describe('beside CPython', () => {
  const attempt = (act: () => unknown): string => {
    try {
      return String(act());
    } catch (error) {
      return (error as Error).message;
    }
  };

  it.skipIf(!has_python36)(`names and refuses alike${without_python36}`, () => {
    const program = `
import logging
lg = logging.getLogger('asyncio')
print(lg, logging.getLogger(), repr(logging.StreamHandler()), repr(logging.lastResort))
print(logging.getLevelName(0), logging.getLevelName(30), logging.getLevelName(35))
for level in ('X', 1.5, None):
    try: lg.setLevel(level)
    except Exception as exc: print(exc)
try: lg.log('x', 'm')
except TypeError as exc: print(exc)
lg.setLevel('FATAL'); print(lg, lg.level)
`;
    const ours = [
      [logger, root, repr(new StreamHandler()), repr(lastResort)].map(String).join(' '),
      [0, 30, 35].map(getLevelName).join(' '),
      attempt(() => logger.setLevel('X')),
      attempt(() => logger.setLevel(1.5)),
      attempt(() => logger.setLevel(undefined as never)),
      attempt(() => logger.log('x' as never, 'm')),
    ];
    logger.setLevel('FATAL');
    ours.push(`${logger} ${logger.level}`);
    logger.setLevel(NOTSET);
    const theirs = python36(['-c', program]).stdout.replace('_StderrHandler', 'StreamHandler');
    expect(ours).toEqual(theirs.trimEnd().split('\n'));
  });
});
