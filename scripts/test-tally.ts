import type { Reporter, TestModule } from 'vitest/node';

/**
 * Prints one plain line of how many tests ran, and fails the run when a test is skipped without a reason
 * (`context.skip('why')`) or when none ran at all.
 */
export default class TestTally implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const unexplained: string[] = [];
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'pending') continue;
        counts[result.state]++;
        if (result.state === 'skipped' && (result.note ?? '') === '') unexplained.push(`${module.relativeModuleId} > ${test.fullName}`);
      }
    }
    const skipped = counts.skipped === 0 ? '' : `, ${counts.skipped} skipped`;
    process.stdout.write(`${counts.passed} passed, ${counts.failed} failed${skipped}\n`);
    for (const name of unexplained) process.stderr.write(`skipped without a reason: ${name}\n`);
    if (unexplained.length > 0 || counts.passed + counts.failed === 0) process.exitCode = 1;
  }
}
