import { createHash } from 'node:crypto';
import type { Work } from '../../../src/core/agent.ts';
import type { RunEvent } from '../../../src/core/event.ts';
import { type AgentId, idempotencyKey, type RunId } from '../../../src/core/ids.ts';
import type { RunRecord } from '../../../src/core/run-record.ts';
import type { Task } from '../../../src/core/task.ts';
import type { Owner } from '../../../src/store/lease.ts';
import type { QuotaAsker, QuotaDraw } from '../../../src/store/quota-authority.ts';
import type { RunStore } from '../../../src/store/run-store.ts';
import type { Accuse, Invariant, Violation } from './invariants.ts';
import { JournalView } from './journal-view.ts';
import type { Life } from './life.ts';
import { LimitWatch } from './limit-watch.ts';
import type { Scenario } from './scenario.ts';
import { WorkWatch } from './work-watch.ts';

/** What is watched of one process. */
interface ProcessWatch {
  readonly limits: LimitWatch;
  readonly work: WorkWatch;
  /** Runs whose cancellation this process has been told is durable. */
  readonly cancelled: Set<RunId>;
  /** Those it has been told of in this step. */
  readonly cancelling: Set<RunId>;
  /** Attempts that it has written it would start, by idempotency key. */
  readonly started: Set<string>;
  /** A write of it failed in this step. */
  losesDisk: boolean;
  appends: number;
  hasLostDisk: boolean;
}

/**
 * Sees everything that becomes durable and everything that follows from it, and holds the one to the other. It trusts
 * nothing of what it watches: what is on the disk it was told by the disk itself.
 */
export class Witness {
  readonly violations: Violation[] = [];
  readonly trace: string[] = [];
  readonly views = new Map<RunId, JournalView>();
  readonly #scenario: Scenario;
  /** What all processes have drawn together. */
  readonly #shared: LimitWatch;
  readonly #nowMs: () => number;
  readonly #processes = new Map<Life, ProcessWatch>();
  /** When a run was last opened anew: the number of that event. What was cancelled before is over for every process. */
  readonly #reopenedAt = new Map<RunId, number>();
  /** Events that somebody was told of, by run and number. */
  readonly #told = new Map<RunId, RunEvent[]>();
  /** The event that each attempt last begun from, by idempotency key. */
  readonly #begun = new Map<string, number | undefined>();
  performed = 0;
  repeated = 0;

  constructor(scenario: Scenario, nowMs: () => number) {
    this.#scenario = scenario;
    this.#shared = new LimitWatch(scenario.team.limits, (invariant, what) => this.accuse(invariant, `all processes: ${what}`));
    this.#nowMs = nowMs;
  }

  readonly accuse: Accuse = (invariant: Invariant, what: string): void => {
    this.violations.push({ invariant, what });
    this.note(`VIOLATION ${invariant}: ${what}`);
  };

  note(what: string): void {
    this.trace.push(`${this.#nowMs()} ${what}`);
  }

  view(run: RunId): JournalView {
    let view = this.views.get(run);
    if (view === undefined) {
      view = new JournalView(run, this.#scenario.team, this.#scenario.faults.skewMs === 0, this.accuse);
      this.views.set(run, view);
    }
    return view;
  }

  /** Events are on the disk. @param handedOverMs When, by the clock of the process. */
  written(life: Life, events: readonly RunEvent[], handedOverMs: number): void {
    for (const event of events) {
      this.note(`disk ${life.number} ${JSON.stringify(event)}`);
      this.view(event.run).take(event, life.number);
      if (event.type === 'run-reopened') this.#reopened(event);
      if (event.type !== 'attempt-started') continue;
      const task = this.view(event.run).tasks.get(event.task)?.task;
      const key = idempotencyKey(event.run, event.task, event.attempt);
      this.#of(life).started.add(key);
      // A journal's times never go back; the limit knows when the process decided.
      const limits = this.#scenario.team.agents.find(({ id }) => id === event.agent)?.limits ?? [];
      if (task !== undefined) this.#of(life).limits.draws(key, limits, tokensOf(task), Math.min(handedOverMs, event.atMs));
    }
  }

  /** Events are on their way to the disk, or no more. What follows from them may follow when none are. */
  appending(life: Life, change: 1 | -1): void {
    this.#of(life).appends += change;
  }

  acknowledged(life: Life, events: readonly RunEvent[]): void {
    for (const event of events) {
      if (event.type === 'run-cancel-requested' && event.seq > (this.#reopenedAt.get(event.run) ?? 0))
        this.#of(life).cancelling.add(event.run);
    }
  }

  #reopened({ run, seq }: RunEvent): void {
    this.#reopenedAt.set(run, seq);
    for (const { cancelled, cancelling } of this.#processes.values()) {
      cancelled.delete(run);
      cancelling.delete(run);
    }
  }

  /** A write of this process failed. */
  lostDisk(life: Life): void {
    this.note(`process ${life.number} has lost the disk`);
    this.#of(life).losesDisk = true;
  }

  /** An agent was given a piece of work. @returns What to call when it is done with it. */
  begins(life: Life, agent: AgentId, work: Work, signal: AbortSignal): () => void {
    const watch = this.#of(life);
    const { run, task, attempt, idempotencyKey: key } = work;
    this.note(`begins ${life.number} ${key} ${agent}`);
    this.performed++;
    const view = this.view(run);
    const known = view.tasks.get(task.id)?.attempts.get(attempt);
    if (this.#begun.has(key)) this.repeated++;
    // Where clocks differ a process may not know that its lease has run out for another: what it was about to begin it begins.
    const isStale = this.#scenario.faults.skewMs !== 0 && watch.started.has(key) && view.lastOwner !== life.number;
    if (!isStale && (known === undefined || !known.isOpen || known.agent !== agent || known.startedBy !== life.number))
      this.accuse('cause-before-effect', `${agent} begins ${key}, which is not on the disk`);
    if (!isStale && known !== undefined && this.#begun.get(key) === known.startedSeq)
      this.accuse('repeats-only-what-was-in-flight', `${key} begins twice`);
    if (!isStale) this.#begun.set(key, known?.startedSeq);
    if (watch.cancelled.has(run)) this.accuse('cancel-reaches-every-child', `${key} begins after the cancellation`);
    if (watch.hasLostDisk) this.accuse('nothing-after-a-lost-disk', `${key} begins`);
    this.#checkInputs(view, work);
    return watch.work.begins(agent, work, signal);
  }

  /** A draw on limits was granted, whoever asked. */
  granted({ id, limits, tokens }: QuotaDraw, { owner, nowMs }: QuotaAsker): void {
    // Processes whose clocks differ do not agree on when a minute is over.
    if (this.#scenario.faults.skewMs === 0) this.#shared.draws(`${owner.id} ${id}`, limits, tokens, nowMs);
  }

  settled(id: string, tokens: number, owner: Owner): void {
    this.#shared.used(`${owner.id} ${id}`, tokens);
  }

  used(life: Life, key: string, tokens: number): void {
    this.#of(life).limits.used(key, tokens);
  }

  /** Somebody is told of an event. */
  told(life: Life, event: RunEvent): void {
    const durable = this.view(event.run).events[event.seq - 1];
    if (durable === undefined || JSON.stringify(durable) !== JSON.stringify(event))
      this.accuse('cause-before-effect', `process ${life.number} tells of event ${event.seq} of ${event.run}, which is not on the disk`);
    const told = this.#told.get(event.run) ?? [];
    told.push(event);
    this.#told.set(event.run, told);
  }

  /** Somebody is told that a run has ended, and how. */
  ended(life: Life, run: RunId, record: RunRecord): void {
    this.note(`ended ${life.number} ${run} ${record.status}`);
    const view = this.view(run);
    const last = view.events[record.lastSeq - 1];
    if (last?.type !== 'run-finished' || last.status !== record.status)
      this.accuse(
        'cause-before-effect',
        `run ${run} is said to be ${record.status}, and event ${record.lastSeq} on the disk is ${last?.type}`,
      );
    // Somebody may have reopened it since.
    if (view.finished === undefined || last !== view.events.at(-1)) return;
    for (const { task, end, output } of view.leaves()) {
      const state = record.tasks.get(task.id)?.state;
      const known = state?.status === 'succeeded' ? state.output : undefined;
      if (state?.status !== end || JSON.stringify(known) !== JSON.stringify(output))
        this.accuse('resume-changes-nothing', `task ${task.id} of ${run} is said to be ${state?.status}, and on the disk it ${end}`);
    }
  }

  /** To be called whenever nothing more happens without time passing. */
  afterStep(): void {
    for (const [life, watch] of this.#processes) {
      const { cancelled, cancelling, work } = watch;
      watch.hasLostDisk = watch.losesDisk;
      if (watch.appends === 0) {
        for (const run of cancelling) cancelled.add(run);
        cancelling.clear();
      }
      if (!life.isAlive || life.standsStill) continue;
      for (const run of cancelled) {
        for (const one of work.of(run))
          if (!one.signal.aborted) this.accuse('cancel-reaches-every-child', `${one.work.idempotencyKey} goes on after the cancellation`);
      }
    }
  }

  /** Holds what is in the store in the end to what was seen on the way. */
  atTheEnd(store: RunStore): void {
    for (const [run, view] of this.views) {
      const kept = store.events(run).map((event) => JSON.stringify(event));
      if (kept.join('\n') !== view.events.map((event) => JSON.stringify(event)).join('\n'))
        this.accuse('resume-changes-nothing', `the journal of ${run} is not what was written to it`);
      for (const event of this.#told.get(run) ?? [])
        if (kept[event.seq - 1] !== JSON.stringify(event))
          this.accuse('resume-changes-nothing', `event ${event.seq} of ${run} was told of, and is gone`);
      for (const { task, output } of view.leaves()) {
        if (output === undefined || 'inline' in output) continue;
        const text = store.blob(output.hash);
        if (createHash('sha256').update(text).digest('hex') !== output.hash)
          this.accuse('no-task-lost', `the output of ${task.id} of ${run} is not what it was`);
      }
    }
  }

  /** The whole of what happened, in one number. */
  digest(): string {
    return createHash('sha256').update(this.trace.join('\n')).digest('hex');
  }

  #checkInputs(view: JournalView, { task, dependencies, idempotencyKey: key }: Work): void {
    for (const dependency of dependencies) {
      const known = view.tasks.get(dependency.task);
      if (known === undefined) continue;
      const output = known.output;
      if (known.end !== 'succeeded' && dependency.output !== undefined)
        this.accuse('dependencies-first', `${key} is handed an output of ${dependency.task}, which ${known.end ?? 'is open'}`);
      if (output !== undefined && 'inline' in output && JSON.stringify(output.inline) !== JSON.stringify(dependency.output))
        this.accuse('dependencies-first', `${key} is handed another output of ${dependency.task} than the journal has`);
      if (output !== undefined && 'hash' in output) {
        const hash = createHash('sha256').update(JSON.stringify(dependency.output)).digest('hex');
        if (hash !== output.hash)
          this.accuse('dependencies-first', `${key} is handed another output of ${dependency.task} than the store has`);
      }
    }
    for (const { task: id } of task.dependsOn) {
      const needed = view.tasks.get(id);
      if (needed !== undefined && needed.children.length === 0 && !dependencies.some((given) => given.task === id))
        this.accuse('dependencies-first', `${key} is not told of ${id}`);
    }
  }

  #of(life: Life): ProcessWatch {
    let watch = this.#processes.get(life);
    if (watch === undefined) {
      const accuse: Accuse = (invariant, what) => this.accuse(invariant, `process ${life.number}: ${what}`);
      watch = {
        limits: new LimitWatch(this.#scenario.team.limits, accuse),
        work: new WorkWatch(this.#scenario.team, accuse),
        cancelled: new Set(),
        cancelling: new Set(),
        started: new Set(),
        losesDisk: false,
        appends: 0,
        hasLostDisk: false,
      };
      this.#processes.set(life, watch);
    }
    return watch;
  }
}

/** What the scheduler takes an attempt to use when nothing is said of it. */
const USUAL_TOKENS = { input: 1500, output: 500 };

function tokensOf({ estimate }: Task): number {
  return (estimate?.inputTokens ?? USUAL_TOKENS.input) + (estimate?.outputTokens ?? USUAL_TOKENS.output);
}
