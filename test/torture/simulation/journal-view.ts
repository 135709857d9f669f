import type { EventBody, OutputRef, RunEvent } from '../../../src/core/event.ts';
import type { AgentId, RunId, TaskId } from '../../../src/core/ids.ts';
import type { Task } from '../../../src/core/task.ts';
import { levelOf, type Team } from '../../../src/core/team.ts';
import type { Accuse } from './invariants.ts';

interface AttemptView {
  readonly agent: AgentId;
  readonly startedSeq: number;
  /** By which process. */
  readonly startedBy: number;
  readonly mayBeRepeated: boolean;
  /** It began beside another one at the same task: it does not count against what is allowed. */
  readonly isTwin: boolean;
  isOpen: boolean;
}

export interface TaskView {
  readonly task: Task;
  readonly children: TaskId[];
  readonly attempts: Map<number, AttemptView>;
  /** Attempts that failed since it was last opened. Those that were cancelled count for nothing. */
  failures: number;
  /** Those of them that were a server's having too much to do. */
  refusals: number;
  end: 'succeeded' | 'failed' | 'blocked' | 'skipped' | 'cancelled' | undefined;
  output: OutputRef | undefined;
}

/** So many refusals by a server that has too much to do count as no attempts. */
const FREE_REFUSALS = 8;

type AttemptEnded = Extract<EventBody, { type: 'attempt-succeeded' | 'attempt-failed' | 'attempt-cancelled' }>;
type TaskEnded = Extract<EventBody, { type: 'task-failed' | 'task-blocked' | 'task-skipped' | 'task-cancelled' }>;

/** The events by which a process makes a run its own. */
const TAKING_OVER: ReadonlySet<string> = new Set(['run-started', 'run-resumed', 'run-reopened']);

/** Sums of dollars are compared with this much to spare. */
const EPSILON_USD = 1e-9;

/**
 * What is on the disk of one run, folded apart from `src/core/run-record.ts`, and held to what a journal may say.
 * It is told each event once, as soon as it is durable.
 */
export class JournalView {
  readonly run: RunId;
  readonly events: RunEvent[] = [];
  readonly tasks = new Map<TaskId, TaskView>();
  readonly #team: Team;
  /** Processes whose clocks differ do not agree on when a deadline is. */
  readonly #hasOneClock: boolean;
  readonly #accuse: Accuse;
  budgetUsd = Number.POSITIVE_INFINITY;
  spentUsd = 0;
  isCancelled = false;
  #deadlineAtMs = Number.POSITIVE_INFINITY;
  finished: Extract<EventBody, { type: 'run-finished' }> | undefined;
  /** The process that last took it up. */
  lastOwner = 0;
  #resumedSeq = 0;
  #planIsComplete = false;
  #planIsCutOff = false;

  constructor(run: RunId, team: Team, hasOneClock: boolean, accuse: Accuse) {
    this.run = run;
    this.#team = team;
    this.#hasOneClock = hasOneClock;
    this.#accuse = (invariant, what) => accuse(invariant, `run ${run}: ${what}`);
  }

  /** @param by The process that wrote it. */
  take(event: RunEvent, by: number): void {
    const last = this.events.at(-1);
    if (event.seq !== this.events.length + 1) this.#accuse('journal-in-order', `event ${event.seq} after ${this.events.length}`);
    if (last !== undefined && event.atMs < last.atMs) this.#accuse('journal-in-order', `event ${event.seq} is earlier than the one before`);
    if (this.finished !== undefined && event.type !== 'run-reopened')
      this.#accuse('journal-in-order', `${event.type} (${event.seq}) after its end`);
    if (by !== this.lastOwner && !TAKING_OVER.has(event.type))
      this.#accuse('one-owner', `process ${by} writes ${event.type} (${event.seq}), and process ${this.lastOwner} has taken it up`);
    this.events.push(event);
    this.#fold(event, by);
  }

  leaves(): TaskView[] {
    return [...this.tasks.values()].filter(({ children }) => children.length === 0);
  }

  /** How a task stands for those that wait for it; undefined while it is open. */
  endOf(id: TaskId): TaskView['end'] {
    const view = this.tasks.get(id);
    if (view === undefined || view.children.length === 0) return view?.end;
    if (!this.#planIsComplete) return undefined;
    const parts = view.children.map((child) => ({ end: this.endOf(child), optional: this.tasks.get(child)?.task.optional ?? false }));
    if (parts.some(({ end }) => end === undefined)) return undefined;
    const needed = parts.filter(({ optional }) => !optional);
    const worst = (['cancelled', 'failed', 'blocked'] as const).find((end) => needed.some((part) => part.end === end));
    if (worst !== undefined) return view.task.optional ? 'skipped' : worst;
    return parts.every(({ end }) => end === 'skipped') ? 'skipped' : 'succeeded';
  }

  #fold(event: RunEvent, by: number): void {
    switch (event.type) {
      case 'run-started':
        this.lastOwner = by;
        this.budgetUsd = event.options.budgetUsd ?? Number.POSITIVE_INFINITY;
        this.#deadlineAtMs = event.deadlineAtMs ?? Number.POSITIVE_INFINITY;
        break;
      case 'tasks-planned':
        for (const task of event.tasks) this.#plan(task);
        break;
      case 'plan-completed':
        this.#planIsComplete = true;
        this.#planIsCutOff = event.cutOff !== undefined;
        break;
      case 'run-resumed':
        this.#resumedSeq = event.seq;
        this.lastOwner = by;
        break;
      case 'run-reopened':
        this.#reopen(event.tasks, event.seq);
        this.lastOwner = by;
        this.#deadlineAtMs = event.deadlineAtMs ?? Number.POSITIVE_INFINITY;
        break;
      case 'run-cancel-requested':
        this.isCancelled = true;
        break;
      case 'attempt-started':
        this.#start(event, by);
        break;
      case 'attempt-succeeded':
      case 'attempt-failed':
      case 'attempt-cancelled':
        this.#endAttempt(event);
        break;
      case 'task-failed':
      case 'task-blocked':
      case 'task-skipped':
      case 'task-cancelled':
        this.#endTask(event);
        break;
      case 'task-deferred':
        break;
      case 'run-finished':
        this.#finish(event);
        break;
    }
  }

  #plan(task: Task): void {
    if (this.tasks.has(task.id)) this.#accuse('journal-in-order', `task ${task.id} is planned twice`);
    this.tasks.set(task.id, { task, children: [], attempts: new Map(), failures: 0, refusals: 0, end: undefined, output: undefined });
    if (task.parent !== undefined) this.tasks.get(task.parent)?.children.push(task.id);
  }

  #reopen(again: readonly TaskId[], seq: number): void {
    if (this.finished === undefined) this.#accuse('journal-in-order', 'it is reopened before its end');
    this.finished = undefined;
    this.isCancelled = false;
    this.#resumedSeq = seq;
    for (const id of again) {
      const view = this.tasks.get(id);
      if (view === undefined) continue;
      view.end = undefined;
      view.output = undefined;
      view.failures = 0;
      view.refusals = 0;
    }
  }

  #start({ task: id, attempt, agent, interrupted, seq, atMs }: Extract<RunEvent, { type: 'attempt-started' }>, by: number): void {
    const view = this.tasks.get(id);
    const name = `attempt ${attempt} of ${id}`;
    if (view === undefined || view.children.length > 0) {
      this.#accuse('dependencies-first', `${name}: there is no such leaf task`);
      return;
    }
    if (view.end !== undefined) this.#accuse('one-terminal-state', `${name} starts, though the task ${view.end}`);
    if (this.#hasOneClock && atMs >= this.#deadlineAtMs) this.#accuse('deadline-kept', `${name} starts after the deadline`);
    if (this.isCancelled) this.#accuse('cancel-reaches-every-child', `${name} starts after the cancellation`);
    this.#checkDependencies(view, name);
    const known = view.attempts.get(attempt);
    if (known === undefined && attempt !== view.attempts.size + 1)
      this.#accuse('attempts-allowed', `${name} follows attempt ${view.attempts.size}`);
    if (known !== undefined && (!known.isOpen || known.startedSeq > this.#resumedSeq || !known.mayBeRepeated))
      this.#accuse('repeats-only-what-was-in-flight', `${name} starts again`);
    const isTwin = known?.isTwin ?? [...view.attempts.values()].some((other) => other.isOpen && other.startedSeq > this.#resumedSeq);
    if (!isTwin && view.failures - Math.min(FREE_REFUSALS, view.refusals) >= view.task.attempts)
      this.#accuse('attempts-allowed', `${name}: ${view.failures} have failed`);
    const profile = this.#team.agents.find((other) => other.id === agent);
    if (profile === undefined || view.task.capabilities.some((capability) => levelOf(profile, capability) <= 0))
      this.#accuse('attempts-allowed', `${name}: ${agent} has not what it asks for`);
    view.attempts.set(attempt, { agent, startedSeq: seq, startedBy: by, mayBeRepeated: interrupted !== 'fail', isTwin, isOpen: true });
  }

  #checkDependencies({ task }: TaskView, name: string): void {
    for (let span: Task | undefined = task; span !== undefined; ) {
      for (const { task: id, optional } of span.dependsOn) {
        const end = this.endOf(id);
        const isMet = end === 'succeeded' || end === 'skipped' || (optional && end !== undefined);
        if (!isMet) this.#accuse('dependencies-first', `${name} starts while ${id} is ${end ?? 'open'}`);
      }
      span = span.parent === undefined ? undefined : this.tasks.get(span.parent)?.task;
    }
  }

  #endAttempt(event: AttemptEnded): void {
    const view = this.tasks.get(event.task);
    const attempt = view?.attempts.get(event.attempt);
    const name = `attempt ${event.attempt} of ${event.task}`;
    if (view === undefined || attempt === undefined || !attempt.isOpen || attempt.agent !== event.agent) {
      this.#accuse('cause-before-effect', `${name} ends by ${event.agent}, and was not under way there`);
      return;
    }
    attempt.isOpen = false;
    this.spentUsd += event.costUsd ?? 0;
    if (this.spentUsd > this.budgetUsd + EPSILON_USD)
      this.#accuse('within-budget', `${this.spentUsd} USD of ${this.budgetUsd} are spent after ${name}`);
    if (event.type === 'attempt-failed' && !attempt.isTwin) view.failures++;
    if (event.type === 'attempt-failed' && !attempt.isTwin && event.failure.code === '429') view.refusals++;
    if (event.type !== 'attempt-succeeded') return;
    // Of two attempts at a straggling task the other may come in at the same instant: the first counts.
    if (view.end === 'succeeded') return;
    if (view.end !== undefined) this.#accuse('one-terminal-state', `${name} succeeds, though the task ${view.end}`);
    view.end = 'succeeded';
    view.output = event.output;
  }

  #endTask(event: TaskEnded & { readonly atMs: number }): void {
    if (this.#hasOneClock && event.type === 'task-cancelled' && !this.isCancelled && event.atMs < this.#deadlineAtMs)
      this.#accuse('deadline-kept', `${event.task} is cancelled ${this.#deadlineAtMs - event.atMs} ms before the deadline`);
    const view = this.tasks.get(event.task);
    const end = event.type === 'task-failed' ? 'failed' : event.type === 'task-blocked' ? 'blocked' : undefined;
    if (view === undefined || view.end !== undefined)
      this.#accuse('one-terminal-state', `${event.type} of ${event.task}, which ${view?.end ?? 'is not known'}`);
    if (view !== undefined) view.end = end ?? (event.type === 'task-skipped' ? 'skipped' : 'cancelled');
  }

  #finish(event: Extract<EventBody, { type: 'run-finished' }>): void {
    this.finished = event;
    const leaves = this.leaves();
    for (const { task, end, attempts } of leaves) {
      if (end === undefined) this.#accuse('no-task-lost', `it ends while ${task.id} is open`);
      for (const [number, { isOpen }] of attempts)
        if (isOpen) this.#accuse('no-task-lost', `it ends while attempt ${number} of ${task.id} is under way`);
    }
    const isLoss = ({ task, end }: TaskView): boolean =>
      (end === 'failed' || end === 'blocked' || end === 'cancelled') && !this.#canDoWithout(task);
    // What was never planned is missing too.
    const isLossy = this.#planIsCutOff || leaves.some(isLoss);
    const outcome = isLossy ? (leaves.some(({ end }) => end === 'succeeded') ? 'partial' : 'failed') : 'succeeded';
    // A cancellation may cross the end of its run: then everything had come to its end without it.
    const isCancelled = event.status === 'cancelled' && this.isCancelled;
    // A deadline may have stopped it before.
    const cancelMattered =
      this.isCancelled && this.#deadlineAtMs === Number.POSITIVE_INFINITY && leaves.some(({ end }) => end === 'cancelled');
    if (cancelMattered && !isCancelled) this.#accuse('right-end', `it ${event.status}, and was cancelled`);
    if (!isCancelled && event.status !== outcome) this.#accuse('right-end', `it ends ${event.status}, and should be ${outcome}`);
  }

  #canDoWithout(task: Task): boolean {
    for (let span: Task | undefined = task; span !== undefined; ) {
      if (span.optional) return true;
      span = span.parent === undefined ? undefined : this.tasks.get(span.parent)?.task;
    }
    return false;
  }
}
