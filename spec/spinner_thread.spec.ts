import { spawn } from 'node:child_process';
import { describe, expect, it, vi } from 'vitest';
import { ROOT, TS_NODE_OPTIONS } from './support/programs';
import { at_terminal, has_pty, without_pty } from './support/pty';

vi.setConfig({ testTimeout: 60_000 });

const SAMPLE = [process.execPath, ...TS_NODE_OPTIONS, 'samples/spinner_thread.ts'] as const;
const FRAME = /([|/\\-]) thinking!/;

interface Read {
  readonly text: string;
  /** When it arrived, in milliseconds. */
  readonly at: number;
}

interface Outcome {
  readonly reads: readonly Read[];
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

function run(
  [program, ...args]: readonly [string, ...string[]],
  on_read: (text: string, pid: number) => void = () => {},
): Promise<Outcome> {
  const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  const reads: Read[] = [];
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => {
    reads.push({ text, at: performance.now() });
    on_read(text, child.pid as number);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ reads, code, signal }));
  });
}

describe('the spinner with threads', () => {
  it.skipIf(!has_pty)(
    `turns on a terminal while the main thread is blocked${without_pty}`,
    async () => {
      const { reads, code } = await run(at_terminal(SAMPLE));
      expect(code).toBe(0);
      const answer = reads.findIndex(({ text }) => text.includes('Answer'));
      const frames = reads.slice(0, answer).filter(({ text }) => FRAME.test(text));

      // Output that waits for the main thread would come with the answer, in few reads, at the end of the time.
      expect(frames.length).toBeGreaterThanOrEqual(10);
      const first = frames[0] as Read;
      const last = frames.at(-1) as Read;
      const whole = (reads[answer] as Read).at - (reads[0] as Read).at;
      expect(last.at - first.at).toBeGreaterThan(whole / 3);

      const text = reads.map((read) => read.text).join('');
      const turns = [...text.matchAll(new RegExp(FRAME, 'g'))].map(([, char]) => char);
      expect(turns).toEqual(turns.map((_, index) => '|/-\\'[index % 4]));
      expect(text).toMatch(/^spinner object: <Thread\(Thread-1, initial\)>\r\n/);
      expect(text.endsWith(`${' '.repeat(11)}${'\b'.repeat(11)}Answer: 3\r\n`)).toBe(true);
    },
  );

  it('is ended by Ctrl-C at once, though the main thread is blocked', async () => {
    let killed = false;
    const { reads, signal } = await run(SAMPLE, (text, pid) => {
      if (killed || !FRAME.test(text)) return;
      killed = true;
      process.kill(pid, 'SIGINT');
    });
    expect(signal).toBe('SIGINT');
    expect(reads.map(({ text }) => text).join('')).not.toContain('Answer');
  });
});
