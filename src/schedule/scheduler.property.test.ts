import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentProfile } from '../core/agent.ts';
import type { FailureKind } from '../core/agent-error.ts';
import { agentId, taskId } from '../core/ids.ts';
import { checkPlan } from '../core/plan.ts';
import { makeTask, type Task } from '../core/task.ts';
import { levelOf, type Team } from '../core/team.ts';
import { type Happening, type SimulatedAttempt, type Simulation, simulate, type World } from '../simulate/simulate.ts';
import { cases } from '../testing/cases.ts';
import type { SchedulerEvent } from './messages.ts';
import { seeded } from './seeded.ts';

const CAPABILITIES = ['math', 'writing', 'coding'];

const agents: fc.Arbitrary<AgentProfile[]> = fc
  .array(
    fc.record({
      levels: fc.dictionary(fc.constantFrom(...CAPABILITIES, '*'), fc.double({ min: 0, max: 1, noNaN: true }), { maxKeys: 3 }),
      slots: fc.integer({ min: 1, max: 3 }),
      limited: fc.boolean(),
      costUsd: fc.constantFrom(0, 0.1, 0.4),
      latencyMs: fc.option(fc.integer({ min: 1, max: 500 }), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((list) =>
    list.map(({ levels, slots, limited, costUsd, latencyMs }, index) => ({
      id: agentId(`agent-${index}`),
      kind: 'scripted' as const,
      description: '',
      capabilities: levels,
      slots,
      limits: limited ? ['key'] : [],
      price: { perAttemptUsd: costUsd },
      ...(latencyMs === undefined ? {} : { latencyMs: { '*': latencyMs } }),
    })),
  );

const team: fc.Arbitrary<Team> = fc.record({
  agents,
  limits: fc.record({ key: fc.record({ requestsPerMinute: fc.integer({ min: 1, max: 6 }), concurrency: fc.integer({ min: 1, max: 3 }) }) }),
  resources: fc.constant({ counted: { capacity: 2 } }),
});

/** A plan whose tasks depend on earlier ones only, some of them parts of an earlier task. */
const tasks: fc.Arbitrary<Task[]> = fc
  .array(
    fc.record({
      dependsOn: fc.uniqueArray(fc.record({ back: fc.integer({ min: 1, max: 8 }), optional: fc.boolean() }), {
        maxLength: 3,
        selector: ({ back }) => back,
      }),
      parent: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined, freq: 5 }),
      capabilities: fc.uniqueArray(fc.constantFrom(...CAPABILITIES), { maxLength: 1 }),
      optional: fc.boolean(),
      priority: fc.integer({ min: -2, max: 2 }),
      attempts: fc.integer({ min: 1, max: 3 }),
      preemptible: fc.boolean(),
      durationMs: fc.integer({ min: 0, max: 1000 }),
      resource: fc.option(
        fc.record({
          name: fc.constantFrom('counted', 'file'),
          access: fc.constantFrom('read' as const, 'write' as const),
          units: fc.integer({ min: 1, max: 3 }),
        }),
        { nil: undefined, freq: 3 },
      ),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((list) =>
    list.map(({ dependsOn, parent, durationMs, resource, ...rest }, index) =>
      makeTask({
        id: taskId(`t${index}`),
        instruction: `task ${index}`,
        dependsOn: dependsOn
          .filter(({ back }) => back <= index)
          .map(({ back, optional }) => ({ task: taskId(`t${index - back}`), optional })),
        ...(parent === undefined || parent > index ? {} : { parent: taskId(`t${index - parent}`) }),
        estimate: { durationMs },
        resources: resource === undefined ? [] : [resource],
        ...rest,
      }),
    ),
  )
  .filter((list) => {
    try {
      checkPlan({ tasks: list });
      return true;
    } catch {
      return false;
    }
  });

const world: fc.Arbitrary<World> = fc
  .record({
    team,
    runs: fc.array(
      fc.record({
        tasks,
        atMs: fc.integer({ min: 0, max: 500 }),
        terms: fc.record({
          priority: fc.integer({ min: 0, max: 4 }),
          objective: fc.constantFrom('cheapest' as const, 'balanced' as const, 'fastest' as const),
        }),
        budgetUsd: fc.option(fc.double({ min: 0, max: 3, noNaN: true }), { nil: undefined, freq: 2 }),
        deadlineAtMs: fc.option(fc.integer({ min: 0, max: 5000 }), { nil: undefined, freq: 4 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    // On a coarse clock much happens at the same instant.
    tickMs: fc.constantFrom(0, 0, 250),
    changes: fc.array(
      fc.record({
        atMs: fc.integer({ min: 0, max: 3000 }),
        agent: fc.constantFrom(agentId('agent-0'), agentId('agent-1')),
        slots: fc.integer({ min: 0, max: 3 }),
      }),
      { maxLength: 3 },
    ),
    fates: fc.infiniteStream(
      fc.record({
        kind: fc.constantFrom<(FailureKind | undefined)[]>(undefined, undefined, undefined, 'retryable', 'terminal-agent', 'terminal-task'),
        stretch: fc.double({ min: 0.1, max: 10, noNaN: true }),
        isRefusal: fc.boolean(),
        remainingRequests: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined, freq: 3 }),
      }),
    ),
  })
  .map(({ team, runs, changes, fates, tickMs }) => {
    const onClock = (ms: number): number => (tickMs === 0 ? ms : Math.round(ms / tickMs) * tickMs);
    const drawn = new Map<string, Happening>();
    return {
      team,
      // Whoever leaves comes back, else a run could wait for ever.
      changes: [
        ...changes
          .filter(({ agent }) => team.agents.some(({ id }) => id === agent))
          .map((change) => ({ ...change, atMs: onClock(change.atMs) })),
        ...team.agents.map(({ id, slots }) => ({ atMs: 3001, agent: id, slots })),
      ],
      runs: runs.map(({ budgetUsd, deadlineAtMs, terms, ...run }) => ({
        ...run,
        atMs: onClock(run.atMs),
        terms: {
          ...terms,
          ...(budgetUsd === undefined ? {} : { budgetUsd }),
          ...(deadlineAtMs === undefined ? {} : { deadlineAtMs: deadlineAtMs + onClock(run.atMs) }),
        },
      })),
      happen(task: Task, agent: string, attempt: number, run: string): Happening {
        const key = `${run}/${task.id}/${attempt}/${agent}`;
        const known = drawn.get(key);
        if (known !== undefined) return known;
        const fate = fates.next().value;
        const profile = team.agents.find(({ id }) => id === agent);
        const happening: Happening = {
          durationMs: onClock((task.estimate?.durationMs ?? 0) * (fate?.stretch ?? 1)),
          costUsd: profile?.price.perAttemptUsd ?? 0,
          ...(fate?.kind === undefined
            ? {}
            : { failure: { kind: fate.kind, code: fate.kind === 'retryable' && fate.isRefusal ? '429' : 'x', message: 'it broke' } }),
          ...(fate?.remainingRequests === undefined
            ? {}
            : { rateLimit: { remainingRequests: fate.remainingRequests, requestsResetMs: 2000 } }),
        };
        drawn.set(key, happening);
        return happening;
      },
    };
  });

type SettlingType = 'fail-task' | 'skip-task' | 'block-task' | 'cancel-task';
const SETTLING: readonly string[] = ['fail-task', 'skip-task', 'block-task', 'cancel-task'] satisfies SettlingType[];

function overlapping(attempts: readonly SimulatedAttempt[], atMs: number): SimulatedAttempt[] {
  return attempts.filter(({ startMs, endMs }) => startMs <= atMs && atMs < endMs);
}

/** What holds however the things of one instant are told: ends of attempts and changes of agents come in any order. */
function holds(what: string, check: (world: World, simulation: Simulation) => void): void {
  it(what, () => {
    fc.assert(
      fc.property(world, fc.integer(), (given, seed) => {
        check(given, simulate(given));
        check(given, simulate(given, { order: shuffled(seed) }));
      }),
      { numRuns: cases(200) },
    );
  });
}

/** Plans keep their place: a run is opened before it is added to. */
function shuffled(seed: number): (events: SchedulerEvent[]) => SchedulerEvent[] {
  const random = seeded(seed);
  return (events) => {
    const [plans, rest] = [events.filter(isOfPlan), events.filter((event) => !isOfPlan(event))];
    const drawn = rest.map((event) => ({ event, place: random() })).sort((a, b) => a.place - b.place);
    return [...plans, ...drawn.map(({ event }) => event)];
  };
}

const isOfPlan = ({ type }: SchedulerEvent): boolean => type === 'run-opened' || type === 'tasks-added' || type === 'plan-closed';

const leavesOf = (list: readonly Task[]): Task[] => list.filter((task) => !list.some((other) => other.parent === task.id));

describe('whatever happens, the scheduler', () => {
  holds('settles every task once and finishes every run once (P4)', ({ runs }, { schedule, commands, statuses }) => {
    for (const [index, { tasks }] of runs.entries()) {
      const run = `run-${index + 1}`;
      for (const { id } of leavesOf(tasks)) {
        // Twins may both succeed at one instant; the task is settled once all the same.
        const succeeded = schedule.some((attempt) => attempt.run === run && attempt.task === id && attempt.outcome === 'succeeded');
        const settled = commands.filter(
          ({ command }) => SETTLING.includes(command.type) && 'task' in command && command.run === run && command.task === id,
        ).length;
        expect((succeeded ? 1 : 0) + settled, `${run}/${id}`).toBe(1);
      }
    }
    expect(statuses.size).toBe(runs.length);
  });

  holds('starts a task only after what it needs has succeeded or been skipped (P1)', ({ runs }, { schedule, commands }) => {
    for (const { run, task, startMs } of schedule) {
      const { tasks } = runs[Number(run.slice(4)) - 1] ?? { tasks: [] };
      for (const { task: needed, optional } of tasks.find(({ id }) => id === task)?.dependsOn ?? []) {
        if (tasks.some(({ parent }) => parent === needed)) continue;
        const success = schedule.find((other) => other.run === run && other.task === needed && other.outcome === 'succeeded');
        const settled = commands.find(
          ({ command }) => SETTLING.includes(command.type) && 'task' in command && command.run === run && command.task === needed,
        );
        expect(success?.endMs ?? settled?.atMs ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(startMs);
        if (!optional && success === undefined) expect(settled?.command.type).toBe('skip-task');
      }
    }
  });

  holds('keeps to slots, capabilities, resources and limits (P2)', ({ team, runs, changes }, { schedule }) => {
    const taskOf = ({ run, task }: SimulatedAttempt): Task | undefined =>
      runs[Number(run.slice(4)) - 1]?.tasks.find(({ id }) => id === task);
    for (const profile of team.agents) {
      const own = schedule.filter(({ agent }) => agent === profile.id);
      // Slots that are taken away while they are in use are given up as attempts end.
      const most = Math.max(profile.slots, ...(changes ?? []).filter(({ agent }) => agent === profile.id).map(({ slots }) => slots));
      for (const { startMs } of own) expect(overlapping(own, startMs).length).toBeLessThanOrEqual(most);
      for (const attempt of own)
        for (const capability of taskOf(attempt)?.capabilities ?? []) expect(levelOf(profile, capability)).toBeGreaterThan(0);
    }
    const keyed = schedule.filter(({ agent }) => team.agents.some((profile) => profile.id === agent && profile.limits.includes('key')));
    for (const { startMs } of keyed) {
      expect(overlapping(keyed, startMs).length).toBeLessThanOrEqual(team.limits['key']?.concurrency ?? 0);
      const window = keyed.filter((other) => other.startMs + 60_000 > startMs && other.startMs <= startMs);
      expect(window.length).toBeLessThanOrEqual(team.limits['key']?.requestsPerMinute ?? 0);
    }
    for (const { startMs } of schedule) {
      const uses = overlapping(schedule, startMs).flatMap((attempt) => taskOf(attempt)?.resources ?? []);
      const units = uses.filter(({ name }) => name === 'counted').reduce((sum, use) => sum + use.units, 0);
      expect(units).toBeLessThanOrEqual(2);
      const file = uses.filter(({ name }) => name === 'file');
      if (file.some(({ access }) => access === 'write')) expect(file).toHaveLength(1);
    }
  });

  holds('never spends more than the budget (P3)', ({ runs }, { schedule }) => {
    for (const [index, { terms }] of runs.entries()) {
      const spent = schedule.filter(({ run }) => run === `run-${index + 1}`).reduce((sum, { costUsd }) => sum + costUsd, 0);
      expect(spent).toBeLessThanOrEqual((terms?.budgetUsd ?? Number.POSITIVE_INFINITY) + 1e-9);
    }
  });

  holds(
    'makes no more attempts at a task than it allows, twins, cancelled and refused ones left out',
    ({ runs, happen }, { schedule, commands }) => {
      for (const [index, { tasks }] of runs.entries()) {
        for (const task of tasks) {
          const { id, attempts } = task;
          const own = schedule.filter(({ run, task: of, outcome }) => run === `run-${index + 1}` && of === id && outcome !== 'cancelled');
          const refused = own.filter(({ agent, attempt, run }) => happen(task, agent, attempt, run).failure?.code === '429').length;
          const twins = commands.filter(
            ({ command }) =>
              command.type === 'start-attempt' &&
              command.run === `run-${index + 1}` &&
              command.task === id &&
              command.decision.why.startsWith('a twin of'),
          ).length;
          expect(own.length).toBeLessThanOrEqual(attempts + twins + Math.min(8, refused));
          for (const { startMs } of own) expect(overlapping(own, startMs).length).toBeLessThanOrEqual(twins === 0 ? 1 : 2);
        }
      }
    },
  );

  it('decides the same when the same happens again', () => {
    fc.assert(
      fc.property(world, (given) => {
        expect(simulate(given)).toEqual(simulate(given));
      }),
      { numRuns: cases(300) },
    );
  });

  holds('decides on every task that is ready: it starts, or it is told why it does not', ({ runs }, { commands }) => {
    for (const [index, { tasks }] of runs.entries()) {
      for (const { id } of leavesOf(tasks)) {
        const own = commands.filter(({ command }) => 'task' in command && command.run === `run-${index + 1}` && command.task === id);
        expect(
          own.some(({ command: { type } }) => type === 'start-attempt' || SETTLING.includes(type)),
          id,
        ).toBe(true);
      }
    }
  });
});
