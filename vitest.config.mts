import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['spec/**/*.spec.ts'],
    // GC reports are tested with a forced collection.
    execArgv: ['--expose-gc'],
    pool: 'forks',
    // A limit for what hangs; many specs start processes, and machines are busy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A test without an assertion cannot fail.
    expect: { requireAssertions: true },
  },
});
