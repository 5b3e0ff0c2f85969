import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['spec/**/*.spec.ts'],
    // GC reports are tested with a forced collection.
    execArgv: ['--expose-gc'],
    pool: 'forks',
    // A test without an assertion cannot fail.
    expect: { requireAssertions: true },
  },
});
