import { closeSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { write_all, write_at_once } from '../../lib/threads/stdio';
import { new_pipe } from '../conformance/pipes';
import { read_now } from '../support/pipes';

/** A pipe: the end to write, and what is in it. */
function pipe() {
  const [read, write] = new_pipe();
  onTestFinished(() => {
    closeSync(read);
    closeSync(write);
  });
  return { write, contents: () => read_now(read) };
}

describe('write_all()', () => {
  it('writes bytes, and texts in their encoding', () => {
    const { write, contents } = pipe();
    write_all(write, Buffer.from('bytes '));
    write_all(write, 'ë ');
    write_all(write, 'ë', 'latin1');
    write_all(write, '');
    expect(contents()).toEqual(
      Buffer.concat([Buffer.from('bytes ë '), Buffer.from('ë', 'latin1')]),
    );
  });

  it('raises what is no full pipe', () => {
    const [read, write] = new_pipe();
    closeSync(read);
    expect(() => write_all(write, 'x')).toThrow('EPIPE');
    closeSync(write);
    expect(() => write_all(write, 'x')).toThrow('EBADF');
  });
});

describe('write_at_once()', () => {
  it('has both streams write to their descriptors, and call back later', async () => {
    const before = [process.stdout.write, process.stderr.write] as const;
    onTestFinished(() => {
      [process.stdout.write, process.stderr.write] = before;
    });
    write_at_once();
    const done: string[] = [];
    // Of nothing, nothing can be seen.
    expect(process.stdout.write('', () => done.push('stdout'))).toBe(true);
    expect(process.stderr.write('', 'utf8', () => done.push('stderr'))).toBe(true);
    expect(done).toEqual([]);
    await new Promise(setImmediate);
    expect(done).toEqual(['stdout', 'stderr']);
  });
});
