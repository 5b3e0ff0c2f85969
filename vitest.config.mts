import { defineConfig } from 'vitest/config';

/**
 * Specs that look at what a process has only once: where they stand in their source (vitest maps lines in the first file
 * of a process only), the host, the garbage, what happens as the process ends. Each of these has a process of its own;
 * all others share processes, and the library is loaded once for all of them, which halves the time.
 */
const ALONE = [
  'spec/{base_futures,base_tasks,coroutines,host,node_locations,reports,samples,spinner_thread}.spec.ts',
  'spec/{task_reports,traceback,warnings}.spec.ts',
  'spec/base_events/{debug,exception_handlers}.spec.ts',
  'spec/concurrent/{thread,waiting}.spec.ts',
  'spec/conformance/test_{events.2_handles,futures.1_future,pep492,tasks.2_repr}.spec.ts',
  'spec/coroutines/debug.spec.ts',
  'spec/handles/*.spec.ts',
  'spec/node_locations/*.spec.ts',
  'spec/reports/*.spec.ts',
  'spec/sleep/*.spec.ts',
  'spec/task/memory.spec.ts',
];

export default defineConfig({
  test: {
    // GC reports are tested with a forced collection.
    execArgv: ['--expose-gc'],
    pool: 'forks',
    // Many specs wait for processes that they start: one more than the usual two cores.
    maxWorkers: 3,
    // A limit for what hangs; many specs start processes, and machines are busy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A test without an assertion cannot fail.
    expect: { requireAssertions: true },
    projects: [
      {
        extends: true,
        test: {
          name: 'sharing',
          include: ['spec/**/*.spec.ts'],
          exclude: ['**/node_modules/**', ...ALONE],
          isolate: false,
          setupFiles: ['spec/support/tidy.ts'],
        },
      },
      { extends: true, test: { name: 'alone', include: ALONE } },
    ],
  },
});
