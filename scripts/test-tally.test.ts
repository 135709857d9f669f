import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tally } from './test-tally.ts';

type Module = Parameters<typeof tally>[0][number];
type Result =
  ReturnType<Module['children']['allTests']> extends Iterable<infer Test>
    ? Test extends { result(): infer Found }
      ? Found
      : never
    : never;

const moduleOf = (name: string, state: ReturnType<Module['state']>, ...results: readonly Result[]): Module => ({
  moduleId: `/${name}`,
  relativeModuleId: name,
  state: () => state,
  children: { allTests: () => results.map((result, index) => ({ fullName: `test ${index}`, result: () => result })) },
});

describe('the tally of a test run', () => {
  it('counts tests', () => {
    const modules = [moduleOf('a', 'failed', { state: 'passed' }, { state: 'failed' }), moduleOf('b', 'passed', { state: 'passed' })];
    expect(tally(modules, ['/a', '/b'], 0, 'failed')).toEqual({ line: '2 passed, 1 failed', complaints: [] });
  });

  it('counts a file whose process died as failed, and names it', () => {
    const modules = [moduleOf('a', 'passed', { state: 'passed' }), moduleOf('b', 'queued', { state: 'pending' }, { state: 'pending' })];
    expect(tally(modules, ['/a', '/b'], 1, 'failed')).toEqual({
      line: '1 passed, 1 failed',
      complaints: ['not finished: b (2 of its tests have no result)', '1 error outside tests'],
    });
  });

  it('counts a file that could not be loaded as failed', () => {
    expect(tally([moduleOf('a', 'passed', { state: 'passed' }), moduleOf('b', 'failed')], [], 0, 'failed').line).toBe('1 passed, 1 failed');
  });

  it('counts a file that was never begun as failed', () => {
    expect(tally([moduleOf('a', 'passed', { state: 'passed' })], ['/a', '/b'], 0, 'passed')).toEqual({
      line: '1 passed, 1 failed',
      complaints: ['never begun: /b'],
    });
  });

  it('takes an error that nobody is blamed for as a failure', () => {
    expect(tally([moduleOf('a', 'passed', { state: 'passed' })], ['/a'], 1, 'failed').line).toBe('1 passed, 1 failed');
  });

  it('complains of a test that is skipped without a reason, and of a run without tests', () => {
    const skips = [moduleOf('a', 'passed', { state: 'passed' }, { state: 'skipped', note: 'no such program' }, { state: 'skipped' })];
    expect(tally(skips, [], 0, 'passed')).toEqual({
      line: '1 passed, 0 failed, 2 skipped',
      complaints: ['skipped without a reason: a > test 2'],
    });
    expect(tally([], [], 0, 'passed').complaints).toEqual(['no test ran']);
  });

  it('fails a real run in which the process of a test file is killed', () => {
    const config = join(import.meta.dirname, 'fixtures/vitest.config.ts');
    const vitest = join(import.meta.dirname, '../node_modules/vitest/vitest.mjs');
    const { VITEST: _, VITEST_WORKER_ID: __, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync(process.execPath, [vitest, 'run', '--config', config], { encoding: 'utf8', env });
    expect({ status, last: stdout.trimEnd().split('\n').at(-1) }).toEqual({ status: 1, last: '1 passed, 1 failed' });
    expect(stderr).toContain('not finished: dies.fixture.ts');
  });
});
