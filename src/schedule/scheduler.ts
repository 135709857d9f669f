import { SkeinError } from '../core/errors.ts';
import type { RunId } from '../core/ids.ts';
import type { Team } from '../core/team.ts';
import type { Learner } from '../learn/learner.ts';
import { attemptCancelled, attemptFailed, attemptSucceeded } from './after-attempt.ts';
import { freeSlots, recount } from './agent-pool.ts';
import { endAttempt, handIn } from './attempts.ts';
import { decide } from './decide.ts';
import { addTasks, answer, closePlan, enqueue, giveUpDeserted } from './intake.ts';
import { keepPace } from './keep-pace.ts';
import type { Command, RunTerms, SchedulerEvent } from './messages.ts';
import { dropPlan, planRun } from './planned-run.ts';
import { runOutcome } from './settle.ts';
import { endCall, wantCall } from './side-calls.ts';
import { type Consequences, createState, type SchedulerState } from './state.ts';
import { stopRun, withdrawTask } from './stop.ts';
import { createRunNode, type RunNode } from './task-node.ts';

export interface SchedulerOptions {
  /** Whether decisions say why, with every candidate. Default true; without, they cost nothing. */
  readonly reasons?: boolean;
  /** What is known of the agents from before, and learns on. Absent: what a scheduler sees itself is all that it knows. */
  readonly learner?: Learner;
  /** False: decisions go by what is declared, or by what the learner knows already, and attempts change nothing of it. Default true. */
  readonly learns?: boolean;
}

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
  readonly #state: SchedulerState;

  constructor(team: Team, { reasons = true, learns = true, learner }: SchedulerOptions = {}) {
    this.#state = createState(team, reasons, learns, learner);
  }

  /** Takes one event into account and says what is to be done now: `stepAll` of one. */
  step(event: SchedulerEvent, nowMs: number): Command[] {
    return this.stepAll([event], nowMs);
  }

  /**
   * Takes events into account, in their order, and then says what is to be done now.
   *
   * @param nowMs Ms since the Unix epoch; never less than in the step before.
   * @throws SkeinError `wrong-state` for an event about a run or attempt that does not exist.
   */
  stepAll(events: readonly SchedulerEvent[], nowMs: number): Command[] {
    const state = this.#state;
    state.nowMs = nowMs;
    const into: Consequences = { ready: [], commands: [], ending: [] };
    for (const event of events) this.#take(event, nowMs, into);
    for (let index = 0; index < into.ready.length; index++) {
      const node = into.ready[index];
      if (node !== undefined) enqueue(state, node, into);
    }
    for (const run of state.deadlines.passed(nowMs)) {
      stopRun(run, 'deadline', 'the deadline has passed', into);
      state.deadlines.close(run);
    }
    decide(state, nowMs, events.length, into);
    for (const run of into.ending) this.#finish(run, into);
    return into.commands;
  }

  #take(event: SchedulerEvent, nowMs: number, into: Consequences): void {
    const state = this.#state;
    switch (event.type) {
      case 'run-opened':
        this.#openRun(event.terms, event.spentUsd ?? 0);
        break;
      case 'tasks-added':
        addTasks(state, this.#run(event.run), event.tasks, into);
        this.#keepPace(this.#run(event.run), nowMs);
        break;
      case 'plan-closed':
        closePlan(state, this.#run(event.run), event.isCutOff ?? false, nowMs, into);
        break;
      case 'task-answered':
        answer(state, this.#run(event.run), event.task, event.parts, into);
        break;
      case 'attempt-succeeded':
      case 'attempt-failed':
      case 'attempt-cancelled': {
        const attempt = endAttempt(state, event, nowMs, into);
        if (event.type === 'attempt-succeeded') attemptSucceeded(state, attempt, nowMs, into);
        else if (event.type === 'attempt-failed') attemptFailed(state, attempt, event.failure, nowMs, into);
        else attemptCancelled(state, attempt, into);
        this.#keepPace(attempt.node.run, nowMs);
        break;
      }
      case 'attempt-handed-in':
        handIn(state, event, nowMs);
        break;
      case 'call-wanted':
        wantCall(state, event);
        break;
      case 'call-ended':
        endCall(state, event, nowMs);
        break;
      case 'run-spent':
        this.#run(event.run).spentUsd += event.costUsd;
        this.#keepPace(this.#run(event.run), nowMs);
        break;
      case 'task-cancelled':
      case 'task-skipped':
        withdrawTask(this.#run(event.run), event, into);
        break;
      case 'run-cancelled':
        stopRun(this.#run(event.run), 'cancelled', event.reason, into);
        state.deadlines.close(this.#run(event.run));
        break;
      case 'agent-changed':
        this.#changeAgent(event.agent, event.slots, event.isGone ?? false);
        for (const run of state.runs.values()) if (run.plan !== undefined) planRun(state, run, nowMs);
        if (event.isGone === true) giveUpDeserted(state, into);
        break;
      case 'time-passed':
        break;
    }
  }

  /** Weighs time against money anew, where that is due; a plan made ahead is made anew by that. */
  #keepPace(run: RunNode, nowMs: number): void {
    if (run.terms.deadlineAtMs === undefined && run.purse === undefined) return;
    if (keepPace(this.#state, run, nowMs) && run.plan !== undefined) planRun(this.#state, run, nowMs);
  }

  #run(id: RunId): RunNode {
    const run = this.#state.runs.get(id);
    if (run === undefined) throw new SkeinError('wrong-state', { where: `run ${id}`, what: 'the scheduler does not know this run' });
    return run;
  }

  /** A new run starts level with the one that was served least: it has no claim on what was given out before it came. */
  #openRun(terms: RunTerms, spentUsd: number): void {
    const state = this.#state;
    if (state.runs.has(terms.run)) throw new SkeinError('wrong-state', { where: `run ${terms.run}`, what: 'is open already' });
    let servedMs = Number.POSITIVE_INFINITY;
    for (const other of state.runs.values()) servedMs = Math.min(servedMs, other.servedMs);
    for (const other of state.runs.values()) dropPlan(other);
    const run = createRunNode(terms, state.runsOpened++, spentUsd, Number.isFinite(servedMs) ? servedMs : 0);
    state.runs.set(terms.run, run);
    state.deadlines.open(run);
  }

  #changeAgent(id: string, slots: number, isGone: boolean): void {
    const agent = this.#state.agents.find(({ profile }) => profile.id === id);
    if (agent === undefined) throw new SkeinError('wrong-state', { where: `agent ${id}`, what: 'the team has no such agent' });
    const before = freeSlots(agent);
    agent.slots = slots;
    agent.isGone = isGone;
    recount(agent, before);
    this.#state.backlog.isStale = true;
  }

  /** Nothing holds on to a run that has ended: a server goes on for months. */
  #forget(run: RunNode): void {
    const { queues, deadlines } = this.#state;
    for (const queue of queues.get(run) ?? []) queue.lane.remove(queue);
    queues.delete(run);
    deadlines.close(run);
    run.alarm.run = undefined;
  }

  #finish(run: RunNode, into: Consequences): void {
    const { terms, planClosed, open, running } = run;
    if (!planClosed || open > 0 || running > 0 || !this.#state.runs.delete(terms.run)) return;
    this.#forget(run);
    into.commands.push({ type: 'finish-run', run: terms.run, status: runOutcome(run) });
  }
}
