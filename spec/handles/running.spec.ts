import { beforeEach, describe, expect, it } from 'vitest';
import {
  BaseException,
  CancelledError,
  KeyboardInterrupt,
  RuntimeError,
  SystemExit,
  ValueError,
} from '../../lib/errors';
import type { Handle } from '../../lib/handles';
import { repr } from '../../lib/reprlib';
import '../../lib/node_host';
import { send_reports } from '../../lib/reports';
import { type_name } from '../../lib/reprlib';
import { record_log } from '../conformance/garbage';
import { Clock, handle, run } from '../support/handles';
import { places_in } from '../support/places';
import { has_python36, normalise, python36, without_python36 } from '../support/python36';
import { contexts, loop, use_reported_loop } from '../support/reported';

const at = places_in(__filename);

use_reported_loop();

describe('running a handle', () => {
  it('calls the callback with its arguments, without a this', () => {
    const calls: unknown[] = [];
    handle(
      function (this: unknown, ...args: unknown[]) {
        calls.push([this, args]);
      },
      1,
      2,
    )._run();
    expect(calls).toEqual([[undefined, [1, 2]]]);
  });

  it('hands an error of the callback to the exception handler: message, exception, handle', () => {
    const error = new ValueError('no');
    const fail = (..._args: unknown[]): void => {
      throw error;
    };
    const one = loop.call_soon(fail, 'x');
    run();
    const message = `Exception in callback fail('x') at ${at('const fail = (..._args')}`;
    expect(contexts).toEqual([{ message, exception: error, handle: one }]);
    expect(contexts[0]?.exception).toBe(error);
    expect(contexts[0]?.handle).toBe(one);
  });

  it('adds source_traceback to the context in debug mode', () => {
    loop.set_debug(true);
    const one = loop.call_soon(() => {
      throw new ValueError('no');
    });
    run();
    expect(Object.keys(contexts[0] as object).sort()).toEqual([
      'exception',
      'handle',
      'message',
      'source_traceback',
    ]);
    expect(contexts[0]?.source_traceback).toBe(one._source_traceback);
  });

  it('goes on with the other callbacks after an error', () => {
    const clock = new Clock();
    loop.call_soon(() => {
      throw new RuntimeError('no');
    });
    loop.call_soon(() => clock.tick());
    run();
    expect([clock.ticks, contexts.length]).toEqual([1, 1]);
  });

  it.each([['text'], [undefined], [null], [0], [new CancelledError()]])(
    'reports %o when that is thrown',
    (thrown) => {
      loop.call_soon(() => {
        throw thrown;
      });
      run();
      expect(contexts).toHaveLength(1);
      expect(contexts[0]).toHaveProperty('exception', thrown);
    },
  );

  it('reports a callback that cannot be called, by its repr', () => {
    const call_soon = loop.call_soon.bind(loop) as (callback: unknown) => Handle;
    call_soon(1);
    call_soon(undefined);
    call_soon({});
    run();
    expect(contexts.map(({ message, exception }) => [message, String(exception)])).toEqual([
      ['Exception in callback 1()', "TypeError: 'int' object is not callable"],
      ['Exception in callback None()', "TypeError: 'NoneType' object is not callable"],
      ['Exception in callback {}()', "TypeError: 'dict' object is not callable"],
    ]);
  });

  it('reports an error after the callback has cancelled its own handle', () => {
    const one = loop.call_soon(() => {
      one.cancel();
      throw new ValueError('no');
    });
    run();
    expect(contexts[0]?.message).toBe('Exception in callback None()');
  });

  it.each([[new BaseException('bare')], [new KeyboardInterrupt()], [new SystemExit(1)]])(
    'lets %o through to whoever runs the loop, and keeps the rest for later',
    (error) => {
      const clock = new Clock();
      loop.call_soon(() => {
        throw error;
      });
      loop.call_soon(() => clock.tick());
      expect(() => loop.run_forever()).toThrow(error);
      expect([clock.ticks, contexts]).toEqual([0, []]);
      run();
      expect(clock.ticks).toBe(1);
    },
  );
});

describe('the default exception handler', () => {
  beforeEach(() => loop.set_exception_handler(undefined));

  it('logs the message, then the other keys in order with their repr', () => {
    const log = record_log();
    const error = new ValueError('no');
    const fail_by_default = (): void => {
      throw error;
    };
    loop.call_soon(fail_by_default);
    run();
    const callback = `fail_by_default() at ${at('const fail_by_default')}`;
    expect(log).toMatchObject([
      {
        levelname: 'ERROR',
        name: 'asyncio',
        message: `Exception in callback ${callback}\nhandle: <Handle ${callback}>`,
        exc_info: error,
      },
    ]);
    loop.call_exception_handler({ task: 1, message: 'm', future: 'f', protocol: [1] });
    expect(log[1]?.message).toBe("m\nfuture: 'f'\nprotocol: [1]\ntask: 1");
    expect(log[1]?.exc_info).toBe(undefined);
  });

  it('has a message for a context without one', () => {
    const log = record_log();
    loop.call_exception_handler({});
    expect(log[0]?.message).toBe('Unhandled exception in event loop');
  });

  it('prints in debug mode where the handle was created, under a headline', () => {
    const log = record_log();
    loop.set_debug(true);
    const one = loop.call_soon(() => {
      throw new ValueError('no');
    });
    run();
    const lines = log[0]?.message.split('\n') ?? [];
    expect(lines[1]).toBe(`handle: ${repr(one)}`);
    expect(lines[2]).toBe('source_traceback: Object created at (most recent call last):');
    expect(lines.at(-2)).toMatch(/^ {2}File ".*running\.spec\.ts", line \d+, in <lambda>$/);
    expect(lines.at(-1)).toBe('    const one = loop.call_soon(() => {');
  });

  it('prints in debug mode where the running handle was created, when the context has no place', () => {
    const log = record_log();
    loop.set_debug(true);
    loop.call_soon(() => loop.call_exception_handler({ message: 'm' }));
    run();
    const lines = log[0]?.message.split('\n') ?? [];
    expect(lines[0]).toBe('m');
    expect(lines[1]).toBe('handle_traceback: Handle created at (most recent call last):');
    expect(lines.at(-1)).toBe(
      "    loop.call_soon(() => loop.call_exception_handler({ message: 'm' }));",
    );
  });
});

it.skipIf(!has_python36)(
  `the default exception handler logs what CPython's does${without_python36}`,
  () => {
    const program = `
import asyncio, logging
from asyncio import futures
class Printer(logging.Handler):
    def emit(self, record):
        print(record.levelname, record.getMessage(), record.exc_info and record.exc_info[0].__name__ or '')
logger = logging.getLogger('asyncio')
logger.propagate = False
logger.addHandler(Printer())
loop = asyncio.new_event_loop()
def fail(*args): raise ValueError('q')
def handler(loop, context): raise RuntimeError('in the handler')
loop.call_exception_handler({})
loop.call_exception_handler({'message': '', 'exception': ValueError('q')})
loop.call_exception_handler({'message': 'm', 'task': 1, 'future': 'f', 'protocol': [None], 'b': {'x': 1}})
loop.call_soon(fail, 'x' * 40)
loop.call_soon(1)
loop.call_soon(loop.stop)
loop.run_forever()
future = futures._PyFuture(loop=loop)
future.set_exception(ValueError('q'))
del future
loop.set_exception_handler(handler)
loop.call_exception_handler({'message': 'm'})
loop.close()`;
    const records = record_log();
    function fail(..._args: unknown[]): void {
      throw new ValueError('q');
    }
    loop.set_exception_handler(undefined);
    loop.call_exception_handler({});
    loop.call_exception_handler({ message: '', exception: new ValueError('q') });
    const more = { task: 1, future: 'f', protocol: [undefined], b: { x: 1 } };
    loop.call_exception_handler({ message: 'm', ...more });
    loop.call_soon(fail, 'x'.repeat(40));
    loop.call_soon(1 as unknown as () => void);
    run();
    loop.create_future().set_exception(new ValueError('q'));
    send_reports(loop);
    loop.set_exception_handler(() => {
      throw new RuntimeError('in the handler');
    });
    loop.call_exception_handler({ message: 'm' });
    const ours = records.map(
      ({ levelname, message, exc_info }) =>
        `${levelname} ${message} ${exc_info === undefined ? '' : type_name(exc_info)}\n`,
    );
    const { stdout, stderr } = python36(['-'], { input: program });
    expect(stderr).toBe('');
    expect(normalise(ours.join(''))).toBe(normalise(stdout.replaceAll('<stdin>:', 'stdin.py:')));
  },
);
