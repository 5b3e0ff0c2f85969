import { describe, expect, it } from 'vitest';
import { ValueError } from '../../lib/errors';
import * as asyncio from '../../lib/index';
import * as signal from '../../lib/signal';
import { PROGRAM_BLOCKED, text, with_watcher } from './children';

type Loop = asyncio.SelectorEventLoop;
type Options = Parameters<Loop['subprocess_shell']>[2];

const NO_PIPES = { stdin: null, stdout: null, stderr: null };

/** Keeps what it hears, and lets the test wait. */
class Recorder extends asyncio.SubprocessProtocol {
  readonly calls: string[] = [];
  readonly data: Record<number, string> = { 1: '', 2: '' };
  returncode: number | undefined;
  private _transport: asyncio.SubprocessTransport | undefined;
  private _condition: () => boolean = () => false;

  constructor(private readonly _loop: Loop) {
    super();
  }

  private _note(call: string): void {
    this.calls.push(call);
    if (this._condition()) this._loop.stop();
  }

  /** Run the loop until this is so. */
  async until(condition: () => boolean): Promise<void> {
    this._condition = condition;
    if (!condition()) await this._loop.run_forever();
  }

  /** Run the loop until this was called. */
  readonly called = (call: string) => this.until(() => this.calls.includes(call));

  override connection_made(transport: asyncio.BaseTransport): void {
    this._transport = transport as asyncio.SubprocessTransport;
    this._note('connection_made');
  }

  override pipe_data_received(fd: number, data: Uint8Array): void {
    this.data[fd] += text(data);
    this._note('pipe_data_received');
  }

  override pipe_connection_lost(fd: number, error: unknown): void {
    this._note(`pipe_connection_lost(${fd}, ${error})`);
  }

  override process_exited(): void {
    this.returncode = this._transport?.get_returncode();
    this._note('process_exited');
  }

  override connection_lost(error: unknown): void {
    this._note(`connection_lost(${error})`);
  }
}

const with_loop = (body: (loop: Loop) => Promise<void>) =>
  with_watcher(asyncio.SafeChildWatcher, body);

async function start(loop: Loop, program: readonly string[], options: Options = {}) {
  const [name = '', ...args] = program;
  const factory = () => new Recorder(loop);
  return loop.run_until_complete(loop.subprocess_exec(factory, name, ...args, options));
}

async function start_shell(loop: Loop, command: string, options: Options = {}) {
  return loop.run_until_complete(loop.subprocess_shell(() => new Recorder(loop), command, options));
}

const stdin_of = (transport: asyncio.SubprocessTransport) =>
  transport.get_pipe_transport(0) as asyncio.WriteTransport;

/** What a blocked program ends with, when this is done to it. */
async function returncode_after(end: (transport: asyncio.SubprocessTransport) => void) {
  let returncode: number | undefined;
  await with_loop(async (loop) => {
    const [transport, protocol] = await start(loop, PROGRAM_BLOCKED);
    end(transport);
    await protocol.called('connection_lost(undefined)');
    returncode = protocol.returncode;
    transport.close();
  });
  return returncode;
}

describe('SubprocessTestsMixin', () => {
  it('test_subprocess_exec: a program echoes, and is killed when the transport is closed', () =>
    with_loop(async (loop) => {
      const [transport, protocol] = await start(loop, ['cat']);
      expect(protocol.calls).toEqual(['connection_made']);
      stdin_of(transport).write(Buffer.from('Python The Winner'));
      await protocol.until(() => protocol.data[1] === 'Python The Winner');
      transport.close();
      await protocol.called('process_exited');
      expect(protocol.returncode).toBe(-signal.SIGKILL);
    }));

  it('test_subprocess_interactive: two exchanges', () =>
    with_loop(async (loop) => {
      const [transport, protocol] = await start(loop, ['cat']);
      stdin_of(transport).write(Buffer.from('Python '));
      await protocol.until(() => protocol.data[1] === 'Python ');
      stdin_of(transport).write(Buffer.from('The Winner'));
      await protocol.until(() => protocol.data[1] === 'Python The Winner');
      transport.close();
      await protocol.called('process_exited');
      expect(protocol.returncode).toBe(-signal.SIGKILL);
    }));

  it('test_subprocess_shell: output, exit code, and the loss of every pipe', () =>
    with_loop(async (loop) => {
      const [transport, protocol] = await start_shell(loop, 'echo Python');
      stdin_of(transport).close();
      await protocol.called('connection_lost(undefined)');
      expect(protocol.returncode).toBe(0);
      for (const fd of [0, 1, 2]) {
        expect(protocol.calls).toContain(`pipe_connection_lost(${fd}, undefined)`);
      }
      expect(protocol.calls.at(-1)).toBe('connection_lost(undefined)');
      expect(protocol.data).toEqual({ 1: 'Python\n', 2: '' });
      transport.close();
    }));

  it('test_subprocess_exitcode: without pipes', () =>
    with_loop(async (loop) => {
      const [transport, protocol] = await start_shell(loop, 'exit 7', NO_PIPES);
      await protocol.called('connection_lost(undefined)');
      expect(protocol.returncode).toBe(7);
      transport.close();
    }));

  it('test_subprocess_close_after_finish: no transports without pipes; closing late is fine', () =>
    with_loop(async (loop) => {
      const [transport, protocol] = await start_shell(loop, 'exit 7', NO_PIPES);
      for (const fd of [0, 1, 2]) expect(transport.get_pipe_transport(fd)).toBe(undefined);
      await protocol.called('connection_lost(undefined)');
      expect(protocol.returncode).toBe(7);
      expect(transport.close()).toBe(undefined);
    }));

  it('test_subprocess_kill: minus SIGKILL', async () => {
    expect(await returncode_after((transport) => transport.kill())).toBe(-signal.SIGKILL);
  });

  it('test_subprocess_terminate: minus SIGTERM', async () => {
    expect(await returncode_after((transport) => transport.terminate())).toBe(-signal.SIGTERM);
  });

  it('test_subprocess_send_signal: minus the signal', async () => {
    const end = (transport: asyncio.SubprocessTransport) => transport.send_signal(signal.SIGHUP);
    expect(await returncode_after(end)).toBe(-signal.SIGHUP);
  });

  it('test_subprocess_stderr: output and errors apart', () =>
    with_loop(async (loop) => {
      const [transport, protocol] = await start(loop, [
        'sh',
        '-c',
        'read x; printf "OUT:$x"; printf "ERR:$x" >&2',
      ]);
      stdin_of(transport).write(Buffer.from('test\n'));
      await protocol.called('connection_lost(undefined)');
      transport.close();
      expect(protocol.data).toEqual({ 1: 'OUT:test', 2: 'ERR:test' });
      expect(protocol.returncode).toBe(0);
    }));

  it('test_subprocess_stderr_redirect_to_stdout: both together, in order', () =>
    with_loop(async (loop) => {
      const [transport, protocol] = await start(
        loop,
        ['sh', '-c', 'read x; printf "OUT:$x"; printf "ERR:$x" >&2; printf END'],
        { stderr: asyncio.subprocess.STDOUT },
      );
      expect(transport.get_pipe_transport(1)).not.toBe(undefined);
      expect(transport.get_pipe_transport(2)).toBe(undefined);
      stdin_of(transport).write(Buffer.from('test\n'));
      await protocol.called('connection_lost(undefined)');
      transport.close();
      expect(protocol.data).toEqual({ 1: 'OUT:testERR:testEND', 2: '' });
    }));

  it('test_subprocess_close_client_stream: who closes the output lets the program fail', () =>
    with_loop(async (loop) => {
      const program =
        'trap "" PIPE; read x; echo "$x"; read y; echo "$y" || printf ERR >&2; read z';
      const [transport, protocol] = await start(loop, ['sh', '-c', program]);
      stdin_of(transport).write(Buffer.from('test\n'));
      await protocol.until(() => protocol.data[1] === 'test\n');
      transport.get_pipe_transport(1)?.close();
      await protocol.called('pipe_connection_lost(1, undefined)');
      stdin_of(transport).write(Buffer.from('again\n'));
      await protocol.until(() => (protocol.data[2] ?? '').endsWith('ERR'));
      transport.close();
      await protocol.called('process_exited');
      expect(protocol.returncode).toBe(-signal.SIGKILL);
    }));

  it('test_subprocess_wait_no_same_group: a program in a session of its own is waited for', () =>
    with_loop(async (loop) => {
      const options = { ...NO_PIPES, start_new_session: true };
      const [transport, protocol] = await start_shell(loop, 'exit 7', options);
      await protocol.called('process_exited');
      expect(protocol.returncode).toBe(7);
      transport.close();
    }));

  const INVALID = [{ universal_newlines: true }, { bufsize: 4096 }];

  it('test_subprocess_exec_invalid_args: what makes no sense here', () =>
    with_loop(async (loop) => {
      for (const options of [...INVALID, { shell: true }]) {
        await expect(start(loop, ['cat'], options)).rejects.toBeInstanceOf(ValueError);
      }
    }));

  it('test_subprocess_shell_invalid_args: what makes no sense here', () =>
    with_loop(async (loop) => {
      const command = ['ls', '-l'] as unknown as string;
      await expect(start_shell(loop, command)).rejects.toThrow('cmd must be a string');
      for (const options of [...INVALID, { shell: false }]) {
        await expect(start_shell(loop, 'ls', options)).rejects.toBeInstanceOf(ValueError);
      }
    }));
});
