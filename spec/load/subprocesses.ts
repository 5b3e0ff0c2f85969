/**
 * 1,000 child processes one after another, then 50 at once, over and over: afterwards there is no zombie, and no descriptor is
 * open that was not open before. Linux only: it looks into /proc.
 *
 *     node -r ts-node/register spec/load/subprocesses.ts [HOW MANY]
 *
 * Prints what is left; the exit code is 1 when that is anything.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as asyncio from '../../lib/index';

const AT_ONCE = 50;
const { PIPE, STDOUT } = asyncio.subprocess;

const loop = asyncio.get_event_loop() as asyncio.SelectorEventLoop;

/** One that talks with us through pipes of all kinds. */
const run_one = asyncio.coroutine(function* run_one(number: number): asyncio.Coroutine<void> {
  const input = `input of ${number}\n`;
  const stderr = number % 2 === 0 ? PIPE : STDOUT;
  const proc = yield* asyncio.create_subprocess_exec('sh', '-c', 'cat; echo error >&2; exit 3', {
    stdin: PIPE,
    stdout: PIPE,
    stderr,
  });
  const [output, errors] = yield* proc.communicate(Buffer.from(input));
  const said = `${Buffer.from(output ?? [])}${Buffer.from(errors ?? [])}`;
  if (said === `${input}error\n` && proc.returncode === 3) return;
  throw new Error(`process ${number}: ${said}, ${proc.returncode}`);
});

const one_after_another = asyncio.coroutine(function* one_after_another(
  count: number,
): asyncio.Coroutine<void> {
  for (let number = 0; number < count; number++) yield* run_one(number);
});

const at_once = asyncio.coroutine(function* at_once(): asyncio.Coroutine<void> {
  yield* asyncio.gather(...Array.from({ length: AT_ONCE }, (_, number) => run_one(number)));
});

/** Children of this process that have ended and that nobody has waited for; and those that run. */
function children(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const [, state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) /, ') ')
          .split(' ');
        return Number(parent) === process.pid ? [`${pid} ${state}`] : [];
      } catch {
        // It has ended while we looked.
        return [];
      }
    });
}

/** Node closes what is destroyed in its next turns. */
async function open_descriptors(): Promise<number> {
  for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
  return readdirSync('/proc/self/fd').length;
}

async function main(count: number): Promise<void> {
  if (!existsSync('/proc/self/fd')) {
    console.log('skipped: this system has no /proc');
    return;
  }
  await loop.run_until_complete(one_after_another(2));
  const before = await open_descriptors();
  const report = async (what: string, since: number) => {
    const more = (await open_descriptors()) - before;
    const left = children();
    const seconds = ((performance.now() - since) / 1000).toFixed(1);
    console.log(`${what} in ${seconds} s: ${left.length} children left, ${more} descriptors more`);
    if (more > 0 || left.length > 0) process.exitCode = 1;
  };
  let start = performance.now();
  await loop.run_until_complete(one_after_another(count));
  await report(`${count} processes one after another`, start);
  start = performance.now();
  for (let done = 0; done < count; done += AT_ONCE) await loop.run_until_complete(at_once());
  await report(`${count} processes, ${AT_ONCE} at once`, start);
  loop.close();
}

void main(Number(process.argv[2] ?? 1000));
