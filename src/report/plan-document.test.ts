import { describe, expect, it } from 'vitest';
import { parsePlan } from '../core/plan-file.ts';
import { planDocument } from './plan-document.ts';
import { agent } from './run-of.fixture.ts';

const team = { agents: [agent('x', { latencyMs: { '*': 10 } })], limits: {}, resources: {} };

describe('planDocument', () => {
  const plan = parsePlan({
    request: 'Report',
    tasks: [{ id: 'fetch' }, { id: 'report', dependsOn: ['fetch'] }, { id: 'draft', parent: 'report', timeout: '60s', optional: true }],
  });

  it('has every task in the syntax of a plan file, with its place in the plan', () => {
    expect(planDocument(plan, team, 'offline')).toEqual({
      request: 'Report',
      tasks: [
        { id: 'fetch', title: 'Fetch', instruction: 'fetch', parent: null, dependsOn: [], capabilities: [], depth: 0, critical: true },
        {
          id: 'report',
          title: 'Report',
          instruction: 'report',
          parent: null,
          dependsOn: ['fetch'],
          capabilities: [],
          depth: 0,
          critical: false,
        },
        {
          id: 'draft',
          title: 'Draft',
          instruction: 'draft',
          parent: 'report',
          dependsOn: [],
          capabilities: [],
          optional: true,
          timeout: '60s',
          depth: 1,
          critical: true,
        },
      ],
      criticalPath: ['fetch', 'draft'],
      estimate: { makespanMs: 20, sequentialMs: 20, lowerBoundMs: 20, costUsd: 0, minimumCostUsd: 0, costRatio: 1 },
      planner: 'offline',
    });
  });

  it('asks the agents what the tasks would take them', () => {
    const undeclared = { ...team, agents: [agent('x')] };
    const document = planDocument(plan, undeclared, 'offline', (task) => (task.id === 'draft' ? 7 : 10));
    expect(document.estimate.makespanMs).toBe(10 + 7);
  });

  it('says null for a request that is not there', () => {
    expect(planDocument({ tasks: plan.tasks }, team, 'file').request).toBeNull();
  });
});
