import { describe, expect, it, onTestFinished } from 'vitest';
import { RuntimeError } from '../lib/errors';
import { catch_signal, is_caught, release_signal } from '../lib/process_signals';
import { SIGKILL, SIGUSR2, SIGWINCH } from '../lib/signal';

/** As if the signal had come. */
const come = (name: NodeJS.Signals) => process.emit(name, name);

/** Nobody catches these when the spec is over; and neither does the process. */
function released(...signums: number[]): void {
  onTestFinished(() => {
    for (const signum of signums) release_signal(signum);
    expect(process.listenerCount('SIGUSR2') + process.listenerCount('SIGWINCH')).toBe(0);
  });
}

describe('a signal', () => {
  it('calls its handler each time, until it is released', () => {
    released(SIGUSR2);
    let calls = 0;
    const handler = () => {
      calls += 1;
    };
    expect(is_caught(SIGUSR2)).toBe(false);
    catch_signal(SIGUSR2, handler);
    expect(is_caught(SIGUSR2)).toBe(true);
    come('SIGUSR2');
    come('SIGUSR2');
    release_signal(SIGUSR2);
    come('SIGUSR2');
    expect([calls, is_caught(SIGUSR2), process.listenerCount('SIGUSR2')]).toEqual([2, false, 0]);
  });

  it('has one handler, the last one', () => {
    released(SIGUSR2);
    const calls: string[] = [];
    catch_signal(SIGUSR2, () => calls.push('first'));
    catch_signal(SIGUSR2, () => calls.push('second'));
    come('SIGUSR2');
    expect(calls).toEqual(['second']);
    expect(process.listenerCount('SIGUSR2')).toBe(1);
  });

  it('may be caught anew by the same handler', () => {
    released(SIGUSR2);
    let calls = 0;
    const handler = () => {
      calls += 1;
    };
    catch_signal(SIGUSR2, handler);
    catch_signal(SIGUSR2, handler);
    come('SIGUSR2');
    expect([calls, is_caught(SIGUSR2)]).toEqual([1, true]);
  });

  it('leaves the others alone', () => {
    released(SIGUSR2, SIGWINCH);
    const calls: string[] = [];
    catch_signal(SIGUSR2, () => calls.push('USR2'));
    catch_signal(SIGWINCH, () => calls.push('WINCH'));
    release_signal(SIGUSR2);
    come('SIGUSR2');
    come('SIGWINCH');
    expect([calls, is_caught(SIGWINCH)]).toEqual([['WINCH'], true]);
  });

  it('may be released though nobody catches it', () => {
    released();
    release_signal(SIGUSR2);
    expect(is_caught(SIGUSR2)).toBe(false);
  });

  it.each([SIGKILL, 33, 64])('of number %i cannot be caught, and is not', (signum) => {
    expect(() => catch_signal(signum, () => {})).toThrow(
      new RuntimeError(`sig ${signum} cannot be caught`),
    );
    expect(is_caught(signum)).toBe(false);
  });
});
