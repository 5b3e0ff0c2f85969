/**
 * The child process that runs specs in a copy of the project, over and over, with one Vitest that stays loaded.
 *
 * Started by `runner.ts`, with the copy's folder as its argument.
 */

import { join } from 'node:path';
import type { TestCase, TestModule, Vitest } from 'vitest/node';

/** Run these specs. */
export interface Job {
  /** Files whose text has changed since the last job. Paths are below the copy's root. */
  readonly changed: readonly string[];
  readonly specs: readonly string[];
}

/** What the child says while it runs a job; the last of it is 'end'. */
export type Message =
  | { readonly type: 'ready' }
  | { readonly type: 'begin'; readonly name: string }
  | { readonly type: 'test'; readonly name: string; readonly failed: boolean }
  | { readonly type: 'unloadable'; readonly text: string }
  | { readonly type: 'error'; readonly text: string }
  | { readonly type: 'end' };

const ROOT = process.argv[2] as string;

const say = (message: Message) => process.send?.(message);

function test_name(test: TestCase): string {
  return `${test.module.relativeModuleId} > ${test.fullName}`;
}

/** Of what was thrown, which need not be an error. */
const message_of = (error: { message?: string } | undefined) => error?.message ?? String(error);

const reporter = {
  onTestCaseReady(test: TestCase): void {
    say({ type: 'begin', name: test_name(test) });
  },

  onTestCaseResult(test: TestCase): void {
    say({ type: 'test', name: test_name(test), failed: test.result().state === 'failed' });
  },

  onTestModuleEnd(module: TestModule): void {
    const [error] = module.errors();
    const is_empty = module.children.size === 0;
    if (!is_empty && error === undefined) return;
    const text = `${module.relativeModuleId}: ${message_of(error)}`;
    say({ type: is_empty ? 'unloadable' : 'error', text });
  },
};

async function start(): Promise<Vitest> {
  const { createVitest } = await import('vitest/node');
  return createVitest(
    'test',
    {
      root: ROOT,
      watch: false,
      reporters: [reporter],
      maxWorkers: 1,
      fileParallelism: false,
      // A process that has loaded lib/ once would never see another mutation.
      isolate: true,
    },
    // Vite's own cache, which otherwise lies in node_modules: that is the work tree's.
    { cacheDir: join(ROOT, '.vite') },
  );
}

async function run(vitest: Vitest, { changed, specs }: Job): Promise<void> {
  for (const file of changed) vitest.invalidateFile(join(ROOT, file));
  const { unhandledErrors } = await vitest.runTestSpecifications(
    await vitest.globTestSpecifications([...specs]),
  );
  for (const error of unhandledErrors) say({ type: 'error', text: message_of(error as Error) });
  say({ type: 'end' });
}

void start().then((vitest) => {
  process.on('message', (job: Job) => void run(vitest, job));
  process.on('disconnect', () => process.exit());
  say({ type: 'ready' });
});
