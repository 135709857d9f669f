import { SkeinError } from '../core/errors.ts';
import type { TaskId } from '../core/ids.ts';
import { estimatedMs, priorMs } from './expectation.ts';
import { improveOrder } from './known-plan.ts';
import { raiseLevels } from './levels.ts';
import type { AddedTask } from './messages.ts';
import { dropPlan, planRun } from './planned-run.ts';
import { NOT_KEPT } from './purse.ts';
import { askToExpand, askToMend } from './questions.ts';
import { classOf, levelOf, queueOf } from './queues.ts';
import { ripensAt } from './ripening.ts';
import { block, compoundOutcome, isLost, open, settle } from './settle.ts';
import type { Consequences, SchedulerState } from './state.ts';
import { cancelTask } from './stop.ts';
import { LACKS, type TaskClass } from './task-class.ts';
import { dependenciesOf, NO_CHILDREN, needs, type RunNode, type TaskNode } from './task-node.ts';
import { chargePast, lostBecause } from './trouble.ts';
import { risesAtMs } from './urgency.ts';

/** Takes tasks in: they may start as soon as what they depend on is settled, before the plan is complete. */
export function addTasks(state: SchedulerState, run: RunNode, added: readonly AddedTask[], into: Consequences): void {
  dropPlan(run);
  const nodes = added.map((one) => createNode(state, run, one));
  for (const node of raiseLevels(nodes, typicalMs)) node.queue.reorder(node);
  if (run.terms.deadlineAtMs !== undefined) ripensAt(state, run, state.nowMs);
  for (const node of nodes) {
    if (node.settled !== undefined) continue;
    const lost = run.hasLost ? lostDependency(node) : undefined;
    if (run.stopped !== undefined) cancelTask(node, run.stopped.reason, into);
    else if (lost !== undefined) block(node, lost, into);
    else open(node, into);
  }
}

/** No more tasks will come: compound tasks whose parts are all settled are settled now. */
export function closePlan(state: SchedulerState, run: RunNode, isCutOff: boolean, nowMs: number, into: Consequences): void {
  run.planClosed = true;
  run.isCutOff ||= isCutOff;
  if (!improveOrder(state, run, typicalMs)) planRun(state, run, nowMs);
  into.ending.push(run);
  const compound = Array.from(run.tasks.values()).filter((node) => node.children.length > 0);
  for (const node of compound.reverse()) {
    const outcome = node.settled === undefined ? compoundOutcome(node) : undefined;
    if (outcome !== undefined) settle(node, outcome, into);
  }
}

/** Puts a task that can start in its queue, or gives it up when it has been tried enough, or nobody can ever do it. */
export function enqueue(state: SchedulerState, node: TaskNode, into: Consequences): void {
  if (node.settled !== undefined || node.children.length > 0) return;
  if (node.run.questions.toExpand.delete(node)) {
    askToExpand(node, into);
    return;
  }
  const { resources } = node.task;
  const tooMuch = resources.length === 0 ? undefined : state.resources.impossible(resources);
  const impossible = tooMuch ?? lostBecause(node) ?? (hasNobody(node.queue.class) ? noAgent(state, node) : undefined);
  node.run.purse?.keep(node);
  if (impossible === undefined) waitForAgent(state, node);
  else giveUp(state, node, impossible, into);
}

/** From now on the task waits; it ages with those of its priority that have waited for longer. */
function waitForAgent(state: SchedulerState, node: TaskNode): void {
  const { nowMs } = state;
  const { level } = node.queue;
  if (level.ready === 0) level.waitingSinceMs = nowMs;
  node.queue.push(node);
  ripensAt(state, node.run, risesAtMs(node, nowMs));
}

/**
 * What was asked about a task is answered: it gets parts, or what would have become of it without the question does.
 * An answer about a task that is settled by now, or was not asked about, changes nothing.
 */
export function answer(state: SchedulerState, run: RunNode, id: TaskId, parts: readonly AddedTask[], into: Consequences): void {
  const node = run.tasks.get(id);
  const question = node === undefined ? undefined : run.questions.open.get(node);
  if (node === undefined || question === undefined) return;
  run.questions.open.delete(node);
  if (node.settled !== undefined) return;
  if (parts.length > 0) {
    run.questions.whole.add(node);
    addTasks(state, run, parts, into);
    const outcome = compoundOutcome(node);
    if (outcome !== undefined) settle(node, outcome, into);
  } else if (question.lostBecause === undefined) {
    into.ready.push(node);
  } else {
    giveUp(state, node, question.lostBecause, into);
  }
}

/** No agent can do these tasks, or all that could have left for good. */
function hasNobody({ eligible }: TaskClass): boolean {
  return eligible.every(({ agents }) => agents.every(({ isGone }) => isGone));
}

/** Gives up the ready tasks that nobody is left to do. */
export function giveUpDeserted(state: SchedulerState, into: Consequences): void {
  for (const queues of state.queues.values()) {
    for (const queue of queues) {
      if (queue.size === 0 || !hasNobody(queue.class)) continue;
      for (let node = queue.pop(); node !== undefined; node = queue.pop()) giveUp(state, node, noAgent(state, node), into);
    }
  }
}

/** Skips a task the run can do without, fails any other, and follows the consequences; asks first, where the run mends. */
export function giveUp(state: SchedulerState, node: TaskNode, reason: string, into: Consequences): void {
  if (askToMend(node, reason, into)) return;
  const names = { run: node.run.terms.run, task: node.task.id, reason };
  const more: Consequences = { ...into, ready: [] };
  into.commands.push({ type: node.task.optional ? 'skip-task' : 'fail-task', ...names });
  settle(node, node.task.optional ? 'skipped' : 'failed', more);
  for (const ready of more.ready) enqueue(state, ready, into);
}

/** What a task takes on no agent in particular, by what is known of them: the scale of bottom levels. */
function typicalMs({ task, queue }: TaskNode): number {
  const { eligible } = queue.class;
  const estimate = estimatedMs(task);
  let least = Number.POSITIVE_INFINITY;
  for (let index = 0; index < eligible.length; index++) {
    const entry = eligible[index];
    const slowness = entry?.skills[0]?.slowness ?? 1;
    const ms = estimate ?? entry?.latencyMs ?? Number.NaN;
    if (ms * slowness < least) least = ms * slowness;
  }
  return least === Number.POSITIVE_INFINITY ? (estimate ?? priorMs(task)) : least;
}

function lostDependency(node: TaskNode): TaskNode | undefined {
  return dependenciesOf(node).find((dependency) => isLost(dependency) && needs(node, dependency));
}

function createNode(state: SchedulerState, run: RunNode, { task, refusals, progress, expands, isWhole }: AddedTask): TaskNode {
  if (run.tasks.has(task.id)) throw new SkeinError('wrong-state', { where: `task ${task.id}`, what: 'has been added already' });
  const parent = task.parent === undefined ? undefined : known(run, task.parent, task.id);
  const node: TaskNode = {
    task,
    run,
    parent,
    queue: queueOf(state, run, classOf(state, task, refusals), levelOf(run, task.priority)),
    order: state.tasks++,
    children: NO_CHILDREN,
    lastDependent: -1,
    queued: false,
    pending: 0,
    openChildren: 0,
    opened: false,
    attempts: progress?.attempts ?? 0,
    attempt: undefined,
    twin: undefined,
    settled: progress?.settled,
    levelMs: 0,
    trouble: undefined,
    holdReported: false,
    needUsd: NOT_KEPT,
  };
  for (const { task: id } of task.dependsOn) {
    const dependency = known(run, id, task.id);
    run.dependents.add(dependency, node);
    if (dependency.settled === undefined) node.pending++;
  }
  if (progress?.past !== undefined) chargePast(node, progress.past);
  run.tasks.set(task.id, node);
  if (expands === true && node.settled === undefined) run.questions.toExpand.add(node);
  if (isWhole === true) run.questions.whole.add(node);
  if (node.settled === undefined) run.open++;
  else if (isLost(node)) run.hasLost = true;
  run.purse?.keep(node);
  if (parent !== undefined) adopt(parent, node);
  return node;
}

function known({ tasks }: RunNode, id: TaskId, by: TaskId): TaskNode {
  const node = tasks.get(id);
  if (node !== undefined) return node;
  throw new SkeinError('wrong-state', { where: `task ${by}`, what: `names ${id}, which has not been added yet` });
}

function adopt(parent: TaskNode, child: TaskNode): void {
  if (parent.attempt !== undefined || (parent.settled !== undefined && parent.children.length === 0)) {
    throw new SkeinError('wrong-state', {
      where: `task ${child.task.id}`,
      what: `cannot become a part of ${parent.task.id}, which has been started`,
    });
  }
  parent.queue.remove(parent);
  if (parent.children === NO_CHILDREN) parent.children = [];
  parent.children.push(child);
  if (child.settled === undefined) parent.openChildren++;
  if (!parent.opened) child.pending++;
}

/** So many reasons are told; the others say much the same. */
const REASONS = 3;

function noAgent({ agents }: SchedulerState, { task, queue }: TaskNode): string {
  const { eligible, excluded } = queue.class;
  if (eligible.length > 0) return 'every agent that could do it has left the team';
  if (excluded.length === 0) return 'the team has no agents';
  const capabilities = task.capabilities.join(' and ');
  const reasons = excluded.filter(({ why }) => !why.startsWith(LACKS)).map(({ agent, why }) => `${agents[agent]?.profile.id}: ${why}`);
  if (reasons.length === 0) return `no agent of the team has ${capabilities}`;
  const told = `${reasons.slice(0, REASONS).join('; ')}${reasons.length > REASONS ? '; …' : ''}`;
  return `no agent of the team ${capabilities === '' ? '' : `that has ${capabilities} `}accepts it (${told})`;
}
