import { describe, expect, it } from 'vitest';
import { KeyboardInterrupt, SystemExit, ValueError } from '../../lib/errors';
import type * as asyncio from '../../lib/index';
import { format_exception } from '../../lib/log';
import '../../lib/node_host';
import { repr } from '../../lib/reprlib';
import { VirtualTimeLoop } from '../../lib/test_utils';
import { normalise } from '../support/python36';
import { record_log } from '../support/records';

function fail(error: unknown): never {
  throw error;
}

/** One iteration. */
function once(loop: VirtualTimeLoop): void {
  loop.stop();
  loop.run_forever();
}

function make(Loop = VirtualTimeLoop) {
  const loop = new Loop();
  const log = record_log();
  const logged = () => log.lines.map(normalise);
  return { loop, log, logged };
}

class Broken extends VirtualTimeLoop {
  error: unknown = new ValueError('default');

  override default_exception_handler(): void {
    throw this.error;
  }
}

describe('the default exception handler', () => {
  it('logs an error of a callback, with the error for the logger to print', () => {
    const { loop, log, logged } = make();
    const error = new ValueError('boom');
    loop.call_soon(fail, error);
    once(loop);
    expect(logged()).toEqual([
      "ERROR Exception in callback fail(ValueError('boom',)) at FILE:LINE\n" +
        "handle: <Handle fail(ValueError('boom',)) at FILE:LINE>",
    ]);
    expect(log.records[0]?.exc_info).toBe(error);
  });

  it('logs an error of a timer', () => {
    const { loop, logged } = make();
    loop.call_later(0, fail, 5);
    once(loop);
    expect(logged()).toEqual([
      'ERROR Exception in callback fail(5) at FILE:LINE\nhandle: <TimerHandle when=0 fail(5) at FILE:LINE>',
    ]);
  });

  it('logs what is no function as such', () => {
    const { loop, log, logged } = make();
    loop.call_soon(1 as never);
    once(loop);
    expect(logged()).toEqual(['ERROR Exception in callback 1()\nhandle: <Handle 1()>']);
    expect(log.records[0]?.exc_info).toEqual(new TypeError("'int' object is not callable"));
  });

  it('writes the message, then the other keys sorted, each with its repr', () => {
    const { loop, log, logged } = make();
    loop.default_exception_handler({
      message: 'm',
      zeta: [1, 'a'],
      Alpha: undefined,
      future: 'f',
      exception: undefined,
    });
    expect(logged()).toEqual(["ERROR m\nAlpha: None\nfuture: 'f'\nzeta: [1, 'a']"]);
    expect(log.records[0]?.exc_info).toBe(undefined);
  });

  it('has a message when there is none', () => {
    const { loop, logged } = make();
    loop.call_exception_handler({});
    loop.call_exception_handler({ message: '' });
    expect(logged()).toEqual([
      'ERROR Unhandled exception in event loop',
      'ERROR Unhandled exception in event loop',
    ]);
  });

  it('logs the traceback of the error below', () => {
    const { loop, log } = make();
    const error = new ValueError('boom');
    loop.call_exception_handler({ message: 'm', exception: error });
    const [record] = log.records;
    expect(record && log.format(record)).toBe(`m\n${format_exception(error)}`);
  });

  it('says where the handle was made in debug mode', () => {
    const { loop, logged } = make();
    loop.set_debug(true);
    loop.call_soon(fail, 'x');
    once(loop);
    expect(logged()[0]).toMatch(
      /^ERROR Exception in callback fail\('x'\) at FILE:LINE\nhandle: <Handle fail\('x'\) at FILE:LINE created at FILE:LINE>\nsource_traceback: Object created at \(most recent call last\):\n(.*\n)* {2}FILE:LINE, in .*\n {4}loop\.call_soon\(fail, 'x'\);$/,
    );
  });

  it('says where the running handle was made when the context does not say it', () => {
    const { loop, logged } = make();
    loop.set_debug(true);
    loop.call_soon(() => loop.call_exception_handler({ message: 'asked' }));
    once(loop);
    expect(logged()[0]).toMatch(
      /^ERROR asked\nhandle_traceback: Handle created at \(most recent call last\):\n(.*\n)* {2}FILE:LINE, in .*\n {4}loop\.call_soon\(\(\) => loop\.call_exception_handler\({ message: 'asked' }\)\);$/,
    );
  });

  it('does not say it when the context has a traceback of its own', () => {
    const { loop, logged } = make();
    loop.set_debug(true);
    loop.call_soon(() => {
      const { _source_traceback: source_traceback } = loop.create_future();
      if (source_traceback) loop.call_exception_handler({ message: 'asked', source_traceback });
    });
    once(loop);
    expect(logged()[0]).toMatch(/^ERROR asked\nsource_traceback: Object created at/);
    expect(logged()[0]).not.toContain('handle_traceback');
  });

  it('does not say it outside of callbacks', () => {
    const { loop, logged } = make();
    loop.set_debug(true);
    loop.call_soon(() => {});
    once(loop);
    loop.call_exception_handler({ message: 'asked' });
    expect(logged()).toEqual(['ERROR asked']);
  });

  it('is what a custom handler may call', () => {
    const { loop, logged } = make();
    loop.set_exception_handler((some_loop, context) =>
      some_loop.default_exception_handler(context),
    );
    loop.call_exception_handler({ message: 'passed on' });
    expect(logged()).toEqual(['ERROR passed on']);
  });
});

describe('a custom exception handler', () => {
  it('gets the loop and the context instead', () => {
    const { loop, logged } = make();
    const calls: [asyncio.AbstractEventLoop, asyncio.ExceptionContext][] = [];
    loop.set_exception_handler((...args) => calls.push(args));
    const error = new ValueError('boom');
    const handle = loop.call_soon(fail, error);
    once(loop);
    expect(calls.length).toBe(1);
    const [some_loop, context] = calls[0] as (typeof calls)[0];
    expect(some_loop).toBe(loop);
    expect(Object.keys(context)).toEqual(['message', 'exception', 'handle']);
    expect(context.exception).toBe(error);
    expect(context.handle).toBe(handle);
    expect(logged()).toEqual([]);
  });

  it('gets where the handle was made in debug mode', () => {
    const { loop } = make();
    const contexts: asyncio.ExceptionContext[] = [];
    loop.set_exception_handler((_, context) => contexts.push(context));
    loop.set_debug(true);
    const handle = loop.call_soon(fail, 1);
    once(loop);
    expect(contexts[0]?.source_traceback).toBe(handle._source_traceback);
    expect(handle._source_traceback).toBeDefined();
  });

  it('can be asked for, and taken back', () => {
    const { loop, logged } = make();
    const handler = () => expect.unreachable();
    expect(loop.get_exception_handler()).toBe(undefined);
    loop.set_exception_handler(handler);
    expect(loop.get_exception_handler()).toBe(handler);
    loop.set_exception_handler(null);
    expect(loop.get_exception_handler()).toBe(undefined);
    loop.call_exception_handler({ message: 'm' });
    expect(logged()).toEqual(['ERROR m']);
  });

  it('is a function or None', () => {
    const { loop } = make();
    for (const [handler, shown] of [
      [1, '1'],
      ['x', "'x'"],
      [{}, '{}'],
    ] as const) {
      expect(() => loop.set_exception_handler(handler as never)).toThrow(
        new TypeError(`A callable object or None is expected, got ${shown}`),
      );
    }
    expect(loop.get_exception_handler()).toBe(undefined);
  });

  it('that raises is logged by the default handler, with the context', () => {
    const { loop, log, logged } = make();
    const original = new ValueError('b');
    const broken = new RangeError('broken handler');
    loop.set_exception_handler(() => fail(broken));
    loop.call_soon(fail, original);
    once(loop);
    expect(logged()).toEqual([
      'ERROR Unhandled error in exception handler\n' +
        "context: {'message': \"Exception in callback fail(ValueError('b',)) at FILE:LINE\", " +
        "'exception': ValueError('b',), 'handle': <Handle fail(ValueError('b',)) at FILE:LINE>}",
    ]);
    expect(log.records[0]?.exc_info).toBe(broken);
    expect(broken.cause).toBe(original);
  });

  it('that raises what it was given does not name it as its own cause', () => {
    const { loop, log } = make();
    const error = new ValueError('again');
    loop.set_exception_handler((_, { exception }) => fail(exception));
    loop.call_soon(fail, error);
    once(loop);
    expect(log.records[0]?.exc_info).toBe(error);
    expect(error.cause).toBe(undefined);
  });

  it('that raises an error with a cause keeps that', () => {
    const { loop } = make();
    const error = new Error('broken', { cause: 'mine' });
    loop.set_exception_handler(() => fail(error));
    loop.call_exception_handler({ exception: new ValueError('b') });
    expect(error.cause).toBe('mine');
  });

  it('may raise a string', () => {
    const { loop, log } = make();
    loop.set_exception_handler(() => fail('a string'));
    loop.call_exception_handler({ exception: new ValueError('b') });
    expect(log.records[0]?.exc_info).toBe('a string');
  });

  it('lets an error that is no Exception out of the loop', () => {
    const { loop, logged } = make();
    const interrupt = new KeyboardInterrupt();
    loop.set_exception_handler(() => fail(interrupt));
    loop.call_soon(fail, 1);
    expect(() => once(loop)).toThrow(interrupt);
    expect(loop.is_running()).toBe(false);
    expect(logged()).toEqual([]);
  });

  it('is called without a loop’s run as well', () => {
    const { loop } = make();
    const messages: unknown[] = [];
    loop.set_exception_handler((_, { message }) => messages.push(message));
    loop.call_exception_handler({ message: 'idle' });
    loop.close();
    loop.call_exception_handler({ message: 'closed' });
    expect(messages).toEqual(['idle', 'closed']);
  });
});

describe('a default handler of a subclass that raises', () => {
  it('is logged', () => {
    const { loop, log, logged } = make(Broken);
    const original = new ValueError('x');
    loop.call_soon(fail, original);
    once(loop);
    expect(logged()).toEqual(['ERROR Exception in default exception handler']);
    const error = log.records[0]?.exc_info as ValueError;
    expect([repr(error), error.cause]).toEqual(["ValueError('default',)", original]);
  });

  it('after a broken custom handler is logged', () => {
    const { loop, log, logged } = make(Broken);
    const custom = new RangeError('custom');
    loop.set_exception_handler(() => fail(custom));
    const original = new ValueError('y');
    loop.call_soon(fail, original);
    once(loop);
    expect(logged()).toEqual([
      'ERROR Exception in default exception handler while handling an unexpected error in custom exception handler',
    ]);
    const error = log.records[0]?.exc_info as ValueError;
    expect([error.cause, custom.cause]).toEqual([custom, original]);
  });

  it('lets an error that is no Exception out of the loop', () => {
    const { loop } = make(Broken);
    const exit = new SystemExit(3);
    Object.assign(loop, { error: exit });
    loop.call_soon(fail, 1);
    expect(() => once(loop)).toThrow(exit);
    loop.set_exception_handler(() => fail(2));
    loop.call_soon(fail, 1);
    expect(() => once(loop)).toThrow(exit);
  });
});
