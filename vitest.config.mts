import { defineConfig } from 'vitest/config';

/**
 * Specs that leave nothing behind and do not look at where they stand in their source: these share processes, and the
 * library is loaded once for all of them. Every other spec file has a process of its own.
 */
const SHARING = [
  'spec/{byte_buffer,bytes,deque,functools,futures,heapq,ordering,os_errors,protocols,reprlib}.spec.ts',
  'spec/{stream_reader,task,trampoline,transports}.spec.ts',
  'spec/{futures,locks,properties,queues,reprlib,tasks,trampoline,transports}/*.spec.ts',
  'spec/base_events/{iteration,services}.spec.ts',
  'spec/concurrent/executor.spec.ts',
  'spec/task/{cancel,duck_typing,misuse,outside}.spec.ts',
  'spec/conformance/test_{locks,queues,streams,transports}.*.spec.ts',
  'spec/conformance/test_futures.2_callbacks.spec.ts',
  'spec/conformance/test_tasks.{3,4,5,8,9}_*.spec.ts',
];

export default defineConfig({
  test: {
    // GC reports are tested with a forced collection.
    execArgv: ['--expose-gc'],
    pool: 'forks',
    // A limit for what hangs; many specs start processes, and machines are busy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A test without an assertion cannot fail.
    expect: { requireAssertions: true },
    projects: [
      { extends: true, test: { name: 'sharing', include: SHARING, isolate: false } },
      {
        extends: true,
        test: {
          name: 'alone',
          include: ['spec/**/*.spec.ts'],
          exclude: ['**/node_modules/**', ...SHARING],
        },
      },
    ],
  },
});
