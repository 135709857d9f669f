import { basename } from 'node:path';
import type { TaskId } from '../../core/ids.ts';
import { type Dependency, makeTask, type Task, titleOf } from '../../core/task.ts';
import { EXPECTED_MS, OTHER_EXPECTED_MS } from './capabilities.ts';
import { type Circumstances, hasWord } from './match-playbook.ts';
import type { Unit } from './order/unit.ts';
import type { Condition, Part, Playbook } from './playbook.ts';
import type { TaskIds } from './task-ids.ts';
import { thingsIn } from './things.ts';

/** What a playbook is filled in with. */
export interface Filling {
  readonly unit: Unit;
  readonly instruction: string;
  readonly topic: string | undefined;
  /** What the task would need if it were not broken down. */
  readonly capability: string | undefined;
  readonly circumstances: Circumstances;
  /** Something in the request waits for it. */
  readonly followed: boolean;
  readonly playbooks: readonly Playbook[];
  readonly maxDepth: number;
  readonly ids: TaskIds;
}

const TABLE_FILE = /\.(?:csv|tsv|xlsx?|jsonl?|ndjson|parquet)$/i;

/** Breaks one task down by a playbook, and its parts by theirs. */
export class Expansion {
  private readonly playbook: Playbook;
  private readonly filling: Filling;
  private readonly things: readonly string[];
  private readonly files: readonly string[];

  constructor(playbook: Playbook, filling: Filling) {
    this.playbook = playbook;
    this.filling = filling;
    const { unit, circumstances } = filling;
    this.things = thingsIn(unit.action, circumstances.source);
    this.files = unit.action.files.length > 0 ? unit.action.files : circumstances.inputs.map((input) => basename(input));
  }

  /**
   * The parts as tasks.
   *
   * @param entry What the first parts wait for.
   * @returns The tasks, and the leaves that whoever waits for all of it waits for.
   */
  write(parent: TaskId, entry: readonly Dependency[], depth: number): { readonly tasks: Task[]; readonly ends: Dependency[] } {
    const tasks: Task[] = [];
    const endsOf = new Map<string, readonly Dependency[]>();
    const parts = this.playbook.tasks.filter((part) => this.wants(part));
    const followed = new Set<string>();
    for (const part of parts) {
      const needs = (part.dependsOn ?? []).map((need) =>
        typeof need === 'string' ? { task: need, optional: false } : { task: need.task, optional: need.optional ?? false },
      );
      const before = needs.flatMap(({ task, optional }) =>
        (endsOf.get(task) ?? []).map((end) => ({ task: end.task, optional: end.optional || optional })),
      );
      // What only an optional part follows is still an end: whoever comes next may have to do without that part.
      if (part.optional !== true) for (const { task } of needs) followed.add(task);
      const dependsOn = before.length === 0 ? entry : before;
      const given = before.length > 0;
      const items = this.itemsOf(part);
      const ends = items.flatMap((item, index) =>
        this.writePart(
          part,
          { parent, dependsOn, given, item, name: items.length > 1 ? `${part.id}-${index + 1}` : part.id, depth },
          tasks,
        ),
      );
      endsOf.set(part.id, ends);
    }
    const ends = parts.filter(({ id }) => !followed.has(id)).flatMap(({ id }) => endsOf.get(id) ?? []);
    return { tasks, ends: this.playbook.partial === true ? ends.map(({ task }) => ({ task, optional: true })) : ends };
  }

  private writePart(part: Part, place: PartPlace, tasks: Task[]): readonly Dependency[] {
    const { ids, playbooks, maxDepth, capability } = this.filling;
    const instruction = this.fill(part.instruction, place.item);
    const id = ids.claim(place.name, place.parent);
    const optional = part.optional ?? false;
    const base = { id, parent: place.parent, instruction, title: titleOf(instruction), optional };
    const nested =
      part.playbook === undefined || place.depth >= maxDepth ? undefined : playbooks.find(({ name }) => name === part.playbook);
    if (nested !== undefined) {
      const topic = this.filling.topic;
      const circumstances = { ...this.filling.circumstances, given: this.filling.circumstances.given || place.given };
      const inner = new Expansion(nested, { ...this.filling, circumstances, instruction, topic: place.item ?? topic }).write(
        id,
        place.dependsOn,
        place.depth + 1,
      );
      if (inner.tasks.length > 0) {
        tasks.push(makeTask({ ...base, playbook: nested.name }), ...inner.tasks);
        return optional ? inner.ends.map(({ task }) => ({ task, optional: true })) : inner.ends;
      }
    }
    const inherited = capability === undefined ? [] : [capability];
    const capabilities =
      part.capabilities?.flatMap((name) => (name === 'inherited' ? inherited : [name])) ??
      leafCapabilities(nested ?? playbooks.find(({ name }) => name === part.playbook));
    const durationMs = part.durationMs ?? EXPECTED_MS[capabilities[0] ?? ''] ?? OTHER_EXPECTED_MS;
    tasks.push(makeTask({ ...base, dependsOn: place.dependsOn, capabilities, estimate: { durationMs } }));
    return [{ task: id, optional }];
  }

  private wants({ when, unless, playbook, forEach }: Part): boolean {
    if (playbook !== undefined && when?.given === 'nothing' && this.filling.topic === undefined) return false;
    if (forEach === 'items' && this.things.length === 0) return false;
    return (when === undefined || this.holds(when)) && (unless === undefined || !this.holds(unless));
  }

  private holds({ given, topic, followed }: Condition): boolean {
    const { unit, circumstances } = this.filling;
    const table = unit.action.files.some((file) => TABLE_FILE.test(file));
    if (given === 'nothing' && (circumstances.given || unit.action.files.length > 0 || unit.action.links.length > 0)) return false;
    if (given === 'table' && (!table || circumstances.given)) return false;
    if (topic !== undefined) {
      const text = (this.filling.topic ?? unit.clause.bareText).toLowerCase();
      if (!topic.some((word) => hasWord(text, word))) return false;
    }
    return followed === undefined || followed === this.filling.followed;
  }

  private itemsOf({ forEach }: Part): readonly (string | undefined)[] {
    if (forEach === 'items') return this.things;
    if (forEach === 'inputs') return this.things.length > 1 ? this.things : this.files.length > 0 ? this.files : [undefined];
    return [undefined];
  }

  /** Fills a template in, in one pass: what the user wrote is never taken for a template. */
  private fill(template: string, item: string | undefined): string {
    const { unit, instruction, topic } = this.filling;
    const { head, verb, files } = unit.action;
    const values: Readonly<Record<string, string | undefined>> = {
      topic,
      object: head,
      text: instruction,
      verb: capitalized(verb),
      file: files[0],
      item: item ?? files[0] ?? topic,
    };
    const bracketed = template.replace(/\[([^[\]]*)\]/g, (_, inner: string) =>
      [...inner.matchAll(/\{(\w+)\}/g)].every(([, name]) => values[name ?? ''] !== undefined) ? inner : '',
    );
    return bracketed.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? standIn(name, head, instruction));
  }
}

interface PartPlace {
  readonly parent: TaskId;
  readonly dependsOn: readonly Dependency[];
  /** Another part comes before it. */
  readonly given: boolean;
  readonly item: string | undefined;
  readonly name: string;
  readonly depth: number;
}

/** A playbook that is not gone into is one task for whoever could do its parts. */
function leafCapabilities(playbook: Playbook | undefined): readonly string[] {
  const first = playbook?.tasks.find(({ capabilities }) => capabilities !== undefined)?.capabilities;
  return first?.filter((name) => name !== 'inherited') ?? [];
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** What is said where the user named nothing of the kind: of a step without a topic, what it is done to. */
function standIn(name: string, head: string | undefined, instruction: string): string {
  if (name === 'object') return 'result';
  return name === 'text' ? instruction : (head ?? instruction);
}
