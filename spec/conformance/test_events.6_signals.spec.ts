import { beforeEach, describe, expect, it } from 'vitest';
import { RuntimeError, ValueError } from '../../lib/errors';
import type * as asyncio from '../../lib/index';
import * as signal from '../../lib/signal';
import { new_real_loop } from './tasks';

let loop: asyncio.SelectorEventLoop;

beforeEach(() => {
  loop = new_real_loop();
});

const send = (signum: number) => process.kill(process.pid, signum);

describe('EventLoopTestsMixin', () => {
  it('test_add_signal_handler: checks, delivery, removal; some signals cannot be caught', async () => {
    expect(() => loop.add_signal_handler('boom' as never, () => {})).toThrow(TypeError);
    expect(() => loop.remove_signal_handler('boom' as never)).toThrow(TypeError);
    for (const sig of [signal.NSIG + 1, 0, -1]) {
      expect(() => loop.add_signal_handler(sig, () => {})).toThrow(ValueError);
      expect(() => loop.remove_signal_handler(sig)).toThrow(ValueError);
    }
    expect(() => loop.add_signal_handler(signal.SIGKILL, () => {})).toThrow(RuntimeError);
    expect(loop.remove_signal_handler(signal.SIGKILL)).toBe(false);

    let caught = 0;
    loop.add_signal_handler(signal.SIGUSR2, () => {
      caught += 1;
      loop.stop();
    });
    send(signal.SIGUSR2);
    await loop.run_forever();
    expect(caught).toBe(1);
    expect(loop.remove_signal_handler(signal.SIGUSR2)).toBe(true);
    expect(loop.remove_signal_handler(signal.SIGUSR2)).toBe(false);
    expect(process.listenerCount('SIGUSR2')).toBe(0);
  });

  it('test_signal_handling_while_selecting: a signal wakes a loop that sleeps', async () => {
    let was_asleep = false;
    let caught = 0;
    loop.add_signal_handler(signal.SIGALRM, () => {
      caught += 1;
      loop.stop();
    });
    const run = loop.run_forever();
    while (!loop._asleep) await new Promise((resolve) => setImmediate(resolve));
    was_asleep = loop._asleep;
    send(signal.SIGALRM);
    await run;
    expect([was_asleep, caught]).toEqual([true, 1]);
  });

  it('test_signal_handling_args: the handler gets its arguments', async () => {
    const calls: unknown[][] = [];
    const handler = (...args: unknown[]) => {
      calls.push(args);
      loop.stop();
    };
    loop.add_signal_handler(signal.SIGALRM, handler, 'some', 'args');
    send(signal.SIGALRM);
    await loop.run_forever();
    expect(calls).toEqual([['some', 'args']]);
  });
});
