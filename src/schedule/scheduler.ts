import { SkeinError } from '../core/errors.ts';
import type { Failure } from '../core/event.ts';
import type { RunId, TaskId } from '../core/ids.ts';
import type { Team } from '../core/team.ts';
import { type AgentNode, createAgentNode, freeSlots, learn, type RunningAttempt } from './agent-node.ts';
import { type Choice, choose, type Option } from './choose.ts';
import { expectedTokens, typicalDurationMs } from './expectation.ts';
import { raiseLevels } from './levels.ts';
import type { AddedTask, Command, RunTerms, SchedulerEvent } from './messages.ts';
import { Quota, settleReservation } from './quota.ts';
import { compareReady } from './ready-heap.ts';
import { ResourcePool } from './resource-pool.ts';
import { backoffMs } from './retry.ts';
import { block, type Consequences, compoundOutcome, open, runOutcome, settle } from './settle.ts';
import { SlotForecast } from './slot-forecast.ts';
import { classKeyOf, createTaskClass, type TaskClass } from './task-class.ts';
import { createRunNode, type RunNode, type TaskNode } from './task-node.ts';

/** How many ready tasks beyond the number of slots are looked at in one decision. */
const LOOK_AHEAD = 64;

/**
 * Decides who does what when, for all runs of a team together. Pure in its effects: it reads no clock, no chance and no
 * file, so the same events at the same instants give the same commands, bit for bit. Its state changes in place.
 * Invariants, checked by `scheduler.property.test.ts`:
 *   P1. A task starts only after its dependencies are settled, and those it cannot do without succeeded or were skipped.
 *   P2. No agent ever has more attempts under way than slots, no limit more than it allows, no resource more holders.
 *   P3. What a run has spent and reserved never exceeds its budget.
 *   P4. Every task is settled once, and a run finishes once, when all its tasks are.
 */
export class Scheduler {
  readonly #agents: readonly AgentNode[];
  readonly #quotas: ReadonlyMap<string, Quota>;
  readonly #resources: ResourcePool;
  readonly #classes = new Map<string, TaskClass>();
  readonly #runs = new Map<RunId, RunNode>();
  readonly #running = new Map<TaskNode, RunningAttempt>();
  readonly #slots: number;
  #order = 0;
  #wakeAtMs = Number.POSITIVE_INFINITY;

  constructor(team: Team) {
    this.#quotas = new Map(Object.entries(team.limits).map(([name, limit]) => [name, new Quota(name, limit)]));
    this.#resources = new ResourcePool(team.resources);
    this.#agents = team.agents.map((profile, index) => createAgentNode(index, profile, this.#quotas));
    this.#slots = team.agents.reduce((sum, agent) => sum + agent.slots, 0);
  }

  /**
   * Takes one event into account and says what is to be done now.
   *
   * @param nowMs Ms since the Unix epoch; never less than in the step before.
   * @throws SkeinError `wrong-state` for an event about a run or attempt that does not exist.
   */
  step(event: SchedulerEvent, nowMs: number): Command[] {
    const into: Consequences = { ready: [], commands: [] };
    this.#take(event, nowMs, into);
    for (const node of into.ready) this.#enqueue(node, into);
    this.#stopAtDeadlines(nowMs, into);
    this.#decide(nowMs, into);
    this.#finishRuns(into);
    return into.commands;
  }

  #take(event: SchedulerEvent, nowMs: number, into: Consequences): void {
    switch (event.type) {
      case 'run-opened':
        this.#openRun(event.terms, event.spentUsd ?? 0);
        break;
      case 'tasks-added':
        this.#addTasks(this.#run(event.run), event.tasks, into);
        break;
      case 'plan-closed':
        this.#closePlan(this.#run(event.run), into);
        break;
      case 'attempt-succeeded': {
        const { node } = this.#endAttempt(event, nowMs, true);
        settle(node, 'succeeded', into);
        break;
      }
      case 'attempt-failed':
        this.#attemptFailed(this.#endAttempt(event, nowMs, false), event.failure, nowMs, into);
        break;
      case 'attempt-cancelled': {
        const { node } = this.#endAttempt(event, nowMs, undefined);
        if (node.run.stopped === undefined) into.ready.push(node);
        else this.#cancelTask(node, node.run.stopped.reason, into);
        break;
      }
      case 'run-cancelled':
        this.#stop(this.#run(event.run), 'cancelled', event.reason, into);
        break;
      case 'time-passed':
        break;
    }
  }

  #run(id: RunId): RunNode {
    const run = this.#runs.get(id);
    if (run === undefined) throw new SkeinError('wrong-state', { where: `run ${id}`, what: 'the scheduler does not know this run' });
    return run;
  }

  #openRun(terms: RunTerms, spentUsd: number): void {
    if (this.#runs.has(terms.run)) throw new SkeinError('wrong-state', { where: `run ${terms.run}`, what: 'is open already' });
    this.#runs.set(terms.run, createRunNode(terms, this.#runs.size, spentUsd));
  }

  // --- tasks -------------------------------------------------------------------------------------------------------

  #addTasks(run: RunNode, added: readonly AddedTask[], into: Consequences): void {
    const nodes = added.map((one) => this.#createNode(run, one));
    const profiles = this.#agents.map((agent) => agent.profile);
    const typicalMs = (node: TaskNode): number =>
      typicalDurationMs(
        node.task,
        node.class.eligible.flatMap((index) => profiles[index] ?? []),
      );
    for (const node of raiseLevels(nodes, typicalMs)) this.#reorder(node);
    for (const node of nodes) {
      const lost = node.dependsOn.find((dependency, index) => isLost(dependency) && node.task.dependsOn[index]?.optional !== true);
      if (node.settled !== undefined) continue;
      if (run.stopped !== undefined) this.#cancelTask(node, run.stopped.reason, into);
      else if (lost !== undefined) block(node, lost, into);
      else open(node, into);
    }
  }

  #createNode(run: RunNode, { task, refusals, progress }: AddedTask): TaskNode {
    const known = (id: TaskId): TaskNode => {
      const node = run.tasks.get(id);
      if (node === undefined)
        throw new SkeinError('wrong-state', { where: `task ${task.id}`, what: `names ${id}, which has not been added yet` });
      return node;
    };
    const parent = task.parent === undefined ? undefined : known(task.parent);
    const dependsOn = task.dependsOn.map((dependency) => known(dependency.task));
    const node: TaskNode = {
      task,
      run,
      parent,
      dependsOn,
      children: [],
      dependents: [],
      class: this.#classOf(task, refusals),
      order: this.#order++,
      pending: 0,
      openChildren: 0,
      opened: false,
      running: false,
      attempts: progress?.attempts ?? 0,
      settled: progress?.settled,
      levelMs: 0,
      failures: undefined,
      lastFailure: undefined,
      holdReported: false,
    };
    run.tasks.set(task.id, node);
    for (const [index, dependency] of dependsOn.entries()) {
      dependency.dependents.push({ to: node, optional: task.dependsOn[index]?.optional ?? false });
      if (dependency.settled === undefined) node.pending++;
    }
    if (node.settled === undefined) run.open++;
    if (parent !== undefined) this.#adopt(parent, node);
    return node;
  }

  #adopt(parent: TaskNode, child: TaskNode): void {
    if (parent.running || (parent.settled !== undefined && parent.children.length === 0)) {
      throw new SkeinError('wrong-state', {
        where: `task ${child.task.id}`,
        what: `cannot become a part of ${parent.task.id}, which has been started`,
      });
    }
    if (parent.children.length === 0 && parent.opened) parent.class.ready.remove(parent);
    parent.children.push(child);
    if (child.settled === undefined) parent.openChildren++;
    if (!parent.opened) child.pending++;
  }

  #classOf(task: AddedTask['task'], refusals: AddedTask['refusals']): TaskClass {
    const key = classKeyOf(task, refusals);
    let found = this.#classes.get(key);
    if (found === undefined) {
      found = createTaskClass(
        key,
        task,
        refusals,
        this.#agents.map((agent) => agent.profile),
      );
      this.#classes.set(key, found);
    }
    return found;
  }

  #enqueue(node: TaskNode, into: Consequences): void {
    if (node.settled !== undefined || node.children.length > 0) return;
    const impossible = this.#resources.impossible(node.task.resources) ?? (node.class.eligible.length === 0 ? noAgent(node) : undefined);
    if (impossible === undefined) node.class.ready.push(node);
    else this.#giveUp(node, impossible, into);
  }

  #reorder(node: TaskNode): void {
    if (!node.opened || node.running || node.settled !== undefined || node.children.length > 0) return;
    node.class.ready.remove(node);
    node.class.ready.push(node);
  }

  #closePlan(run: RunNode, into: Consequences): void {
    run.planClosed = true;
    for (const node of [...run.tasks.values()].reverse()) {
      const outcome = node.settled === undefined ? compoundOutcome(node) : undefined;
      if (outcome !== undefined) settle(node, outcome, into);
    }
  }

  /** Skips a task the run can do without, fails any other, and follows the consequences. */
  #giveUp(node: TaskNode, reason: string, into: Consequences): void {
    const names = { run: node.run.terms.run, task: node.task.id, reason };
    const more: Consequences = { ready: [], commands: into.commands };
    into.commands.push({ type: node.task.optional ? 'skip-task' : 'fail-task', ...names });
    settle(node, node.task.optional ? 'skipped' : 'failed', more);
    for (const ready of more.ready) this.#enqueue(ready, into);
  }

  // --- attempts ----------------------------------------------------------------------------------------------------

  #start(node: TaskNode, { agent, durationMs, declaredMs, costUsd }: Option, choice: Choice, nowMs: number, into: Consequences): void {
    node.running = true;
    node.attempts++;
    node.run.running++;
    node.run.reservedUsd += costUsd ?? 0;
    this.#resources.take(node.task.resources);
    const tokens = expectedTokens(node.task);
    const attempt: RunningAttempt = {
      node,
      attempt: node.attempts,
      agent,
      startedAtMs: nowMs,
      expectedMs: durationMs,
      declaredMs,
      reservedUsd: costUsd ?? 0,
      quota: { holds: agent.quotas.map((quota) => quota.reserve(tokens, nowMs)) },
    };
    agent.running.add(attempt);
    this.#running.set(node, attempt);
    into.commands.push({
      type: 'start-attempt',
      run: node.run.terms.run,
      task: node.task.id,
      attempt: node.attempts,
      agent: agent.profile.id,
      decision: choice.decision(),
    });
  }

  /** Gives back all that the attempt held, and learns from it. `succeeded` is undefined when it was cancelled. */
  #endAttempt(event: Extract<SchedulerEvent, { readonly attempt: number }>, nowMs: number, succeeded: boolean | undefined): RunningAttempt {
    const run = this.#run(event.run);
    const node = run.tasks.get(event.task);
    const attempt = node === undefined ? undefined : this.#running.get(node);
    if (node === undefined || attempt?.attempt !== event.attempt) {
      throw new SkeinError('wrong-state', {
        where: `attempt ${event.attempt} of ${event.task} in run ${event.run}`,
        what: 'is not under way',
      });
    }
    this.#running.delete(node);
    attempt.agent.running.delete(attempt);
    node.running = false;
    run.running--;
    run.reservedUsd -= attempt.reservedUsd;
    run.spentUsd += event.costUsd ?? (succeeded === undefined ? 0 : attempt.reservedUsd);
    this.#resources.give(node.task.resources);
    settleReservation(attempt.quota, event.usage === undefined ? undefined : event.usage.inputTokens + event.usage.outputTokens);
    if (succeeded !== undefined) {
      learn(attempt.agent, node.class.skill, {
        succeeded,
        expectedMs: attempt.declaredMs,
        ...(succeeded ? { actualMs: nowMs - attempt.startedAtMs } : {}),
      });
    }
    return attempt;
  }

  #attemptFailed({ node, agent }: RunningAttempt, failure: Failure, nowMs: number, into: Consequences): void {
    node.failures ??= new Map();
    const mark = node.failures.get(agent.index) ?? { count: 0, notBeforeMs: 0 };
    mark.count++;
    mark.notBeforeMs = failure.kind === 'retryable' ? nowMs + (failure.retryAfterMs ?? backoffMs(mark.count)) : Number.POSITIVE_INFINITY;
    node.failures.set(agent.index, mark);
    node.lastFailure = failure.message;
    node.holdReported = false;
    if (failure.retryAfterMs !== undefined) {
      agent.restUntilMs = Math.max(agent.restUntilMs, nowMs + failure.retryAfterMs);
      for (const quota of agent.quotas) quota.rest(nowMs + failure.retryAfterMs);
    }
    if (node.run.stopped !== undefined) {
      this.#cancelTask(node, node.run.stopped.reason, into);
    } else if (failure.kind === 'terminal-task') {
      this.#giveUp(node, failure.message, into);
    } else if (node.attempts >= node.task.attempts) {
      this.#giveUp(node, `${failure.message} (attempt ${node.attempts} of ${node.task.attempts}, the last)`, into);
    } else if (node.class.eligible.every((index) => node.failures?.get(index)?.notBeforeMs === Number.POSITIVE_INFINITY)) {
      this.#giveUp(node, `${failure.message} (no other agent can do it)`, into);
    } else {
      into.ready.push(node);
    }
  }

  // --- decisions ---------------------------------------------------------------------------------------------------

  /** Matches ready tasks and free slots: the most urgent task first, each to its best agent, even if that one is still busy. */
  #decide(nowMs: number, into: Consequences): void {
    const forecast = new SlotForecast(nowMs);
    const waiting: TaskNode[] = [];
    const stuck = new Set<TaskClass>();
    let wakeAtMs = this.#nextDeadlineMs();
    let patience = this.#slots + LOOK_AHEAD;
    while (patience > 0) {
      const node = this.#mostUrgent(stuck)?.ready.pop();
      if (node === undefined) break;
      if (this.#resources.obstacle(node.task.resources) !== undefined) {
        waiting.push(node);
        stuck.add(node.class);
        continue;
      }
      const choice = choose(node, this.#agents, forecast, nowMs);
      if (choice.kind === 'start') {
        this.#start(node, choice.option, choice, nowMs, into);
        forecast.started(choice.option.agent, choice.option.durationMs);
      } else if (choice.kind === 'impossible') {
        this.#giveUp(node, node.lastFailure ?? choice.decision().why, into);
      } else if (choice.kind === 'held') {
        patience--;
        waiting.push(node);
      } else {
        patience--;
        waiting.push(node);
        forecast.book(choice.option.agent, choice.option.startMs, choice.option.durationMs);
        wakeAtMs = Math.min(wakeAtMs, choice.option.startMs);
        this.#reportHold(node, choice.option.startMs, choice, into);
      }
    }
    for (const node of waiting) node.class.ready.push(node);
    this.#wake(wakeAtMs, into);
  }

  /** The class whose first ready task is the most urgent, among those that have a free slot to offer it. */
  #mostUrgent(stuck: ReadonlySet<TaskClass>): TaskClass | undefined {
    let best: TaskClass | undefined;
    let first: TaskNode | undefined;
    for (const candidate of this.#classes.values()) {
      const head = candidate.ready.peek();
      if (head === undefined || stuck.has(candidate) || !this.#hasFreeSlot(candidate)) continue;
      if (first !== undefined && compareReady(first, head) <= 0) continue;
      best = candidate;
      first = head;
    }
    return best;
  }

  #hasFreeSlot(taskClass: TaskClass): boolean {
    return taskClass.eligible.some((index) => {
      const agent = this.#agents[index];
      return agent !== undefined && freeSlots(agent) > 0;
    });
  }

  /** Said once a task, and after each failure: a free slot is left alone on purpose. */
  #reportHold(node: TaskNode, untilMs: number, choice: Choice, into: Consequences): void {
    if (node.holdReported) return;
    node.holdReported = true;
    into.commands.push({ type: 'defer-task', run: node.run.terms.run, task: node.task.id, untilMs, decision: choice.decision() });
  }

  #wake(atMs: number, into: Consequences): void {
    if (atMs === this.#wakeAtMs) return;
    this.#wakeAtMs = atMs;
    into.commands.push({ type: 'wake-at', atMs });
  }

  // --- the ends of runs --------------------------------------------------------------------------------------------

  #nextDeadlineMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const run of this.#runs.values()) if (run.stopped === undefined) next = Math.min(next, run.terms.deadlineAtMs ?? next);
    return next;
  }

  #stopAtDeadlines(nowMs: number, into: Consequences): void {
    for (const run of this.#runs.values()) {
      if (run.stopped === undefined && run.terms.deadlineAtMs !== undefined && run.terms.deadlineAtMs <= nowMs)
        this.#stop(run, 'deadline', 'the deadline has passed', into);
    }
  }

  #stop(run: RunNode, cause: 'cancelled' | 'deadline', reason: string, into: Consequences): void {
    if (run.stopped !== undefined) return;
    run.stopped = { cause, reason };
    for (const node of run.tasks.values()) {
      if (node.settled !== undefined || node.children.length > 0) continue;
      if (node.running)
        into.commands.push({ type: 'cancel-attempt', run: run.terms.run, task: node.task.id, attempt: node.attempts, reason });
      else this.#cancelTask(node, reason, into);
    }
  }

  #cancelTask(node: TaskNode, reason: string, into: Consequences): void {
    if (node.children.length > 0 || node.settled !== undefined) return;
    if (node.opened) node.class.ready.remove(node);
    into.commands.push({ type: 'cancel-task', run: node.run.terms.run, task: node.task.id, reason });
    // What depended on it is cancelled as well, each in its own name, not blocked by it.
    node.settled = 'cancelled';
    node.run.open--;
    for (let parent = node.parent, child = node; parent !== undefined; child = parent, parent = parent.parent) {
      if (child.settled === undefined) break;
      parent.openChildren--;
      const outcome = compoundOutcome(parent);
      if (outcome === undefined) break;
      parent.settled = outcome;
      parent.run.open--;
    }
  }

  #finishRuns(into: Consequences): void {
    for (const run of this.#runs.values()) {
      if (!run.planClosed || run.open > 0 || run.running > 0) continue;
      this.#runs.delete(run.terms.run);
      into.commands.push({ type: 'finish-run', run: run.terms.run, status: runOutcome(run) });
    }
  }
}

function isLost({ settled }: TaskNode): boolean {
  return settled === 'failed' || settled === 'blocked' || settled === 'cancelled';
}

function noAgent({ task, class: { excluded } }: TaskNode): string {
  if (excluded.length === 0) return 'the team has no agents';
  if (task.capabilities.length === 0) return 'names no capability, and no agent of the team accepts it';
  return `no agent of the team has ${task.capabilities.join(' and ')} and accepts it`;
}
