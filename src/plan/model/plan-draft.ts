import { findCycle } from '../../core/cycle.ts';
import { messageOf, SkeinError } from '../../core/errors.ts';
import { type TaskId, taskId } from '../../core/ids.ts';
import { nearestName } from '../../core/nearest-name.ts';
import { checkPlan, type PlanCaps } from '../../core/plan.ts';
import type { Dependency, Task } from '../../core/task.ts';
import { type DraftTask, readTask, type TaskTerms } from './read-task.ts';
import type { ReplyObject } from './reply-reader.ts';
import { idFrom } from './task-fields.ts';

/**
 * A plan that is being written by a model, over one reply or several. Invariants:
 *   D1. A task is given out once, after everything it depends on and is part of; what is given out passes `checkPlan`.
 *   D2. What was given out is never changed: a later reply that has the same id is not listened to.
 *   D3. At the end of a reply, every task that was not given out is complained of, or waits for one that is.
 */
export class PlanDraft {
  readonly #terms: TaskTerms;
  readonly #caps: PlanCaps;
  readonly #accepted = new Map<TaskId, Task>();
  /** What a name written in the reply stands for: two tasks when it was given twice. */
  readonly #meanings = new Map<string, TaskId[]>();
  readonly #refused = new Set<string>();
  /** Taken by tasks that are not in this draft. */
  readonly #taken: Set<string>;
  readonly #isDone: (task: TaskId) => boolean;
  #pending: DraftTask[] = [];
  /** As written, to tell a repetition from a second task of the same name. */
  #written = new Map<string, { readonly text: string; readonly block: number }>();
  #complaints: string[] = [];
  #notes = new Set<string>();
  #overflow = 0;

  /**
   * @param begun Tasks that the plan has already; those of the draft may depend on them.
   * @param taken Ids of tasks that nothing may depend on and nothing may be called.
   */
  constructor(terms: TaskTerms, caps: PlanCaps, begun: readonly Task[] = [], taken: Iterable<TaskId> = []) {
    this.#terms = terms;
    this.#caps = caps;
    this.#taken = new Set(taken);
    for (const task of begun) this.#accept(task, task.id);
    const before = new Set(begun.map(({ id }) => id));
    this.#isDone = (task) => before.has(task);
  }

  /** All tasks of the plan so far. */
  get tasks(): readonly Task[] {
    return [...this.#accepted.values()];
  }

  /** How many tasks were given out. */
  get size(): number {
    let count = 0;
    for (const id of this.#accepted.keys()) if (!this.#isDone(id)) count++;
    return count;
  }

  /** What was done about slips that needed no repair. */
  get notes(): readonly string[] {
    return [...this.#notes];
  }

  /** A reply begins: what was wrong with the last one has been said. */
  begin(): void {
    this.#complaints = [];
    this.#written = new Map();
    this.#refused.clear();
    this.#overflow = 0;
  }

  /** Takes one object of the reply. Returns the tasks that can be given out now: it, and those that waited for it. */
  take({ value, block }: ReplyObject): Task[] {
    if (isArrow(value)) {
      this.#complain('the reply writes dependencies as a list of their own: write them as "dependsOn" inside each task');
      return [];
    }
    const reading = readTask(value, this.#terms);
    if (!('draft' in reading)) {
      if (reading.id !== undefined && this.#isKnownAlready(reading.id)) return [];
      if (reading.id !== undefined) this.#refuse(reading.id);
      for (const complaint of reading.complaints) this.#complain(complaint);
      return [];
    }
    const draft = this.#named(withinDepth(reading.draft, this.#caps), JSON.stringify(value), block);
    if (draft === undefined) return [];
    const size = sizeOf(draft);
    if (this.#accepted.size + this.#pending.reduce((sum, one) => sum + sizeOf(one), 0) + size > this.#caps.maxTasks) {
      this.#overflow += size;
      this.#refuse(draft.task.id);
      return [];
    }
    this.#pending.push(draft);
    return this.#release();
  }

  /** True when there are more tasks than allowed: the plan has to be written anew. */
  get isTooLarge(): boolean {
    return this.#overflow > 0;
  }

  /** The reply is over: what is wrong with it, as its writer is to be told. Tasks that were refused are forgotten. */
  finish(): string[] {
    if (this.#overflow > 0)
      this.#complain(
        `the plan is too large: it has more than ${this.#caps.maxTasks} tasks, and at most ${this.#caps.maxTasks} are allowed`,
      );
    this.#refuseUnknown();
    this.#refuseCycles();
    return this.#complaints;
  }

  #complain(complaint: string): void {
    if (!this.#complaints.includes(complaint)) this.#complaints.push(complaint);
  }

  /** It may be written again under the same name. */
  #refuse(name: string): void {
    this.#refused.add(name);
    for (const [known, meanings] of this.#meanings) {
      const left = meanings.filter((id) => id !== name);
      if (left.length === 0) this.#meanings.delete(known);
      else if (left.length < meanings.length) this.#meanings.set(known, left);
    }
  }

  #accept(task: Task, name: string): void {
    this.#accepted.set(task.id, task);
    this.#mean(name, task.id);
  }

  #mean(name: string, id: TaskId): void {
    const known = this.#meanings.get(name) ?? [];
    if (!known.includes(id)) this.#meanings.set(name, [...known, id]);
  }

  #isKnownAlready(name: string): boolean {
    return this.#meanings.has(name) || this.#pending.some(({ task }) => task.id === name);
  }

  /** The draft under an id that is free, or nothing when it says again what was said already. */
  #named(draft: DraftTask, text: string, block: number): DraftTask | undefined {
    const name: string = draft.task.id;
    const before = this.#written.get(name);
    if (before === undefined) {
      // Repeated from an earlier reply: what was accepted then stands.
      if (this.#isKnownAlready(name)) return undefined;
      this.#written.set(name, { text, block });
      return this.#isFree(name) ? draft : this.#renamed(draft, name);
    }
    if (before.text === text) return undefined;
    if (before.block !== block) {
      this.#notes.add('The model wrote its plan twice; the first one counts.');
      return undefined;
    }
    if (!this.#meanings.has(name) && this.#refused.has(name)) return draft;
    this.#notes.add(`Two tasks were called "${name}": the second is "${this.#freeName(name)}".`);
    this.#mean(name, draft.task.id);
    return this.#renamed(draft, name);
  }

  #renamed(draft: DraftTask, name: string): DraftTask {
    const id = taskId(this.#freeName(name));
    this.#taken.add(id);
    this.#mean(name, id);
    return { ...draft, task: { ...draft.task, id } };
  }

  #freeName(name: string): string {
    for (let count = 2; ; count++) if (this.#isFree(`${name}-${count}`)) return `${name}-${count}`;
  }

  #isFree(name: string): boolean {
    return !this.#taken.has(name) && !this.#accepted.has(taskId(name)) && !this.#pending.some(({ task }) => task.id === name);
  }

  /** Gives out what waits for nothing that is still to come. */
  #release(): Task[] {
    const released: Task[] = [];
    for (let again = true; again; ) {
      again = false;
      for (const draft of this.#pending) {
        const tasks = this.#resolve(draft);
        if (tasks === undefined) continue;
        this.#pending = this.#pending.filter((other) => other !== draft);
        const problem = this.#problemOf(tasks);
        if (problem !== undefined) {
          this.#refuse(draft.task.id);
          this.#complain(`task "${draft.task.id}": ${problem}`);
          continue;
        }
        for (const task of tasks) this.#accept(task, task.id);
        released.push(...tasks);
        again = true;
        break;
      }
    }
    return released;
  }

  /** A task without parts waits only for what was given out, so that it closes no circle; one with parts may hold one. */
  #problemOf(tasks: readonly Task[]): string | undefined {
    const [first, ...parts] = tasks;
    const clash = first !== undefined && this.#accepted.has(first.id) ? first : parts.find(({ id }) => !this.#isFree(id));
    if (clash !== undefined) return `the id "${clash.id}" is taken by another task`;
    if (parts.length === 0) return undefined;
    try {
      const all = [...this.#accepted.values(), ...tasks];
      checkPlan({ tasks: all }, ([, index]) => `"${typeof index === 'number' ? all[index]?.id : first?.id}"`, this.#caps);
      return undefined;
    } catch (error) {
      if (!SkeinError.isInstance(error)) throw error;
      const { todo: _, ...complaint } = error.complaint;
      return messageOf(new SkeinError('bad-plan', complaint));
    }
  }

  /** The task and its parts with what they wait for, parents first; `undefined` while some of that has not come. */
  #resolve(draft: DraftTask): Task[] | undefined {
    const own = new Set(withParts(draft).map(({ task }) => task.id));
    const tasks: Task[] = [];
    const place = (one: DraftTask, parent: TaskId | undefined): boolean => {
      const dependsOn: Dependency[] = [];
      for (const { name, optional } of one.dependsOn) {
        const meant = this.#meant(name, own);
        if (meant === undefined || (meant.length === 1 && meant[0] === one.task.id)) return false;
        for (const task of meant) if (task !== one.task.id) dependsOn.push({ task, optional });
      }
      tasks.push({ ...one.task, dependsOn, ...(parent === undefined ? {} : { parent }) });
      return one.parts.every((part) => place(part, one.task.id));
    };
    return place(draft, undefined) ? tasks : undefined;
  }

  #meant(name: string, own: ReadonlySet<TaskId>): readonly TaskId[] | undefined {
    const id = taskId(idFrom(name));
    if (own.has(id)) return [id];
    const meanings = this.#meanings.get(id);
    return meanings?.every((meaning) => this.#accepted.has(meaning)) === true ? meanings : undefined;
  }

  #refuseUnknown(): void {
    const written = new Set([...this.#meanings.keys(), ...this.#refused, ...this.#pending.flatMap(withParts).map(({ task }) => task.id)]);
    this.#pending = this.#pending.filter((draft) => {
      const unknown = withParts(draft).flatMap((one) =>
        one.dependsOn.filter(({ name }) => !written.has(idFrom(name))).map(({ name }) => ({ id: one.task.id, name })),
      );
      for (const { id, name } of unknown) {
        const nearest = nearestName(idFrom(name), written);
        this.#complain(
          `task "${id}" depends on "${name}", and there is no such task${nearest === undefined ? '' : ` (is it "${nearest}"?)`}`,
        );
      }
      if (unknown.length > 0) this.#refuse(draft.task.id);
      return unknown.length === 0;
    });
  }

  #refuseCycles(): void {
    for (;;) {
      const nodeOf = new Map(
        this.#pending.flatMap((draft, node) => withParts(draft).map(({ task }) => [task.id as string, node] as const)),
      );
      const successors: number[][] = this.#pending.map(() => []);
      for (const [node, draft] of this.#pending.entries()) {
        const own = new Set(withParts(draft).map(({ task }) => task.id as string));
        for (const { name } of withParts(draft).flatMap((one) => one.dependsOn)) {
          const before = nodeOf.get(idFrom(name));
          if (before === undefined || (own.has(idFrom(name)) && draft.parts.length > 0 && idFrom(name) !== draft.task.id)) continue;
          successors[before]?.push(node);
        }
      }
      const cycle = findCycle(successors);
      if (cycle === undefined) return;
      const ids = cycle.map((node) => this.#pending[node]?.task.id ?? taskId('?'));
      this.#complain(
        ids.length === 1
          ? `task "${ids[0]}" waits for itself`
          : `these tasks wait for each other: ${[...ids, ids[0]].reverse().join(' -> ')} (each waits for the next)`,
      );
      for (const id of ids) this.#refuse(id);
      this.#pending = this.#pending.filter(({ task }) => !ids.includes(task.id));
    }
  }
}

/** Where nothing may be nested, nothing is broken down later either. */
function withinDepth(draft: DraftTask, { maxDepth }: PlanCaps): DraftTask {
  if (maxDepth > 0 || draft.task.expand === undefined) return draft;
  const { expand: _, ...task } = draft.task;
  return { ...draft, task };
}

function withParts(draft: DraftTask): DraftTask[] {
  return [draft, ...draft.parts.flatMap(withParts)];
}

function sizeOf(draft: DraftTask): number {
  return withParts(draft).length;
}

/** `{"from": "a", "to": "b"}` */
function isArrow(value: ReplyObject['value']): boolean {
  const keys = Object.keys(value);
  const has = (name: string): boolean => keys.includes(name);
  return ((has('from') && has('to')) || (has('source') && has('target'))) && !has('instruction') && !has('id');
}
