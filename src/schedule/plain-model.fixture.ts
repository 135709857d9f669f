import type { Task } from '../core/task.ts';

export type Fate = 'succeeded' | 'failed';

/**
 * A scheduler so plain that it is seen to be right: slots that are all alike, precedence, priorities, one attempt a task. It does not
 * choose, it says what may be chosen.
 */
export class PlainModel {
  readonly #slots: number;
  readonly #tasks = new Map<string, Task>();
  readonly running = new Set<string>();
  readonly settled = new Map<string, Fate | 'blocked' | 'skipped'>();
  isClosed = false;

  constructor(slots: number) {
    this.#slots = slots;
  }

  add(tasks: readonly Task[]): void {
    for (const task of tasks) this.#tasks.set(task.id, task);
  }

  end(id: string, fate: Fate): void {
    this.running.delete(id);
    this.settled.set(id, fate === 'failed' && this.#task(id).optional ? 'skipped' : fate);
  }

  /** What must be given up because something it needs was lost; it takes it as given up. */
  giveUp(): { blocked: string[]; skipped: string[] } {
    const given = { blocked: [] as string[], skipped: [] as string[] };
    for (let found = true; found; ) {
      found = false;
      for (const { id, dependsOn, optional } of this.#tasks.values()) {
        const isLost = dependsOn.some(({ task, optional: canDoWithout }) => !canDoWithout && LOST.has(this.settled.get(task) ?? ''));
        if (this.settled.has(id) || !isLost) continue;
        this.settled.set(id, optional ? 'skipped' : 'blocked');
        given[optional ? 'skipped' : 'blocked'].push(id);
        found = true;
      }
    }
    return given;
  }

  get ready(): Task[] {
    return [...this.#tasks.values()].filter(
      ({ id, dependsOn }) => !this.settled.has(id) && !this.running.has(id) && dependsOn.every(({ task }) => this.settled.has(task)),
    );
  }

  /** Why these starts are not allowed, or `undefined`. No slot stays free while something is ready, and nothing goes before a higher priority. */
  objection(starts: readonly string[]): string | undefined {
    const ready = new Map(this.ready.map((task): [string, Task] => [task.id, task]));
    const due = Math.min(ready.size, this.#slots - this.running.size);
    if (starts.length !== due) return `${starts.length} tasks were started where ${due} could be`;
    const stranger = starts.find((id) => !ready.has(id));
    if (stranger !== undefined) return `${stranger} was started and is not ready`;
    const least = Math.min(...starts.map((id) => this.#task(id).priority));
    const passedOver = [...ready.values()].find(({ id, priority }) => priority > least && !starts.includes(id));
    return passedOver === undefined ? undefined : `${passedOver.id} was passed over`;
  }

  start(starts: readonly string[]): void {
    for (const id of starts) this.running.add(id);
  }

  get outcome(): 'succeeded' | 'partial' | 'failed' | undefined {
    if (!this.isClosed || this.settled.size < this.#tasks.size) return undefined;
    const ends = [...this.settled.values()];
    if (!ends.some((end) => LOST.has(end))) return 'succeeded';
    return ends.includes('succeeded') ? 'partial' : 'failed';
  }

  #task(id: string): Task {
    const task = this.#tasks.get(id);
    if (task === undefined) throw new Error(`no task ${id}`);
    return task;
  }
}

const LOST: ReadonlySet<string> = new Set(['failed', 'blocked']);
