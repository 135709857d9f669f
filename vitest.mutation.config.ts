import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Properties take longest: most changes are noticed before it is their turn. */
class PropertiesLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isSlow = ({ moduleId }: TestSpecification): number => (/property|improve|team-plan|open-lanes/.test(moduleId) ? 1 : 0);
    return files.toSorted((a, b) => isSlow(a) - isSlow(b) || a.moduleId.localeCompare(b.moduleId));
  }
}

/** What mutants of the scheduler are tried against: its own tests, and those of its reasons as people read them. */
export default defineConfig({
  test: {
    include: ['src/schedule/**/*.test.ts', 'src/engine/local/explained-runs.test.ts'],
    exclude: ['src/schedule/size.test.ts'],
    setupFiles: ['scripts/mutation/setup.ts'],
    testTimeout: 60_000,
    // One process for all files of a run; the next change gets a new one.
    isolate: false,
    sequence: { sequencer: PropertiesLast },
  },
});
