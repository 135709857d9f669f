import type { AgentId, TaskId } from '../../core/ids.ts';
import type { Task } from '../../core/task.ts';
import { levelOf, type Team } from '../../core/team.ts';
import { checkLimits } from './check-limits.ts';
import { leafPredecessors } from './leaf-predecessors.ts';
import { mostAtOnce } from './most-at-once.ts';

/** One attempt, as `skein simulate --json --schedule` prints it. `run` is absent when there is only one. */
export interface ScheduledAttempt {
  readonly run?: string;
  readonly task: TaskId;
  readonly attempt: number;
  readonly agent: AgentId;
  readonly startMs: number;
  readonly endMs: number;
  readonly outcome: 'succeeded' | 'failed' | 'cancelled';
  readonly costUsd?: number | null;
  readonly inputTokens?: number | null;
  readonly outputTokens?: number | null;
}

export interface CheckedRun {
  readonly run?: string;
  readonly tasks: readonly Task[];
  readonly budgetUsd?: number;
  readonly deadlineMs?: number;
}

export const RULES = ['attempts', 'precedence', 'capabilities', 'slots', 'resources', 'limits', 'budget', 'deadline'] as const;

export interface Violation {
  readonly rule: (typeof RULES)[number];
  readonly what: string;
}

/**
 * Everything that a schedule does and must not do: shares no code with the scheduler that made it.
 * A window of a limit is any interval that holds its start but not its end; a single request larger than the limit may stand alone in one.
 *
 * @returns Nothing when the schedule is sound.
 */
export function checkSchedule(team: Team, runs: readonly CheckedRun[], attempts: readonly ScheduledAttempt[]): Violation[] {
  const ofRun = Map.groupBy(attempts, ({ run }) => run ?? runs[0]?.run);
  return [
    ...runs.flatMap((run) => checkRun(team, run, ofRun.get(run.run) ?? [])),
    ...checkSlots(team, attempts),
    ...checkResources(team, runs, attempts),
    ...checkLimits(team, runs, attempts),
  ];
}

function checkRun(team: Team, { tasks, budgetUsd, deadlineMs }: CheckedRun, attempts: readonly ScheduledAttempt[]): Violation[] {
  const violations: Violation[] = [];
  const found = (rule: Violation['rule'], what: string): void => void violations.push({ rule, what });
  const byTask = Map.groupBy(attempts, ({ task }) => task);
  const before = leafPredecessors(tasks);
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const agents = new Map(team.agents.map((agent) => [agent.id, agent]));
  for (const [id, own] of byTask) {
    const task = byId.get(id);
    if (task === undefined || !before.has(id)) {
      found('attempts', `${id} is no leaf task of the plan`);
      continue;
    }
    own.sort((a, b) => a.attempt - b.attempt);
    if (own.some(({ attempt }, index) => attempt !== index + 1)) found('attempts', `${id}: attempts are not numbered from 1`);
    if (own.filter(({ outcome }) => outcome !== 'cancelled').length > task.attempts)
      found('attempts', `${id} has more than ${task.attempts}`);
    if (own.filter(({ outcome }) => outcome === 'succeeded').length > 1) found('attempts', `${id} succeeds more than once`);
    for (const { agent, startMs, endMs } of own) {
      const profile = agents.get(agent);
      if (!(endMs >= startMs && startMs >= 0)) found('attempts', `${id} runs from ${startMs} to ${endMs}`);
      const missing = task.capabilities.filter((capability) => profile === undefined || !(levelOf(profile, capability) > 0));
      if (profile === undefined || missing.length > 0)
        found('capabilities', `${id} is given to ${agent}, which has no ${missing.join(', ')}`);
      if (deadlineMs !== undefined && endMs > deadlineMs) found('deadline', `${id} ends at ${endMs}, the deadline is ${deadlineMs}`);
    }
    const startMs = own.reduce((first, attempt) => Math.min(first, attempt.startMs), Number.POSITIVE_INFINITY);
    for (const dependency of before.get(id) ?? []) {
      const why = unmet(byTask.get(dependency) ?? [], startMs, canDoWithout(byId, task, dependency));
      if (why !== undefined) found('precedence', `${id} starts at ${startMs}, but ${dependency} ${why}`);
    }
  }
  const spentUsd = attempts.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0);
  if (budgetUsd !== undefined && spentUsd > budgetUsd * (1 + 1e-9)) found('budget', `${spentUsd} USD are spent, of ${budgetUsd}`);
  return violations;
}

function unmet(attempts: readonly ScheduledAttempt[], startMs: number, mayFail: boolean): string | undefined {
  const late = attempts.find(({ endMs }) => endMs > startMs);
  if (late !== undefined) return `ends at ${late.endMs}`;
  return mayFail || attempts.some(({ outcome }) => outcome === 'succeeded') ? undefined : 'has not succeeded';
}

/** Somewhere between the two a dependency or a task is optional: what is optional may fail, or be skipped without a try. */
function canDoWithout(byId: ReadonlyMap<TaskId, Task>, task: Task, dependency: TaskId): boolean {
  const above = (id: TaskId): Task[] => {
    const chain: Task[] = [];
    for (let one = byId.get(id); one !== undefined; one = one.parent === undefined ? undefined : byId.get(one.parent)) chain.push(one);
    return chain;
  };
  const named = above(dependency);
  if (named.some(({ optional }) => optional)) return true;
  const edges = above(task.id).flatMap(({ dependsOn }) => dependsOn.filter((edge) => named.some(({ id }) => id === edge.task)));
  return edges.every(({ optional }) => optional);
}

function checkSlots(team: Team, attempts: readonly ScheduledAttempt[]): Violation[] {
  const byAgent = Map.groupBy(attempts, ({ agent }) => agent);
  return team.agents.flatMap(({ id, slots }): Violation[] => {
    const most = mostAtOnce(byAgent.get(id) ?? [], () => 1);
    return most > slots ? [{ rule: 'slots', what: `${id} does ${most} at once, it has ${slots}` }] : [];
  });
}

function checkResources(team: Team, runs: readonly CheckedRun[], attempts: readonly ScheduledAttempt[]): Violation[] {
  const tasks = new Map(runs.flatMap(({ run, tasks: list }) => list.map((task) => [`${run ?? runs[0]?.run}/${task.id}`, task])));
  const uses = attempts.flatMap((attempt) =>
    (tasks.get(`${attempt.run ?? runs[0]?.run}/${attempt.task}`)?.resources ?? []).map((use) => ({ ...attempt, ...use })),
  );
  return [...Map.groupBy(uses, ({ name }) => name)].flatMap(([name, own]): Violation[] => {
    const capacity = team.resources[name]?.capacity;
    if (capacity !== undefined) {
      const most = mostAtOnce(own, ({ units }) => units);
      return most > capacity ? [{ rule: 'resources', what: `${most} units of ${name} are in use at once, ${capacity} exist` }] : [];
    }
    // A writer weighs more than all readers together: it fits only alone.
    const writers = own.filter(({ access }) => access === 'write');
    const clash = mostAtOnce(own, ({ access }) => (access === 'write' ? own.length + 1 : 1));
    return writers.length > 0 && clash > own.length + 1 ? [{ rule: 'resources', what: `${name} is written while it is in use` }] : [];
  });
}
