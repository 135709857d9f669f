import { defineConfig } from 'vitest/config';

/** What mutants of the scheduler are tried against: its own tests, and those of its reasons as people read them. */
export default defineConfig({
  test: { include: ['src/schedule/**/*.test.ts', 'src/engine/local/explained-runs.test.ts'], testTimeout: 60_000 },
});
