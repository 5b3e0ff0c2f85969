/** CPython's test_base_events: what the methods for child processes refuse. */

import { describe, expect, it } from 'vitest';
import { ValueError } from '../../lib/errors';
import type * as asyncio from '../../lib/index';
import { loop, use_node_loop } from '../support/node_loop';

use_node_loop();

const UNIVERSAL_NEWLINES = 'universal_newlines must be False';
const BUFSIZE = 'bufsize must be 0';

function factory(): asyncio.SubprocessProtocol {
  throw new Error('a protocol is made only when the arguments are fine');
}

/** Call a method of the loop with what its type would not let through, and run what it returns. */
function run(method: (...args: never) => unknown, ...args: unknown[]): Promise<unknown> {
  const coroutine = Reflect.apply(method, loop, [factory, ...args]);
  return loop.run_until_complete(coroutine as asyncio.Coroutine<unknown>);
}

async function expect_error(
  running: Promise<unknown>,
  error: new (...args: never[]) => Error,
  text: string,
): Promise<void> {
  const raised = await running.catch((reason: unknown) => reason);
  expect(raised).toBeInstanceOf(error);
  expect((raised as Error).message).toBe(text);
}

// CPython hands all of these to run_until_complete(), which refuses them itself. Here they get to the methods.
describe('BaseEventLoopTests', () => {
  it('test_subprocess_exec_invalid_args: arguments are texts; nothing is buffered or decoded', async () => {
    const exec = (...args: unknown[]) => run(loop.subprocess_exec, ...args);
    const not = (type: string) => `program arguments must be a bytes or text string, not ${type}`;
    const program = [process.execPath, '-e', ''];
    await expect_error(exec(), TypeError, not('NoneType'));
    await expect_error(exec(program), TypeError, not('list'));
    await expect_error(exec(process.execPath, 123), TypeError, not('int'));
    await expect_error(
      exec(...program, { universal_newlines: true }),
      ValueError,
      UNIVERSAL_NEWLINES,
    );
    await expect_error(exec(...program, { shell: true }), ValueError, 'shell must be False');
    await expect_error(exec(...program, { bufsize: 4096 }), ValueError, BUFSIZE);
    await expect_error(exec(123, { bufsize: 4096 }), ValueError, BUFSIZE);
  });

  it('test_subprocess_shell_invalid_args: a command is one text; nothing is buffered or decoded', async () => {
    const shell = (...args: unknown[]) => run(loop.subprocess_shell, ...args);
    const not_a_string = 'cmd must be a string';
    await expect_error(shell(), ValueError, not_a_string);
    await expect_error(shell(123), ValueError, not_a_string);
    await expect_error(shell([process.execPath, '-e', '']), ValueError, not_a_string);
    await expect_error(
      shell('exit 0', { universal_newlines: true }),
      ValueError,
      UNIVERSAL_NEWLINES,
    );
    await expect_error(shell('exit 0', { shell: false }), ValueError, 'shell must be True');
    await expect_error(shell('exit 0', { bufsize: 4096 }), ValueError, BUFSIZE);
    await expect_error(shell(123, { bufsize: 4096 }), ValueError, not_a_string);
  });
});
