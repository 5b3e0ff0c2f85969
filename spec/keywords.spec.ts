import { describe, expect, it } from 'vitest';
import { Future, wrap_future } from '../lib/futures';
import { keywords, positional } from '../lib/keywords';
import { Lock } from '../lib/locks';
import { Task } from '../lib/task';
import { VirtualTimeLoop } from '../lib/test_utils';
import { has_python36, python36, without_python36 } from './support/python36';

interface Options {
  loop?: unknown;
  timeout?: number;
}
const check = (options: unknown): Options =>
  keywords('sleep', options as Options, ['loop', 'timeout']);

describe('keywords', () => {
  it('gives back the options, all of them optional', () => {
    const options = { loop: 1, timeout: 2 };
    expect(check(options)).toBe(options);
    expect(check({})).toEqual({});
    expect(check({ timeout: 2 })).toEqual({ timeout: 2 });
    expect(check({ timeout: undefined })).toEqual({ timeout: undefined });
  });

  it('takes None for no options', () => {
    expect(check(undefined)).toEqual({});
    expect(check(null)).toEqual({});
  });

  it('gives an empty object for no options, which nobody can change', () => {
    expect(check(undefined)).toEqual({});
    expect(Object.isFrozen(check(null))).toBe(true);
  });

  it('takes an object without a prototype, and a frozen one', () => {
    expect(check(Object.assign(Object.create(null), { timeout: 2 })).timeout).toBe(2);
    expect(check(Object.freeze({ timeout: 2 })).timeout).toBe(2);
  });

  it.each(['lop', 'Loop', 'constructor', 'toString', ''])(
    'raises TypeError in the words of CPython for the key %j',
    (key) => {
      const error = new TypeError(`sleep() got an unexpected keyword argument '${key}'`);
      expect(() => check({ loop: 1, [key]: undefined })).toThrow(error);
    },
  );

  it.each([[1], ['loop'], [true], [[]], [[1]], [new Map()], [() => {}], [new VirtualTimeLoop()]])(
    'raises TypeError for %o, which is no options object',
    (value) => {
      const error = new TypeError(
        'sleep() takes its keyword arguments as one object, { loop, timeout }',
      );
      expect(() => check(value)).toThrow(error);
    },
  );
});

describe('positional', () => {
  const names = ['host', 'port'];

  it.each([
    [[], [undefined, undefined, undefined]],
    [['h'], ['h', undefined, undefined]],
    [
      ['h', 1],
      ['h', 1, undefined],
    ],
    [
      ['h', 1, { ssl: true }],
      ['h', 1, { ssl: true }],
    ],
    [
      ['h', { port: 1, ssl: true }],
      ['h', 1, { ssl: true }],
    ],
    [
      ['h', { ssl: true }],
      ['h', undefined, { ssl: true }],
    ],
    [[{ host: 'h', port: 1, ssl: true }], ['h', 1, { ssl: true }]],
    [[{}], [undefined, undefined, {}]],
    [
      [null, null, { sock: 1 }],
      [null, null, { sock: 1 }],
    ],
  ])('finds arguments by place and by name, and the options that are left: %j', (args, found) => {
    const before = structuredClone(args);
    expect(positional(args, names)).toEqual(found);
    expect(args).toEqual(before);
  });

  it('leaves an argument that was given by place and by name among the options', () => {
    expect(positional(['h', { host: 'other' }], names)).toEqual([
      'h',
      undefined,
      { host: 'other' },
    ]);
  });
});

describe('a function that takes keywords', () => {
  const loop = new VirtualTimeLoop();
  const coro = function* () {};

  it('refuses a positional loop', () => {
    expect(() => new Future(loop as object)).toThrow(
      new TypeError('Future() takes its keyword arguments as one object, { loop }'),
    );
  });

  const wrong = { lop: loop } as object;
  // CPython's Future and Task are in C, and C has other words.
  const said: [() => unknown, string][] = [
    [() => new Future(wrong), "'lop' is an invalid keyword argument for this function"],
    [() => new Task(coro(), wrong), "'lop' is an invalid keyword argument for this function"],
    [() => new Lock(wrong), "__init__() got an unexpected keyword argument 'lop'"],
    [
      () => wrap_future(loop.create_future(), wrong),
      "wrap_future() got an unexpected keyword argument 'lop'",
    ],
  ];

  it.each(said)('refuses a key that it does not know: %s', (call, words) => {
    expect(call).toThrow(new TypeError(words));
  });

  it.skipIf(!has_python36)(`says so in CPython's words${without_python36}`, () => {
    const program = `
import asyncio, warnings
async def coro(): pass
def task(lop): asyncio.Task(coro(), lop=lop)
def wrap_future(lop): asyncio.wrap_future(asyncio.Future(), lop=lop)
warnings.simplefilter('ignore')
for call in (asyncio.Future, task, asyncio.Lock, wrap_future):
    try:
        call(lop=1)
    except TypeError as error:
        print(error)`;
    expect(python36(['-c', program]).stdout.trim().split('\n')).toEqual(
      said.map(([, words]) => words),
    );
  });
});
