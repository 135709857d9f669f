import { describe, expect, it } from 'vitest';
import type { AgentProfile } from '../core/agent.ts';
import { agentId, taskId } from '../core/ids.ts';
import { makeTask, type Task } from '../core/task.ts';
import type { Team } from '../core/team.ts';
import { type SimulatedRun, type Simulation, simulate } from '../simulate/simulate.ts';

/** Does coding and writing, a second each. */
const both: AgentProfile = {
  id: agentId('both'),
  kind: 'scripted',
  description: '',
  capabilities: { coding: 1, writing: 1 },
  latencyMs: { '*': 1000 },
  slots: 1,
  limits: ['key'],
  price: { perAttemptUsd: 0 },
};
/** Does coding only, in two seconds. */
const coder: AgentProfile = { ...both, id: agentId('coder'), capabilities: { coding: 1 }, latencyMs: { '*': 2000 }, limits: [] };
/** Wide enough not to matter; a run within limits is decided on task by task. */
const team: Team = { agents: [both, coder], limits: { key: { requestsPerMinute: 1000 } }, resources: {} };

function tasks(count: number, given: (index: number) => Partial<Task> = () => ({})): Task[] {
  return Array.from({ length: count }, (_, index) =>
    makeTask({ id: taskId(`t${index}`), instruction: 't', capabilities: [index % 2 === 0 ? 'coding' : 'writing'], ...given(index) }),
  );
}

function play(runs: readonly SimulatedRun[], own: Team = team, costUsd = 0): Simulation {
  return simulate({
    team: own,
    runs,
    happen: (_, agent) => ({ durationMs: own.agents.find(({ id }) => id === agent)?.latencyMs?.['*'] ?? 0, costUsd }),
  });
}

const endMs = ({ schedule }: Simulation): number => Math.max(...schedule.map((attempt) => attempt.endMs));

describe('a backlog', () => {
  it('leaves to an agent what only it can do', () => {
    // Writing takes the one agent 60 s and 20 codings 20 s; the other does 40 codings in 80 s. Were codings taken by whoever is
    // better at them, writing would be left for the end.
    expect(endMs(play([{ tasks: tasks(120), terms: { objective: 'fastest' } }]))).toBeLessThanOrEqual(82_000);
  });

  it('gives what needs many tokens to those whose tokens are not limited', () => {
    // Small tasks need 1,000 tokens, large ones 4,000; ten a minute of the former fit behind the key, and two and a half of the latter.
    const limited = { ...both, slots: 10, capabilities: { '*': 1 }, latencyMs: { '*': 3000 } };
    const free = { ...limited, id: agentId('free'), slots: 1, limits: [] };
    const own: Team = { agents: [limited, free], limits: { key: { tokensPerMinute: 10_000 } }, resources: {} };
    const mixed = tasks(200, (index) => ({ capabilities: [], estimate: { inputTokens: index % 4 === 0 ? 4000 : 1000, outputTokens: 0 } }));
    const { schedule } = play([{ tasks: mixed }], own);
    const large = schedule.filter(({ task }) => Number(task.slice(1)) % 4 === 0);
    expect(large.filter(({ agent }) => agent === 'limited').length).toBeLessThanOrEqual(2);
  });

  it('does not bind a run of higher priority', () => {
    const urgent = [makeTask({ id: taskId('now'), instruction: 't', capabilities: ['coding'] })];
    const usual = { tasks: tasks(120), terms: { objective: 'fastest' as const } };
    const { schedule } = play([usual, { tasks: urgent, terms: { priority: 5 } }]);
    expect(schedule.find(({ task }) => task === 'now')).toMatchObject({ agent: 'both', startMs: 0 });
  });

  it('is done by others when those it is for become too dear', () => {
    // 30 tasks at 1 USD and a budget of 10: after ten of them, the rest goes to the free one that it was not for.
    const dear = { ...both, capabilities: { '*': 1 }, price: { perAttemptUsd: 1 } };
    const free = { ...both, id: agentId('free'), capabilities: { '*': 1 }, latencyMs: { '*': 600_000 }, limits: ['key'] };
    const simulation = simulate({
      team: { ...team, agents: [dear, free] },
      runs: [{ tasks: tasks(30, () => ({ capabilities: ['coding'] })), terms: { objective: 'fastest', budgetUsd: 10 } }],
      happen: (_, agent) => ({ durationMs: agent === 'free' ? 600_000 : 1000, costUsd: agent === 'free' ? 0 : 1 }),
    });
    expect([...simulation.statuses.values()]).toEqual(['succeeded']);
    expect(simulation.schedule.filter(({ agent }) => agent === 'both')).toHaveLength(10);
  });

  it('says of an agent left alone what it is kept for', () => {
    const { commands } = play([{ tasks: tasks(120), terms: { objective: 'fastest' } }]);
    const reasons = commands.flatMap(({ command }) => ('decision' in command ? (command.decision.candidates ?? []) : []));
    expect(reasons.some(({ ruledOut }) => ruledOut?.startsWith('there is more work than slots'))).toBe(true);
  });
});
