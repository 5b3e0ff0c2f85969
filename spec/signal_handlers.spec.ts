import { describe, expect, it, onTestFinished } from 'vitest';
import { RuntimeError, ValueError } from '../lib/errors';
import * as asyncio from '../lib/index';
import * as signal from '../lib/signal';
import { loop, node_turns, use_node_loop } from './support/node_loop';
import { record_log } from './support/records';

use_node_loop();

const send = (signum: number) => process.kill(process.pid, signum);

/** Whatever the default of a signal would do to the test runner, it does not. */
function survive(name: NodeJS.Signals): void {
  const ignore = () => {};
  process.on(name, ignore);
  onTestFinished(() => {
    process.off(name, ignore);
  });
}

describe('add_signal_handler', () => {
  it('calls the handler with its arguments, in a later iteration', async () => {
    const trace: unknown[] = [];
    loop.add_signal_handler(
      signal.SIGUSR2,
      (...args: unknown[]) => {
        trace.push(args);
        loop.stop();
      },
      'some',
      'args',
    );
    loop.call_soon(() => {
      send(signal.SIGUSR2);
      trace.push('sent');
    });
    await loop.run_forever();
    expect(trace).toEqual(['sent', ['some', 'args']]);
  });

  it('takes two iterations: in the first the signal is found, in the second handled', async () => {
    const trace: string[] = [];
    loop.add_signal_handler(signal.SIGUSR2, () => trace.push('handler'));
    const emit = () => process.emit('SIGUSR2', 'SIGUSR2');
    loop.call_soon(() => {
      emit();
      loop.call_soon(() => {
        trace.push('iteration 1');
        loop.call_soon(() => {
          trace.push('iteration 2');
          loop.call_soon(() => {
            trace.push('iteration 3');
            loop.stop();
          });
        });
      });
    });
    await loop.run_forever();
    expect(trace).toEqual(['iteration 1', 'iteration 2', 'handler', 'iteration 3']);
  });

  it('replaces an earlier handler', async () => {
    const trace: string[] = [];
    loop.add_signal_handler(signal.SIGUSR2, () => trace.push('first'));
    loop.add_signal_handler(signal.SIGUSR2, () => {
      trace.push('second');
      loop.stop();
    });
    loop.call_soon(send, signal.SIGUSR2);
    await loop.run_forever();
    expect(trace).toEqual(['second']);
    expect(process.listenerCount('SIGUSR2')).toBe(1);
  });

  it('replaces the handler of another loop: a signal has one in the process', async () => {
    const other = new asyncio.SelectorEventLoop();
    onTestFinished(() => other.close());
    other.add_signal_handler(signal.SIGUSR2, () => expect.fail('it has been replaced'));
    loop.add_signal_handler(signal.SIGUSR2, () => loop.stop());
    loop.call_soon(send, signal.SIGUSR2);
    await loop.run_forever();
    expect(process.listenerCount('SIGUSR2')).toBe(1);
  });

  it('reports what a handler raises, and goes on', async () => {
    const { lines } = record_log();
    const contexts: asyncio.ExceptionContext[] = [];
    loop.set_exception_handler((_, context) => contexts.push(context));
    loop.add_signal_handler(signal.SIGUSR2, () => {
      loop.call_soon(() => loop.stop());
      throw new ValueError('in the handler');
    });
    loop.call_soon(send, signal.SIGUSR2);
    await loop.run_forever();
    expect(contexts.map(({ exception }) => String(exception))).toEqual([
      'ValueError: in the handler',
    ]);
    expect(lines).toEqual([]);
  });

  it.each([
    ['SIGKILL', RuntimeError, 'sig 9 cannot be caught', 9],
    ['SIGSTOP', RuntimeError, 'sig 19 cannot be caught', 19],
    ['signals of the C library', RuntimeError, 'sig 32 cannot be caught', 32],
    ['real-time signals', RuntimeError, 'sig 34 cannot be caught', 34],
    ['0', ValueError, 'sig 0 out of range(1, 65)', 0],
    ['65', ValueError, 'sig 65 out of range(1, 65)', 65],
    ['a fraction', TypeError, 'sig must be an int, not 1.5', 1.5],
    ['a name', TypeError, "sig must be an int, not 'SIGINT'", 'SIGINT'],
    ['None', TypeError, 'sig must be an int, not None', undefined],
  ])('refuses %s', (_, error, text, sig) => {
    const add = () => loop.add_signal_handler(sig as number, () => {});
    expect(add).toThrow(error);
    expect(add).toThrow(text);
  });

  it('refuses coroutine functions and coroutines before it looks at anything else', () => {
    const fn = asyncio.coroutine(function* fn() {});
    const coro = fn();
    for (const callback of [fn, coro]) {
      const add = () => loop.add_signal_handler(-1, callback as () => void);
      expect(add).toThrow(TypeError);
      expect(add).toThrow('coroutines cannot be used with add_signal_handler()');
    }
    coro.return(undefined);
  });

  it('refuses a closed loop, and leaves the process as it was', () => {
    const before = process.listenerCount('SIGUSR2');
    loop.close();
    expect(() => loop.add_signal_handler(signal.SIGUSR2, () => {})).toThrow('Event loop is closed');
    expect(process.listenerCount('SIGUSR2')).toBe(before);
  });
});

describe('a storm of signals', () => {
  it('loses none that the system has not merged', async () => {
    survive('SIGUSR2');
    let caught = 0;
    let handled = 0;
    const count = () => {
      caught += 1;
    };
    process.on('SIGUSR2', count);
    onTestFinished(() => {
      process.off('SIGUSR2', count);
    });
    loop.add_signal_handler(signal.SIGUSR2, () => {
      handled += 1;
    });
    loop.add_signal_handler(signal.SIGWINCH, () => loop.call_soon(() => loop.stop()));
    loop.call_soon(() => {
      for (let i = 0; i < 1000; i++) send(signal.SIGUSR2);
      // The system delivers what is pending lowest number first: this one is last.
      send(signal.SIGWINCH);
    });
    await loop.run_forever();
    expect(caught).toBeGreaterThan(0);
    expect(handled).toBe(caught);
  });

  it('keeps those that come while the loop does not run', async () => {
    let handled = 0;
    loop.add_signal_handler(signal.SIGUSR2, () => {
      handled += 1;
      if (handled === 3) loop.stop();
    });
    for (let i = 0; i < 3; i++) process.emit('SIGUSR2', 'SIGUSR2');
    await node_turns();
    expect(handled).toBe(0);
    await loop.run_forever();
    expect(handled).toBe(3);
  });
});

describe('remove_signal_handler', () => {
  it('says whether there was one', () => {
    loop.add_signal_handler(signal.SIGUSR2, () => {});
    expect(loop.remove_signal_handler(signal.SIGUSR2)).toBe(true);
    expect(loop.remove_signal_handler(signal.SIGUSR2)).toBe(false);
    expect(process.listenerCount('SIGUSR2')).toBe(0);
  });

  it('checks its argument as add_signal_handler does', () => {
    expect(() => loop.remove_signal_handler(0)).toThrow('sig 0 out of range(1, 65)');
    expect(() => loop.remove_signal_handler('x' as never)).toThrow("sig must be an int, not 'x'");
  });

  it('takes back a signal that has come and is not handled yet', async () => {
    const trace: string[] = [];
    loop.add_signal_handler(signal.SIGUSR2, () => trace.push('handler'));
    process.emit('SIGUSR2', 'SIGUSR2');
    loop.remove_signal_handler(signal.SIGUSR2);
    loop.call_later(0, () => loop.stop());
    await loop.run_forever();
    expect(trace).toEqual([]);
  });
});

describe('close', () => {
  it('forgets all handlers', () => {
    loop.add_signal_handler(signal.SIGUSR2, () => {});
    loop.add_signal_handler(signal.SIGWINCH, () => {});
    const before = process.listenerCount('SIGWINCH');
    loop.close();
    expect(process.listenerCount('SIGUSR2')).toBe(0);
    expect(process.listenerCount('SIGWINCH')).toBe(before - 1);
    expect(loop.remove_signal_handler(signal.SIGUSR2)).toBe(false);
  });
});
