import { describe, expect, it } from 'vitest';
import { SkeinError } from '../core/errors.ts';
import { taskId } from '../core/ids.ts';
import { makeTask, type TaskCheck } from '../core/task.ts';
import { assembleConfiguration } from './assemble-configuration.ts';

const TEAM = 'agents: [{ id: scribe, model: ollama/m }, { id: rehearsal, scripted: {} }]\n';

const problemWith = (config: string, check: TaskCheck, capabilities: readonly string[] = []) =>
  assembleConfiguration(config, 'skein.yaml').checker.problemWith(makeTask({ id: taskId('t'), instruction: 'x', check, capabilities }));

function complaintOf(text: string): string {
  try {
    assembleConfiguration(text, 'skein.yaml');
  } catch (error) {
    if (SkeinError.isInstance(error) && error.code === 'bad-config') return error.message;
    throw error;
  }
  throw new Error('the config was accepted');
}

describe('checks in a config', () => {
  it('can be asked for by name', () => {
    const config = `${TEAM}checks: { tests: { command: [npm, test], timeout: 90s }, sources: { rubric: "All named.", by: scribe } }`;
    expect(problemWith(config, 'tests')).toBeUndefined();
    expect(problemWith(config, 'sources')).toBeUndefined();
    expect(problemWith(config, 'test')).toMatch(/no check "test" under "checks:".*did you mean "tests"/);
  });

  it('are not made by a plan: it can name them, or ask for a review', () => {
    expect(problemWith(TEAM, 'npm test')).toMatch(/no check "npm test"/);
    expect(problemWith(TEAM, { rubric: 'It rhymes.' })).toBeUndefined();
    expect(problemWith('', { rubric: 'It rhymes.' })).toMatch(/no agent with a model/);
  });

  it.each([
    [
      'a reviewer that is not there',
      `${TEAM}checks: { a: { rubric: x, by: scrib } }`,
      /no agent "scrib" with a model to review\. Did you mean "scribe"/,
    ],
    ['a reviewer without a model', `${TEAM}checks: { a: { rubric: x, by: rehearsal } }`, /no agent "rehearsal" with a model/],
    ['a review without models', 'checks: { a: { rubric: x } }', /the team has no agent with a model/],
    ['a command for a shell', `${TEAM}checks: { a: { command: "npm test" } }`, /skein\.yaml:2:\d+ .*expected a list/],
    [
      'a command and a rubric',
      `${TEAM}checks: { a: { command: [x], rubric: y } }`,
      /expected a "command" .* or a "rubric" and what goes with it, received/,
    ],
    ['an empty command', `${TEAM}checks: { a: { command: [] } }`, /skein\.yaml:2/],
    ['a strange length of time', `${TEAM}checks: { a: { command: [x], timeout: soon } }`, /a length of time/],
    ['neither', `${TEAM}checks: { a: {} }`, /skein\.yaml:2/],
  ])('with %s are refused', (_, text, message) => {
    expect(complaintOf(text)).toMatch(message);
  });
});
