import { defineConfig } from 'vitest/config';
import TestTally from './scripts/test-tally.ts';

const SCENARIOS = 'test/founding-scenarios.test.ts';

/** Unit tests lie beside their source; end-to-end ones drive the command and live in `test/`. */
export default defineConfig({
  test: {
    reporters: ['default', new TestTally()],
    projects: [
      { test: { name: 'unit', include: ['src/**/*.test.ts', 'bench/**/*.test.ts', 'scripts/**/*.test.ts'], testTimeout: 60_000 } },
      { test: { name: 'e2e', include: ['test/**/*.test.ts'], exclude: [SCENARIOS], testTimeout: 180_000, hookTimeout: 300_000 } },
      // They look at makespans: they have the machine to themselves, after everything else.
      { test: { name: 'scenarios', include: [SCENARIOS], testTimeout: 180_000, sequence: { groupOrder: 1 } } },
    ],
  },
});
