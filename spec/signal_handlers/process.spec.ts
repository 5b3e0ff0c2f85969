import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Built, build } from '../support/built';
import { run_node } from '../support/programs';

let built: Built;

beforeAll(() => {
  built = build(['spec/support/signal_programs.ts', 'spec/support/report.ts']);
});

afterAll(() => built.remove());

const run = (name: string) => run_node(['spec/support/signal_programs.js', name], built.directory);

describe('in a process of its own, a signal handler', () => {
  it('for SIGINT replaces KeyboardInterrupt until it is removed', () => {
    const { stdout } = run('handler_instead_of_interrupt');
    expect(stdout).toBe('result: handled\nKeyboardInterrupt: \n');
  });

  it('for SIGINT of another loop replaces it, too, and hears of it when that loop runs', () => {
    const { stdout } = run('handler_of_another_loop');
    expect(stdout).toBe('result: slept\nnot before the loop runs\n');
  });

  it('is something that can wake the loop: the run does not count as stalled', () => {
    const { stdout, status } = run('a_signal_is_something_to_wait_for');
    expect(stdout).toBe('result: arrived\n');
    expect(status).toBe(0);
  });

  it('keeps nothing alive while the loop does not run', () => {
    const { stdout, status } = run('idle');
    expect(stdout).toBe('result: the process ends\n');
    expect(status).toBe(0);
  });

  it('gives way to the default when its loop is closed', () => {
    const { stdout, status } = run('default_after_close');
    expect(stdout).toBe('');
    expect(status).toBe(null);
  });

  it('is refused outside of the main thread', () => {
    const { stdout } = run('worker');
    expect(stdout).toBe('RuntimeError: set_wakeup_fd only works in main thread\n');
  });
});
