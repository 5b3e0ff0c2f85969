import { chmodSync, closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  FileNotFoundError,
  NotADirectoryError,
  type OSError,
  PermissionError,
} from '../lib/errors';
import * as asyncio from '../lib/index';
import { text } from './conformance/children';
import { new_directory } from './support/directories';
import { failure, run, use_node_loop } from './support/node_loop';
import { open_descriptors } from './support/sockets';

const { create_subprocess_exec, create_subprocess_shell } = asyncio;
const { DEVNULL, PIPE, STDOUT } = asyncio.subprocess;

type Options = asyncio.subprocess.CreateSubprocessOptions;

use_node_loop();

/** What a program writes to its standard output. */
async function output_of(args: readonly [string, ...string[]], options: Options = {}) {
  const [program, ...rest] = args;
  const proc = await run(create_subprocess_exec(program, ...rest, { stdout: PIPE, ...options }));
  return text((await run(proc.communicate()))[0]);
}

describe('a program that cannot be started', () => {
  it.each<[string, string, Options, new () => OSError, string, string]>([
    ['no such name', 'no-such-program', {}, FileNotFoundError, 'No such file or directory', ''],
    ['no such path', '/no/such', {}, FileNotFoundError, 'No such file or directory', ''],
    ['a directory', '/', {}, PermissionError, 'Permission denied', ''],
    ['nothing', '', {}, PermissionError, 'Permission denied', ''],
    ['no way there', '/dev/null/x', {}, NotADirectoryError, 'Not a directory', ''],
    [
      'no working directory',
      'ls',
      { cwd: '/no' },
      FileNotFoundError,
      'No such file or directory',
      '/no',
    ],
    [
      'a file as such',
      'ls',
      { cwd: '/dev/null' },
      NotADirectoryError,
      'Not a directory',
      '/dev/null',
    ],
  ])(
    'raises the OSError that CPython raises: %s',
    async (_, program, options, cls, words, filename) => {
      const error = await failure<OSError>(create_subprocess_exec(program, options));
      expect(error).toBeInstanceOf(cls);
      const name = filename || program;
      const strerror = cls === FileNotFoundError ? `${words}: '${name}'` : words;
      expect([error.strerror, error.filename]).toEqual([strerror, name]);
      expect(error.message).toMatch(/^\[Errno \d+\] /);
    },
  );

  it('raises PermissionError when it may not be executed', async () => {
    const path = join(new_directory(), 'program');
    writeFileSync(path, '#!/bin/sh\n');
    chmodSync(path, 0o644);
    const error = await failure(create_subprocess_exec(path));
    expect(error).toBeInstanceOf(PermissionError);
    expect(error.message).toBe(`[Errno 13] Permission denied: '${path}'`);
  });

  it('leaves no descriptor, whatever its pipes were to be', async () => {
    await failure(create_subprocess_exec('/no/such'));
    const before = open_descriptors();
    for (const options of [
      { stdin: PIPE, stdout: PIPE, stderr: PIPE },
      { stdin: PIPE, stdout: PIPE, stderr: STDOUT },
      { stdin: DEVNULL, stdout: DEVNULL, stderr: STDOUT },
    ]) {
      await failure(create_subprocess_exec('/no/such', options));
    }
    await run(asyncio.sleep(0));
    expect(open_descriptors()).toBe(before);
  });
});

describe('arguments that make no sense', () => {
  it.each<[string, () => asyncio.Awaitable<unknown>, string, string]>([
    ['a null byte', () => create_subprocess_exec('ls', 'a\0b'), 'ValueError', 'embedded null byte'],
    [
      'a null byte in the environment',
      () => create_subprocess_exec('ls', { env: { A: 'a\0b' } }),
      'ValueError',
      'embedded null byte',
    ],
    [
      'a null byte in the directory',
      () => create_subprocess_exec('ls', { cwd: 'a\0b' }),
      'ValueError',
      'embedded null byte',
    ],
    [
      'an = in the name of a variable',
      () => create_subprocess_exec('ls', { env: { 'A=B': '1' } }),
      'ValueError',
      'illegal environment variable name',
    ],
    [
      'a number in the environment',
      () => create_subprocess_exec('ls', { env: { A: 1 } as never }),
      'TypeError',
      'expected str, bytes or os.PathLike object, not int',
    ],
    [
      'a number for an argument',
      () => create_subprocess_exec('ls', 5 as never),
      'TypeError',
      'program arguments must be a bytes or text string, not int',
    ],
    [
      'no program',
      () => create_subprocess_exec(undefined as never),
      'TypeError',
      'program arguments must be a bytes or text string, not NoneType',
    ],
    [
      'a number for a command',
      () => create_subprocess_shell(5 as never),
      'ValueError',
      'cmd must be a string',
    ],
    [
      'a number for a directory',
      () => create_subprocess_exec('ls', { cwd: 5 } as never),
      'TypeError',
      'expected str, bytes or os.PathLike object, not int',
    ],
    [
      'an unknown keyword',
      () => create_subprocess_exec('ls', { foo: 1 } as never),
      'TypeError',
      "__init__() got an unexpected keyword argument 'foo'",
    ],
    [
      'text',
      () => create_subprocess_exec('ls', { universal_newlines: true }),
      'ValueError',
      'universal_newlines must be False',
    ],
    [
      'a shell',
      () => create_subprocess_exec('ls', { shell: true }),
      'ValueError',
      'shell must be False',
    ],
    [
      'no shell',
      () => create_subprocess_shell('ls', { shell: false }),
      'ValueError',
      'shell must be True',
    ],
    [
      'a buffer',
      () => create_subprocess_exec('ls', { bufsize: 5 }),
      'ValueError',
      'bufsize must be 0',
    ],
    [
      'preexec_fn',
      () => create_subprocess_exec('ls', { preexec_fn: () => {} } as never),
      'NotImplementedError',
      'preexec_fn: Node runs no code in the child before the program',
    ],
    [
      'close_fds',
      () => create_subprocess_exec('ls', { close_fds: false }),
      'NotImplementedError',
      'close_fds=False: Node cannot but do it',
    ],
    [
      'restore_signals',
      () => create_subprocess_exec('ls', { restore_signals: false }),
      'NotImplementedError',
      'restore_signals=False: Node cannot but do it',
    ],
    [
      'startupinfo',
      () => create_subprocess_exec('ls', { startupinfo: {} } as never),
      'ValueError',
      'startupinfo is only supported on Windows platforms',
    ],
    [
      'creationflags',
      () => create_subprocess_exec('ls', { creationflags: 1 }),
      'ValueError',
      'creationflags is only supported on Windows platforms',
    ],
    [
      'STDOUT for input',
      () => create_subprocess_exec('ls', { stdin: STDOUT }),
      'OSError',
      '[Errno 9] Bad file descriptor',
    ],
    [
      'STDOUT for output',
      () => create_subprocess_exec('ls', { stdout: STDOUT }),
      'OSError',
      '[Errno 9] Bad file descriptor',
    ],
    [
      'no descriptor',
      () => create_subprocess_exec('ls', { stdout: 9999 }),
      'OSError',
      '[Errno 9] Bad file descriptor',
    ],
    [
      'what has none',
      () => create_subprocess_exec('ls', { stdout: 'x' as never }),
      'TypeError',
      "'str' object has no attribute 'fileno'",
    ],
  ])('are refused: %s', async (_, start, name, words) => {
    const error = await failure(start());
    expect(error.constructor.name).toBe(name);
    expect(error.message).toBe(words);
  });
});

describe('a program is started', () => {
  it('with arguments of text and of bytes', async () => {
    const proc = await run(
      create_subprocess_exec(Buffer.from('echo'), Buffer.from('hé'), 'x', { stdout: PIPE }),
    );
    expect(text((await run(proc.communicate()))[0])).toBe('hé x\n');
    const shell = await run(create_subprocess_shell(Buffer.from('echo hé'), { stdout: PIPE }));
    expect(text((await run(shell.communicate()))[0])).toBe('hé\n');
  });

  it('in a directory', async () => {
    expect(await output_of(['pwd'], { cwd: '/' })).toBe('/\n');
    expect(await output_of(['pwd'])).toBe(`${process.cwd()}\n`);
  });

  it('with an environment, which is all it has', async () => {
    const { PATH = '' } = process.env;
    const command = ['/bin/sh', '-c', 'echo "$A-$B-$HOME"'] as const;
    expect(await output_of(command, { env: { A: '1', PATH } })).toBe('1--\n');
    expect(await output_of(['/usr/bin/env'], { env: {} })).toBe('');
    process.env.SPEC_OF_PROCESSES = 'ours';
    onTestFinished(() => {
      delete process.env.SPEC_OF_PROCESSES;
    });
    expect(await output_of(['/bin/sh', '-c', 'echo $SPEC_OF_PROCESSES'])).toBe('ours\n');
  });

  it('by another name than its own', async () => {
    expect(
      await output_of(['fancy', '-c', 'echo $0 $1', 'x', 'y'], { executable: '/bin/sh' }),
    ).toBe('x y\n');
    const shown = await output_of(['fancy', '/proc/self/cmdline'], { executable: '/bin/cat' });
    expect(shown?.split('\0')[0]).toBe('fancy');
  });

  it('with its output in a file, by descriptor or by an object that has one', async () => {
    const path = join(new_directory(), 'output');
    const fd = openSync(path, 'w');
    for (const stdout of [fd, { fileno: () => fd }]) {
      const proc = await run(
        create_subprocess_shell('echo x; echo y >&2', { stdout, stderr: STDOUT }),
      );
      expect(await run(proc.wait())).toBe(0);
    }
    closeSync(fd);
    expect(readFileSync(path, 'utf8')).toBe('x\ny\nx\ny\n');
  });

  it('with no descriptor of ours but those that it is to have', async () => {
    const directory = new_directory();
    const [secret, given] = [
      openSync(join(directory, 'a'), 'w'),
      openSync(join(directory, 'b'), 'w'),
    ];
    onTestFinished(() => {
      closeSync(secret);
      closeSync(given);
    });
    const list = [
      '/bin/sh',
      '-c',
      'ls -l /proc/$$/fd | grep -c -e "$0/a" -e "$0/b"',
      directory,
    ] as const;
    expect(await output_of(list)).toBe('0\n');
    expect(await output_of(list, { pass_fds: [given] })).toBe('1\n');
  });
});
