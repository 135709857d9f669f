import type { Reporter, TestModule, TestRunEndReason, TestSpecification } from 'vitest/node';

/** What a run of tests came to: the line that is printed, and what makes the run a failed one. */
export interface Tally {
  readonly line: string;
  readonly complaints: readonly string[];
}

/** The parts of a test file's results that count. */
export type TalliedModule = Pick<TestModule, 'moduleId' | 'relativeModuleId' | 'state'> & {
  readonly children: { allTests(): Iterable<TalliedTest> };
};

interface TalliedTest {
  readonly fullName: string;
  result(): { readonly state: 'passed' | 'failed' | 'skipped' | 'pending'; readonly note?: string | undefined };
}

/**
 * Counts tests. A file that failed outside its tests, that was begun and not finished (its process died) or that was never
 * begun counts as a failure of its own: whoever reads only this line must not take silence for success.
 *
 * @param expected The files that were to be run, by path.
 */
export function tally(modules: readonly TalliedModule[], expected: readonly string[], errors: number, reason: TestRunEndReason): Tally {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const complaints: string[] = [];
  let broken = 0;
  for (const module of modules) {
    let [failedHere, unfinishedHere] = [0, 0];
    for (const test of module.children.allTests()) {
      const { state, note } = test.result();
      if (state === 'pending') {
        unfinishedHere++;
        continue;
      }
      counts[state]++;
      if (state === 'failed') failedHere++;
      if (state === 'skipped' && (note ?? '') === '')
        complaints.push(`skipped without a reason: ${module.relativeModuleId} > ${test.fullName}`);
    }
    const state = module.state();
    const isUnfinished = unfinishedHere > 0 || state === 'queued' || state === 'pending';
    if (isUnfinished || (state === 'failed' && failedHere === 0)) broken++;
    if (isUnfinished) complaints.push(`not finished: ${module.relativeModuleId} (${unfinishedHere} of its tests have no result)`);
  }
  const seen = new Set(modules.map(({ moduleId }) => moduleId));
  for (const path of new Set(expected)) {
    if (seen.has(path)) continue;
    broken++;
    complaints.push(`never begun: ${path}`);
  }
  if (errors > 0) complaints.push(`${errors} ${errors === 1 ? 'error' : 'errors'} outside tests`);
  if (reason === 'interrupted') complaints.push('interrupted');
  if (counts.passed + counts.failed === 0) complaints.push('no test ran');
  const skipped = counts.skipped === 0 ? '' : `, ${counts.skipped} skipped`;
  // An error that no test and no file was blamed for is a failure all the same.
  const failed = counts.failed + broken + (counts.failed + broken === 0 ? errors : 0);
  return { line: `${counts.passed} passed, ${failed} failed${skipped}`, complaints };
}

/** Prints one plain line of how many tests ran, and fails the run for everything that {@link tally} complains of. */
export default class TestTally implements Reporter {
  #expected: readonly string[] = [];

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.#expected = specifications.map(({ moduleId }) => moduleId);
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[], reason: TestRunEndReason): void {
    const { line, complaints } = tally(modules, this.#expected, errors.length, reason);
    process.stdout.write(`${line}\n`);
    for (const complaint of complaints) process.stderr.write(`${complaint}\n`);
    if (complaints.length > 0) process.exitCode = 1;
  }
}
