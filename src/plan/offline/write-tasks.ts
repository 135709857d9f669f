import { basename } from 'node:path';
import { type TaskId, taskId } from '../../core/ids.ts';
import type { PlanCaps } from '../../core/plan.ts';
import { type Dependency, makeTask, type Task, titleOf } from '../../core/task.ts';
import { capabilityOf, expectedMs } from './capability.ts';
import { conjunctsOf } from './language/coordination.ts';
import type { Playbook } from './playbook.ts';
import type { Step } from './steps.ts';

export interface Draft {
  readonly request: string;
  readonly inputs: readonly string[];
  readonly caps: PlanCaps;
  readonly playbooks: ReadonlyMap<string, Playbook>;
  readonly steps: readonly Step[];
  /** By step: the steps it waits for. */
  readonly waits: readonly ReadonlySet<number>[];
}

/** What a step became: one task, or a compound one with the tasks that end it. */
interface Written {
  readonly id: TaskId;
  /** What others wait for. */
  readonly ends: readonly Dependency[];
}

/** What is filled into a playbook's instructions. */
interface Filling {
  readonly text: string;
  readonly topic: string;
  readonly object: string;
  readonly items: readonly string[];
}

/** Writes the steps of a request as tasks, breaking down those that a playbook knows. Leaves depend on leaves. */
export function writeTasks(draft: Draft): Task[] {
  return new Writer(draft).write();
}

class Writer {
  readonly #draft: Draft;
  readonly #tasks: Task[] = [];
  readonly #ids = new Set<string>();
  readonly #written = new Map<number, Written>();

  constructor(draft: Draft) {
    this.#draft = draft;
  }

  write(): Task[] {
    const { steps, waits } = this.#draft;
    // Dependencies first, else in the order of the request.
    const left = new Set(steps.keys());
    while (left.size > 0) {
      const next =
        [...left].find((index) => [...(waits[index] ?? [])].every((before) => this.#written.has(before)) && this.#parentIsWritten(index)) ??
        [...left][0];
      if (next === undefined) break;
      left.delete(next);
      this.#writeStep(next);
    }
    return this.#tasks;
  }

  #parentIsWritten(index: number): boolean {
    const parent = this.#draft.steps[index]?.parent;
    return parent === undefined || this.#written.has(parent);
  }

  #writeStep(index: number): void {
    const { steps, waits, caps } = this.#draft;
    const step = steps[index];
    if (step === undefined) return;
    const parent = step.parent === undefined ? undefined : this.#written.get(step.parent);
    const before = [...(waits[index] ?? [])].sort((a, b) => a - b).flatMap((at) => this.#written.get(at) ?? []);
    const inherited =
      step.parent === undefined || (waits[index]?.size ?? 0) > 0
        ? []
        : [...(waits[step.parent] ?? [])].flatMap((at) => this.#written.get(at)?.ends ?? []);
    const dependsOn = [...before.flatMap(({ ends }) => ends), ...inherited];
    const id = this.#newId(step.text);
    const parts = steps.flatMap((other, at) => (other.parent === index ? [at] : []));
    const base = {
      id,
      title: titleOf(step.text),
      instruction: step.text,
      optional: step.clause.optional,
      ...(parent === undefined ? {} : { parent: parent.id }),
    };
    if (parts.length > 0) {
      this.#tasks.push(makeTask({ ...base, dependsOn: before.map(({ id: task }) => ({ task, optional: false })) }));
      const inner = new Set(parts.flatMap((at) => [...(waits[at] ?? [])]));
      const written: { id: TaskId; ends: Dependency[] } = { id, ends: [] };
      this.#written.set(index, written);
      for (const at of parts) {
        this.#writeStep(at);
        if (!inner.has(at)) written.ends.push(...(this.#written.get(at)?.ends ?? []));
      }
      return;
    }
    if (this.#written.has(index)) return;
    const playbook = caps.maxDepth > 0 ? this.#playbookFor(step) : undefined;
    if (playbook !== undefined) {
      this.#tasks.push(
        makeTask({ ...base, playbook: playbook.name, dependsOn: before.map(({ id: task }) => ({ task, optional: false })) }),
      );
      this.#written.set(index, { id, ends: this.#expand(playbook, id, this.#fillingOf(step), dependsOn, 1) });
      return;
    }
    const capability = capabilityOf(step.action, step.text);
    const durationMs = step.durationMs ?? expectedMs(capability);
    this.#tasks.push(
      makeTask({ ...base, dependsOn, capabilities: capability === undefined ? [] : [capability], estimate: { durationMs } }),
    );
    this.#written.set(index, { id, ends: [{ task: id, optional: false }] });
  }

  /** The playbook that fits best: the one that asks for most. */
  #playbookFor({ action, clause, text, durationMs }: Step): Playbook | undefined {
    // A step with a stated length is one piece of work to whoever stated it.
    if (durationMs !== undefined) return undefined;
    const { steps } = this.#draft;
    const items = this.#items(action.rest);
    const fitting = [...this.#draft.playbooks.values()].filter(({ match }) => {
      if (!match.acts.includes(action.act)) return false;
      if (match.not?.includes('question') === true && (clause.kind === 'question' || action.files.length > 0)) return false;
      if (match.verbs !== undefined && !match.verbs.includes(action.verb)) return false;
      if (match.nouns !== undefined && !match.nouns.some((noun) => nounIn(noun, action.head, text))) return false;
      if (match.words !== undefined && !match.words.some((word) => new RegExp(`\\b${word}\\b`, 'i').test(text))) return false;
      if (match.minItems !== undefined && items.length < match.minItems) return false;
      return match.whole !== true || steps.length === 1;
    });
    return fitting.toSorted((a, b) => weight(b) - weight(a))[0];
  }

  #expand(playbook: Playbook, parent: TaskId, filling: Filling, dependsOn: readonly Dependency[], depth: number): Dependency[] {
    const { caps, inputs, playbooks } = this.#draft;
    const ends = new Map<string, readonly Dependency[]>();
    const used = new Set<string>();
    for (const part of playbook.tasks) {
      const needs = (part.dependsOn ?? []).map((need) =>
        typeof need === 'string' ? { task: need, optional: false } : { task: need.task, optional: need.optional ?? false },
      );
      const before =
        needs.length === 0
          ? dependsOn
          : needs.flatMap((need) =>
              (ends.get(need.task) ?? []).map((end) => ({ task: end.task, optional: end.optional || need.optional })),
            );
      for (const need of needs) used.add(need.task);
      const items =
        part.forEach === undefined
          ? [undefined]
          : part.forEach === 'inputs'
            ? inputs.length === 0
              ? [filling.object]
              : inputs.map((input) => basename(input))
            : filling.items;
      const own: Dependency[] = [];
      for (const [index, item] of items.entries()) {
        const id = this.#claim(`${parent}/${part.id}${items.length > 1 ? `-${index + 1}` : ''}`);
        const instruction = fill(part.instruction, filling, item);
        const nested = part.playbook === undefined || depth >= caps.maxDepth ? undefined : playbooks.get(part.playbook);
        const base = { id, parent, instruction, title: titleOf(instruction), optional: part.optional ?? false };
        if (nested !== undefined) {
          this.#tasks.push(makeTask({ ...base, playbook: nested.name, dependsOn: [] }));
          own.push(...this.#expand(nested, id, { ...filling, text: instruction }, before, depth + 1));
          continue;
        }
        const capabilities = part.capabilities ?? [];
        this.#tasks.push(makeTask({ ...base, dependsOn: before, capabilities, estimate: { durationMs: expectedMs(capabilities[0]) } }));
        own.push({ task: id, optional: false });
      }
      ends.set(part.id, own);
    }
    return playbook.tasks
      .filter((part) => !used.has(part.id))
      .flatMap((part) => (ends.get(part.id) ?? []).map((end) => ({ ...end, optional: end.optional || playbook.partial === true })));
  }

  #fillingOf({ action, text }: Step): Filling {
    const object = (action.head ?? action.object.map(({ text: word }) => word).join(' ')) || 'result';
    return {
      text,
      object,
      topic: action.topic ?? this.#ownTopic(action.act, action.object) ?? this.#topicOfRequest() ?? text,
      items: this.#items(action.rest),
    };
  }

  /** "Research AI trends" is about AI trends. */
  #ownTopic(act: string, object: Step['action']['object']): string | undefined {
    const first = object[0];
    const last = object.at(-1);
    return act !== 'research' || first === undefined || last === undefined ? undefined : this.#draft.request.slice(first.start, last.end);
  }

  /** What the first step that says so is about. */
  #topicOfRequest(): string | undefined {
    for (const { action } of this.#draft.steps) {
      const topic = action.topic ?? this.#ownTopic(action.act, action.object);
      if (topic !== undefined) return topic;
    }
    return undefined;
  }

  #items(tokens: Step['action']['rest']): string[] {
    return conjunctsOf([...tokens]).flatMap((conjunct) => {
      const first = conjunct[0];
      const last = conjunct.at(-1);
      return first === undefined || last === undefined ? [] : [this.#draft.request.slice(first.start, last.end)];
    });
  }

  #newId(text: string): TaskId {
    const words = text
      .toLowerCase()
      .normalize('NFKD')
      .match(/[a-z0-9]+/g) ?? ['task'];
    return this.#claim(words.slice(0, 6).join('-').slice(0, 60));
  }

  #claim(wanted: string): TaskId {
    let name = wanted;
    for (let count = 2; this.#ids.has(name); count++) name = `${wanted}-${count}`;
    this.#ids.add(name);
    return taskId(name);
  }
}

function nounIn(noun: string, head: string | undefined, text: string): boolean {
  return head === noun || head === `${noun}s` || (noun.includes('-') && text.toLowerCase().includes(noun.replace('-', ' ')));
}

function weight({ match }: Playbook): number {
  return (
    (match.nouns === undefined ? 0 : 4) +
    (match.words === undefined ? 0 : 3) +
    (match.minItems === undefined ? 0 : 2) +
    (match.whole === true ? 1 : 0)
  );
}

function fill(template: string, { text, topic, object }: Filling, item: string | undefined): string {
  return template
    .replaceAll('{topic}', topic)
    .replaceAll('{object}', object)
    .replaceAll('{text}', text)
    .replaceAll('{item}', item ?? object);
}
