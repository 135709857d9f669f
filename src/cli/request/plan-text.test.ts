import { expect, it } from 'vitest';
import { parsePlan } from '../../core/plan-file.ts';
import { readPlanFile } from '../../plan/plan-file.ts';
import { planFileJson, planFileYaml } from './plan-text.ts';

const plan = parsePlan({
  request: 'Compare: the "two" regions\n# not a comment \u001b[31m',
  tasks: [
    { id: 'all', title: 'Everything' },
    { id: 'fetch', parent: 'all', capabilities: ['data'], resources: [{ name: 'warehouse', access: 'read' }], timeout: '60s' },
    { id: 'use', dependsOn: ['fetch'], output: { type: 'object', required: ['n'] } },
  ],
});

it('writes plans that are read back unchanged', () => {
  expect(readPlanFile(planFileYaml(plan), 'plan.yaml')).toEqual(plan);
  expect(readPlanFile(planFileJson(plan), 'plan.json')).toEqual(plan);
});

it('puts short lists on one line', () => {
  expect(planFileYaml(plan)).toContain('dependsOn: [fetch]');
  expect(planFileYaml(plan)).toContain('capabilities: [data]');
});
