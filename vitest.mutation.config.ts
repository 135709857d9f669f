import { defineConfig } from 'vitest/config';

/** What mutants of the scheduler are tried against: its own tests, without the slow ones that compare with other algorithms. */
export default defineConfig({
  test: { include: ['src/schedule/**/*.test.ts'], testTimeout: 60_000 },
});
