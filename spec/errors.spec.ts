import { inspect } from 'node:util';
import { describe, expect, expectTypeOf, it } from 'vitest';
import * as concurrent from '../lib/concurrent/futures';
import * as errors from '../lib/errors';
import {
  AssertionError,
  BaseException,
  CancelledError,
  ConnectionResetError,
  Exception,
  FileNotFoundError,
  is_exception,
  KeyboardInterrupt,
  OSError,
  python_assert,
  RuntimeError,
  StopIteration,
  SystemExit,
  stackless,
  str,
  TimeoutError,
  ValueError,
} from '../lib/errors';
import * as asyncio from '../lib/index';
import { repr } from '../lib/reprlib';
import { has_python36, python36, without_python36 } from './support/python36';

/** Every class, its name in Python, and what it derives from. */
const FAMILY: Record<string, string> = {
  BaseException: 'BaseException',
  Exception: 'Exception BaseException',
  RuntimeError: 'RuntimeError Exception BaseException',
  NotImplementedError: 'NotImplementedError RuntimeError Exception BaseException',
  RecursionError: 'RecursionError RuntimeError Exception BaseException',
  ValueError: 'ValueError Exception BaseException',
  UnicodeError: 'UnicodeError ValueError Exception BaseException',
  ArithmeticError: 'ArithmeticError Exception BaseException',
  OverflowError: 'OverflowError ArithmeticError Exception BaseException',
  AssertionError: 'AssertionError Exception BaseException',
  ImportError: 'ImportError Exception BaseException',
  EOFError: 'EOFError Exception BaseException',
  Warning: 'Warning Exception BaseException',
  DeprecationWarning: 'DeprecationWarning Warning Exception BaseException',
  ResourceWarning: 'ResourceWarning Warning Exception BaseException',
  RuntimeWarning: 'RuntimeWarning Warning Exception BaseException',
  StopIteration: 'StopIteration Exception BaseException',
  KeyboardInterrupt: 'KeyboardInterrupt BaseException',
  SystemExit: 'SystemExit BaseException',
  OSError: 'OSError Exception BaseException',
  BlockingIOError: 'BlockingIOError OSError Exception BaseException',
  ChildProcessError: 'ChildProcessError OSError Exception BaseException',
  ConnectionError: 'ConnectionError OSError Exception BaseException',
  BrokenPipeError: 'BrokenPipeError ConnectionError OSError Exception BaseException',
  ConnectionAbortedError: 'ConnectionAbortedError ConnectionError OSError Exception BaseException',
  ConnectionRefusedError: 'ConnectionRefusedError ConnectionError OSError Exception BaseException',
  ConnectionResetError: 'ConnectionResetError ConnectionError OSError Exception BaseException',
  FileExistsError: 'FileExistsError OSError Exception BaseException',
  FileNotFoundError: 'FileNotFoundError OSError Exception BaseException',
  InterruptedError: 'InterruptedError OSError Exception BaseException',
  IsADirectoryError: 'IsADirectoryError OSError Exception BaseException',
  NotADirectoryError: 'NotADirectoryError OSError Exception BaseException',
  OSTimeoutError: 'TimeoutError OSError Exception BaseException',
  PermissionError: 'PermissionError OSError Exception BaseException',
  ProcessLookupError: 'ProcessLookupError OSError Exception BaseException',
  FuturesError: 'Error Exception BaseException',
  CancelledError: 'CancelledError Error Exception BaseException',
  TimeoutError: 'TimeoutError Error Exception BaseException',
  InvalidStateError: 'InvalidStateError Error Exception BaseException',
};

type ErrorClass = new (...args: unknown[]) => BaseException;

const classes = Object.entries(errors as unknown as Record<string, ErrorClass>).filter(
  ([, value]) => value.prototype instanceof Error,
);

describe('the classes', () => {
  it('are these', () => {
    expect(classes.map(([name]) => name).sort()).toEqual(Object.keys(FAMILY).sort());
  });

  it.each(classes)('%s has its name, its bases and the empty text', (exported, cls) => {
    const bases: string[] = [];
    let base: ErrorClass = cls;
    while ((base as unknown) !== Error) {
      bases.push(base.name);
      base = Object.getPrototypeOf(base);
    }
    expect(bases.join(' ')).toBe(FAMILY[exported]);
    const error = new cls();
    expect(error).toBeInstanceOf(cls);
    expect([error.name, error.message, error.args]).toEqual([cls.name, '', []]);
    expect([String(error), repr(error)]).toEqual([cls.name, `${cls.name}()`]);
  });

  it.skipIf(!has_python36)(`are related as in CPython${without_python36}`, () => {
    const program = `
import asyncio, concurrent.futures, builtins, json, sys
own = {name: getattr(asyncio, name) for name in ('CancelledError', 'TimeoutError', 'InvalidStateError')}
own['FuturesError'] = concurrent.futures._base.Error
own['OSTimeoutError'] = TimeoutError
def bases(name):
    cls = own[name] if name in own else getattr(builtins, name)
    return ' '.join(base.__name__ for base in cls.__mro__ if base is not object)
print(json.dumps({name: bases(name) for name in json.load(sys.stdin)}))`;
    const { stdout } = python36(['-c', program], { input: JSON.stringify(Object.keys(FAMILY)) });
    expect(JSON.parse(stdout)).toEqual(FAMILY);
  });

  it('of asyncio and of concurrent.futures are the same', () => {
    expect(asyncio.CancelledError).toBe(CancelledError);
    expect(asyncio.TimeoutError).toBe(TimeoutError);
    expect(asyncio.InvalidStateError).toBe(errors.InvalidStateError);
    expect(concurrent.CancelledError).toBe(CancelledError);
    expect(concurrent.TimeoutError).toBe(TimeoutError);
    expect(concurrent.Error).toBe(errors.FuturesError);
  });
});

describe('an exception', () => {
  it('has its arguments in args and their text as message', () => {
    const error = new ValueError('q');
    expect([error.args, error.message, String(error)]).toEqual([['q'], 'q', 'ValueError: q']);
  });

  it.each([
    [[], ''],
    [['q'], 'q'],
    [[''], ''],
    [[1], '1'],
    [[undefined], 'None'],
    [[null], 'None'],
    [[['a']], "['a']"],
    [['q', 1], "('q', 1)"],
    [[new ValueError('inner')], 'inner'],
    [[new ValueError('a', 'b')], "('a', 'b')"],
    [[new TypeError('js')], 'js'],
  ])('made with %o says what str() says in Python', (args: unknown[], text) => {
    expect(new RuntimeError(...args).message).toBe(text);
  });

  it('says str() of an object: its toString when that is not its repr', () => {
    const queue = new asyncio.Queue({ loop: new asyncio.BlockingEventLoop() });
    expect(str(queue)).toBe('<Queue maxsize=0>');
    expect(new ValueError(queue).message).toBe('<Queue maxsize=0>');
  });

  it('can be made with an argument whose repr raises', () => {
    const broken = {
      __repr__: () => {
        throw new RuntimeError('no');
      },
    };
    expect(new ValueError(broken).message).toBe('<unprintable ValueError object>');
  });

  it('has a stack that starts with its name and text', () => {
    expect(new ValueError('q').stack).toMatch(/^ValueError: q\n {4}at .*errors\.spec\.ts/);
    expect(new FileNotFoundError(2, 'No such file', 'f').stack).toMatch(
      /^FileNotFoundError: \[Errno 2\] No such file: 'f'\n/,
    );
  });

  it('prints without its arguments, which the text has already', () => {
    expect(inspect(new ValueError('q', 1))).toMatch(/^ValueError: \('q', 1\)\n(.|\n)*\d\)?$/);
    expect(Object.keys(new OSError(2, 'No such file'))).toEqual([]);
  });

  it('is raised from another one by the option that JavaScript has for it', () => {
    const cause = new Error('cause');
    const error = new ValueError('q', { cause });
    expect([error.cause, error.args, error.message]).toEqual([cause, ['q'], 'q']);
    expect(new ValueError({ cause }).args).toEqual([]);
    expect('cause' in new ValueError('q')).toBe(false);
  });

  it('keeps other objects as arguments', () => {
    const [one, two] = [{ cause: 1, code: 2 }, { code: 2 }];
    expect(new ValueError('q', one).args).toEqual(['q', one]);
    expect(new ValueError('q', two).args).toEqual(['q', two]);
    expect(new ValueError({}).args).toEqual([{}]);
  });

  it('of a class of the user has the name of that class', () => {
    class TooHot extends ValueError {}
    class WayTooHot extends TooHot {
      constructor(readonly degrees: number) {
        super(`${degrees} degrees`);
      }
    }
    const error = new WayTooHot(99);
    expect([error.name, String(error)]).toEqual(['WayTooHot', 'WayTooHot: 99 degrees']);
    expect(repr(error)).toBe("WayTooHot('99 degrees',)");
    expect(error.stack).toMatch(/^WayTooHot: 99 degrees\n/);
    expect([TooHot, ValueError, Exception, Error].every((cls) => error instanceof cls)).toBe(true);
    expect(error).not.toBeInstanceOf(RuntimeError);
  });

  it('takes another name, and another stack', () => {
    const error = new ValueError('q');
    error.name = 'Custom';
    expect(String(error)).toBe('Custom: q');
    expect(new ValueError('q').name).toBe('ValueError');
    expect(Object.keys(error)).toEqual([]);
    const bare = stackless(CancelledError);
    bare.name = 'Custom';
    bare.stack = 'a stack';
    expect([bare.name, bare.stack, Object.keys(bare)]).toEqual(['Custom', 'a stack', []]);
    expect(stackless(CancelledError).stack).toBe('CancelledError');
  });
});

describe('CancelledError', () => {
  it('is an ordinary Exception in 3.6', () => {
    expect(new CancelledError()).toBeInstanceOf(Exception);
    expect(is_exception(new CancelledError())).toBe(true);
  });
});

describe('StopIteration', () => {
  it('has its first argument as value', () => {
    expect(new StopIteration().value).toBe(undefined);
    expect(new StopIteration(5).value).toBe(5);
    expect(new StopIteration(1, 2).value).toBe(1);
  });
});

describe('SystemExit', () => {
  it('has its argument as code, all of them when there are several', () => {
    expect(new SystemExit().code).toBe(undefined);
    expect(new SystemExit(3).code).toBe(3);
    expect(new SystemExit('usage').code).toBe('usage');
    expect(new SystemExit(1, 2).code).toEqual([1, 2]);
  });
});

describe('OSError', () => {
  /** Arguments, then Python's str, repr, args, errno, strerror, filename and filename2. */
  const CASES: readonly (readonly [unknown[], unknown[]])[] = [
    [[], ['', 'OSError()', [], null, null, null, null]],
    [[2], ['2', 'OSError(2,)', [2], null, null, null, null]],
    [['text'], ['text', "OSError('text',)", ['text'], null, null, null, null]],
    [
      [999, 'No'],
      ['[Errno 999] No', "OSError(999, 'No')", [999, 'No'], 999, 'No', null, null],
    ],
    [
      [999, 'No', 'f'],
      ["[Errno 999] No: 'f'", "OSError(999, 'No')", [999, 'No'], 999, 'No', 'f', null],
    ],
    [
      [999, 'No', null],
      ['[Errno 999] No', "OSError(999, 'No', None)", [999, 'No', null], 999, 'No', null, null],
    ],
    [
      [999, 'No', 'f', null, 'g'],
      ["[Errno 999] No: 'f' -> 'g'", "OSError(999, 'No')", [999, 'No'], 999, 'No', 'f', 'g'],
    ],
    [
      [null, 'x'],
      ['[Errno None] x', "OSError(None, 'x')", [null, 'x'], null, 'x', null, null],
    ],
    [
      ['a', 5],
      ['[Errno a] 5', "OSError('a', 5)", ['a', 5], 'a', 5, null, null],
    ],
    [
      [1, 2, 3, 4, 5, 6],
      [
        '(1, 2, 3, 4, 5, 6)',
        'OSError(1, 2, 3, 4, 5, 6)',
        [1, 2, 3, 4, 5, 6],
        null,
        null,
        null,
        null,
      ],
    ],
  ];

  const facts = (error: OSError): unknown[] => [
    error.message,
    repr(error),
    error.args,
    error.errno ?? null,
    error.strerror ?? null,
    error.filename ?? null,
    error.filename2 ?? null,
  ];

  it.each(CASES)('made with %j prints and carries what it does in Python', (args, expected) => {
    expect(facts(new OSError(...args))).toEqual(expected);
  });

  it.skipIf(!has_python36)(`the facts above are CPython's${without_python36}`, () => {
    const program = `
import json, sys
def facts(args):
    e = OSError(*args)
    return [str(e), repr(e), e.args, e.errno, e.strerror, e.filename, e.filename2]
print(json.dumps([facts(args) for args in json.load(sys.stdin)]))`;
    const { stdout } = python36(['-c', program], {
      input: JSON.stringify(CASES.map(([args]) => args)),
    });
    expect(JSON.parse(stdout)).toEqual(CASES.map(([, expected]) => expected));
  });

  it('prints a subclass by its name', () => {
    const error = new ConnectionResetError(104, 'Connection reset by peer');
    expect(String(error)).toBe('ConnectionResetError: [Errno 104] Connection reset by peer');
    expect(repr(error)).toBe("ConnectionResetError(104, 'Connection reset by peer')");
  });

  it('does not turn into a subclass by its number, unlike in CPython', () => {
    expect(new OSError(2, 'No such file')).not.toBeInstanceOf(FileNotFoundError);
  });

  it('can be raised from another error', () => {
    const error = new FileNotFoundError(2, 'No', 'f', { cause: 'x' });
    expect([error.cause, error.message]).toEqual(['x', "[Errno 2] No: 'f'"]);
  });
});

describe('is_exception', () => {
  class Fatal extends BaseException {}
  it.each([
    [new Exception(), true],
    [new ValueError(), true],
    [new CancelledError(), true],
    [stackless(CancelledError), true],
    [new StopIteration(), true],
    [new TypeError(), true],
    [new Error(), true],
    ['thrown text', true],
    [0, true],
    [undefined, true],
    [null, true],
    [{}, true],
    [new BaseException(), false],
    [new KeyboardInterrupt(), false],
    [new SystemExit(1), false],
    [new Fatal(), false],
    [stackless(KeyboardInterrupt), false],
  ])('of %o is %s', (thrown, answer) => {
    expect(is_exception(thrown)).toBe(answer);
  });
});

describe('python_assert', () => {
  it('raises AssertionError, with the text or without arguments', () => {
    expect(() => python_assert(false, 'why')).toThrow(new AssertionError('why'));
    for (const falsy of [false, 0, '', undefined, null]) {
      try {
        python_assert(falsy);
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(AssertionError);
        expect(repr(error)).toBe('AssertionError()');
      }
    }
  });

  it('lets what is true pass, and tells the compiler', () => {
    const value = [1].at(0);
    python_assert(value !== undefined);
    expectTypeOf(value).toEqualTypeOf<number>();
    expect(value).toBe(1);
  });
});

describe('a stackless error', () => {
  it('is an error like others, but for the stack', () => {
    const error = stackless(CancelledError);
    expect(error).toBeInstanceOf(CancelledError);
    expect([error.name, error.message, error.args]).toEqual(['CancelledError', '', []]);
    expect([String(error), repr(error)]).toEqual(['CancelledError', 'CancelledError()']);
    expect(error.stack).toBe('CancelledError');
  });

  it('captures no stack', () => {
    expect(Object.getOwnPropertyNames(stackless(CancelledError))).toEqual([]);
  });

  it('prints well in console.log, alone and inside an object', () => {
    expect(inspect(stackless(CancelledError))).toBe('[CancelledError]');
    expect(inspect({ error: stackless(TimeoutError) })).toBe('{ error: [TimeoutError] }');
  });

  it('has the message that it is given, in its stack too', () => {
    const error = stackless(ValueError);
    error.message = 'late';
    expect([String(error), error.stack]).toEqual(['ValueError: late', 'ValueError: late']);
  });

  it('has the name of a class of the user', () => {
    class Gone extends CancelledError {}
    expect(String(stackless(Gone))).toBe('Gone');
  });

  it('lets nobody change the arguments of all others', () => {
    const { args } = stackless(CancelledError);
    expect(() => (args as unknown[]).push(1)).toThrow(TypeError);
  });
});
