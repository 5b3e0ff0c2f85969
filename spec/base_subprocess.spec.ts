import { describe, expect, it } from 'vitest';
import * as asyncio from '../lib/index';
import type { Popen } from '../lib/popen';
import { _UnixSubprocessTransport } from '../lib/unix_subprocess';
import { with_watcher } from './conformance/children';

type Loop = asyncio.SelectorEventLoop;

/** Writes down every call, and lets the spec wait for one. */
class Recorder extends asyncio.SubprocessProtocol {
  readonly calls: string[] = [];
  private readonly _loop: Loop;
  private _awaited: string | undefined;

  constructor(loop: Loop) {
    super();
    this._loop = loop;
  }

  private _note(call: string): void {
    this.calls.push(call);
    if (call === this._awaited) this._loop.stop();
  }

  /** Run the loop until this was called. */
  async until(call: string): Promise<void> {
    this._awaited = call;
    if (!this.calls.includes(call)) await this._loop.run_forever();
  }

  override connection_made = (): void => this._note('made');
  override pipe_data_received = (fd: number, data: Uint8Array): void =>
    this._note(`data(${fd}, ${data})`);
  override pipe_connection_lost = (fd: number): void => this._note(`pipe_lost(${fd})`);
  override process_exited = (): void => this._note('exited');
  override connection_lost = (exc: unknown): void => this._note(`lost(${exc})`);
  override pause_writing = (): void => this._note('pause');
  override resume_writing = (): void => this._note('resume');
}

/** A child without pipes, which does nothing. */
const NO_CHILD = {
  pid: 1,
  args: ['nothing'],
  poll: () => undefined,
  kill: () => {},
  _keep_alive: () => {},
} as unknown as Popen;

const with_loop = (body: (loop: Loop) => Promise<void>) =>
  with_watcher(asyncio.SafeChildWatcher, body);

/** A child, its transport and its protocol. */
async function start(loop: Loop, protocol: Recorder, args: readonly [string, ...string[]]) {
  const made = loop.subprocess_exec(() => protocol, args[0], ...args.slice(1));
  return (await loop.run_until_complete(made))[0];
}

const pipe_of = (transport: _UnixSubprocessTransport, fd: number) =>
  transport.get_pipe_transport(fd) as asyncio.Transport;

describe('the transport of a child', () => {
  it('tells of what the child does at once after connection_made, and in order', () =>
    with_loop(async (loop) => {
      const protocol = new Recorder(loop);
      const transport = new _UnixSubprocessTransport(loop, protocol, NO_CHILD);
      transport._pipe_data_received(1, Buffer.of(7));
      transport._process_exited(3);
      await protocol.until('lost(undefined)');
      expect(protocol.calls).toEqual(['made', 'data(1, \u0007)', 'exited', 'lost(undefined)']);
      expect(transport.get_returncode()).toBe(3);
    }));

  it('is not lost while a pipe is open, though the child has ended', () =>
    with_loop(async (loop) => {
      const protocol = new Recorder(loop);
      const transport = await start(loop, protocol, ['sh', '-c', 'read line; printf x']);
      pipe_of(transport, 1).pause_reading();
      pipe_of(transport, 0).write(Buffer.from('\n'));
      await protocol.until('exited');
      await loop.run_until_complete(asyncio.sleep(0, undefined, { loop }));
      expect(protocol.calls).not.toContain('lost(undefined)');
      expect(protocol.calls).not.toContain('pipe_lost(1)');
      pipe_of(transport, 1).resume_reading();
      await protocol.until('lost(undefined)');
      expect(protocol.calls).toContain('pipe_lost(1)');
      expect(protocol.calls.at(-1)).toBe('lost(undefined)');
    }));

  it('closes the pipes when it is closed', () =>
    with_loop(async (loop) => {
      const protocol = new Recorder(loop);
      const transport = await start(loop, protocol, ['cat']);
      transport.close();
      const closing = [0, 1, 2].map((fd) => pipe_of(transport, fd).is_closing());
      expect(closing).toEqual([true, true, true]);
      await protocol.until('lost(undefined)');
    }));

  it('tells the protocol when standard input is full, and when there is room again', () =>
    with_loop(async (loop) => {
      const protocol = new Recorder(loop);
      const transport = await start(loop, protocol, ['sh', '-c', 'cat >/dev/null']);
      pipe_of(transport, 0).write(Buffer.alloc(2 ** 20));
      expect(protocol.calls).toEqual(['made', 'pause']);
      await protocol.until('resume');
      const told = protocol.calls.filter((call) => !call.startsWith('pipe_lost'));
      expect(told).toEqual(['made', 'pause', 'resume']);
      transport.close();
      await protocol.until('lost(undefined)');
    }));
});
