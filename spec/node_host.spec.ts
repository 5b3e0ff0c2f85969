import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { host } from '../lib/host';
import '../lib/node_host';

describe('Node as a host', () => {
  it('has the environment', () => {
    process.env.SPEC_OF_NODE_HOST = 'here';
    onTestFinished(() => {
      delete process.env.SPEC_OF_NODE_HOST;
    });
    expect(host.getenv('SPEC_OF_NODE_HOST')).toBe('here');
    expect(host.getenv('SPEC_OF_NOTHING')).toBe(undefined);
  });

  it('writes to standard error as it is', () => {
    const texts: unknown[] = [];
    const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      texts.push(text);
      return true;
    });
    onTestFinished(() => write.mockRestore());
    host.write_stderr('no newline');
    expect(texts).toEqual(['no newline']);
  });

  it('calls back at the exit, once', () => {
    const before = process.rawListeners('exit');
    let calls = 0;
    host.at_exit(() => {
      calls += 1;
    });
    const [added] = process.rawListeners('exit').filter((listener) => !before.includes(listener));
    added?.(0);
    expect(calls).toBe(1);
    expect(process.rawListeners('exit')).toEqual(before);
  });

  it('calls back later, never before the call returns, unless that is taken back', async () => {
    const trace: string[] = [];
    // Node fires timers of one duration in the order of their calls; its shortest is a millisecond.
    host.call_later(0.001, () => trace.push('first'));
    const cancel = host.call_later(0.001, () => trace.push('cancelled'));
    const finished = new Promise<void>((resolve) => {
      host.call_later(0.001, resolve);
    });
    trace.push('after the calls');
    cancel();
    await finished;
    expect(trace).toEqual(['after the calls', 'first']);
  });

  it('knows the main thread by its name; no ident is 0', () => {
    expect(host.thread.name).toBe('MainThread');
    expect(host.thread.is_main).toBe(true);
    expect(host.thread.ident).toBeGreaterThan(0);
  });

  it('knows places and sources', () => {
    function here(): void {}
    const { file, line } = host.function_location(here) ?? {};
    expect(file).toBe(__filename);
    expect(host.source_line(__filename, line ?? 0)).toBe('function here(): void {}');
  });
});
