import type { EventBody, OutputRef, RunEvent } from '../core/event.ts';
import type { RunId, TaskId } from '../core/ids.ts';
import type { Json } from '../core/json.ts';
import { foldEvent, type RunRecord } from '../core/run-record.ts';
import { keepOutput, keptOutput } from '../store/kept-output.ts';
import type { RunStore } from '../store/run-store.ts';
import { Cancelled } from './perform-attempt.ts';
import { Workspace } from './workspace.ts';

/** One run in the loop's hands: its record, its attempts under way, its promise. */
export class RunDriver {
  readonly run: RunId;
  readonly workspace: Workspace;
  readonly finished: Promise<RunRecord>;
  /** Aborts the planner when the run is cancelled. */
  readonly planning = new AbortController();
  readonly #store: RunStore;
  /** By task and attempt: a task may have two under way. */
  readonly #attempts = new Map<string, AbortController>();
  /** How far the clock was behind the journal when the run was taken up. */
  #behindMs: number | undefined;
  #record: RunRecord | undefined;
  #resolve: (record: RunRecord) => void = () => {};
  #reject: (error: unknown) => void = () => {};

  constructor(run: RunId, directory: string, store: RunStore, record?: RunRecord) {
    this.run = run;
    this.workspace = new Workspace(directory);
    this.#store = store;
    this.#record = record;
    this.finished = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever awaits it sees the rejection; nobody has to.
    this.finished.catch(() => {});
  }

  get record(): RunRecord {
    if (this.#record === undefined) throw new TypeError(`run ${this.run} has no events yet`);
    return this.#record;
  }

  /**
   * Gives a fact its number and time, and takes it into the record. It is not durable yet. Times never go back within
   * a run, whatever the machine's clock did between the processes that drove it.
   */
  note(body: EventBody, nowMs: number): RunEvent {
    const lastAtMs = this.#record?.lastAtMs ?? nowMs;
    this.#behindMs ??= Math.max(0, lastAtMs - nowMs);
    const atMs = Math.max(nowMs + this.#behindMs, lastAtMs);
    const event: RunEvent = { ...body, run: this.run, seq: (this.#record?.lastSeq ?? 0) + 1, atMs };
    this.#record = foldEvent(this.#record, event);
    return event;
  }

  keep(output: Json, text: string): OutputRef | Promise<OutputRef> {
    return keepOutput(this.#store, output, text);
  }

  readonly outputOf = (ref: OutputRef): Json => keptOutput(this.#store, ref);

  attemptBegins(task: TaskId, attempt: number): AbortController {
    const controller = new AbortController();
    this.#attempts.set(`${task}/${attempt}`, controller);
    return controller;
  }

  attemptEnds(task: TaskId, attempt: number): void {
    this.#attempts.delete(`${task}/${attempt}`);
  }

  cancelAttempt(task: TaskId, attempt: number, reason: string): void {
    this.#attempts.get(`${task}/${attempt}`)?.abort(new Cancelled(reason));
  }

  resolve(): void {
    this.#resolve(this.record);
  }

  /** The engine cannot go on: everything under way is stopped and whoever waits is told. */
  abandon(error: unknown): void {
    this.planning.abort(error);
    for (const controller of this.#attempts.values()) controller.abort(new Cancelled('the engine stopped'));
    this.#reject(error);
  }
}
