import type { TaskId } from '../../core/ids.ts';
import { type Dependency, makeTask, type Task, titleOf } from '../../core/task.ts';
import { capabilityOf, EXPECTED_MS, OTHER_EXPECTED_MS } from './capabilities.ts';
import { Expansion } from './expand.ts';
import type { Kind } from './language/nouns.ts';
import { type Circumstances, playbookFor } from './match-playbook.ts';
import type { Edges } from './order/edges.ts';
import { givenBy } from './order/flow.ts';
import { orderUnits } from './order/order-units.ts';
import type { Unit } from './order/unit.ts';
import { RulesByLevel } from './order/unit-tree.ts';
import type { Playbook } from './playbook.ts';
import type { Reading } from './read-request.ts';
import { TaskIds } from './task-ids.ts';

export interface Draft {
  readonly request: string;
  readonly inputs: readonly string[];
  readonly maxDepth: number;
  readonly maxTasks: number;
  readonly playbooks: readonly Playbook[];
  readonly reading: Reading;
}

/** What a unit became. */
interface Written {
  readonly id: TaskId;
  /** The leaves that others wait for. */
  readonly ends: readonly Dependency[];
  readonly topic: string | undefined;
  readonly gives: Kind | undefined;
}

/** Writes what a request says as tasks, breaking down what a playbook knows. Leaves wait for leaves, compound tasks for their equals. */
export function writeTasks(draft: Draft): { readonly tasks: Task[]; readonly notes: string[] } {
  const writer = new TaskWriter(draft);
  writer.writeLevel(draft.reading.units, 0, undefined, []);
  return { tasks: writer.tasks, notes: writer.notes };
}

class TaskWriter {
  readonly tasks: Task[] = [];
  readonly notes: string[] = [];
  private readonly draft: Draft;
  private readonly ids = new TaskIds();
  private readonly rules: RulesByLevel;
  private readonly durations: ReadonlyMap<number, number>;

  constructor(draft: Draft) {
    const { units, rules, timed } = draft.reading;
    this.draft = draft;
    this.rules = new RulesByLevel(units, rules, timed);
    this.durations = new Map(rules.durations);
  }

  /**
   * Writes units that stand side by side, what comes first before what waits for it.
   *
   * @param entry What the first of them wait for: what their parent waits for.
   * @returns The leaves that whoever waits for all of them waits for.
   */
  writeLevel(units: readonly Unit[], depth: number, parent: TaskId | undefined, entry: readonly Dependency[]): Dependency[] {
    const edges = orderUnits(units, this.rules.among(units, depth));
    const written: Written[] = [];
    const followed = new Set(edges.waitsFor.flatMap((waits) => [...waits]));
    for (const index of inOrder(edges)) {
      const waits = [...(edges.waitsFor[index] ?? [])].sort((a, b) => a - b).map((before) => written[before] as Written);
      written[index] = this.writeUnit(units[index] as Unit, {
        depth,
        parent,
        entry,
        waits,
        followed: followed.has(index),
        whole: units.length === 1 && depth === 0,
      });
    }
    return units.flatMap((_, index) => (followed.has(index) ? [] : (written[index]?.ends ?? [])));
  }

  private writeUnit(unit: Unit, place: Place): Written {
    const { clause, action, parts } = unit;
    const { depth, parent, waits } = place;
    const dependsOn = waits.length === 0 ? place.entry : unique(waits.flatMap(({ ends }) => ends));
    const topic = action.topic ?? topicOf(waits) ?? this.topicOfRequest();
    const gives = givenBy(unit);
    const receives = waits.findLast((before) => before.gives !== undefined)?.gives;
    const instruction = this.instructionOf(unit, depth);
    const optional = clause.optional;
    const within = parent === undefined ? {} : { parent };
    const siblings = unique(waits.map(({ id }) => ({ task: id, optional: false })));
    if (parts.length > 0 && depth < this.draft.maxDepth) {
      const id = this.ids.fromWords(clause.bareText, parent);
      this.tasks.push(makeTask({ id, ...within, title: titleOf(clause.bareText), instruction, optional, dependsOn: siblings }));
      const ends = this.writeLevel(parts, depth + 1, id, dependsOn);
      return { id, ends: loosened(ends, optional), topic, gives };
    }
    const circumstances: Circumstances = {
      source: this.draft.request,
      whole: place.whole,
      given: waits.some((before) => before.gives !== undefined),
      inputs: this.draft.inputs,
    };
    const playbook = depth < this.draft.maxDepth ? playbookFor(unit, this.draft.playbooks, circumstances) : undefined;
    const needed = capabilityOf(clause, action, receives);
    const capability = needed === 'research' && receives === undefined && this.hasOnlyTables() ? 'data' : needed;
    if (playbook !== undefined) {
      const expansion = new Expansion(playbook, {
        unit,
        instruction,
        topic,
        capability,
        circumstances,
        followed: place.followed,
        playbooks: this.draft.playbooks,
        maxDepth: this.draft.maxDepth,
        ids: this.ids,
      });
      const id = this.ids.claim(playbook.name, parent);
      const { tasks, ends } = expansion.write(id, dependsOn, depth + 1);
      if (tasks.length > 0 && this.tasks.length + tasks.length < this.draft.maxTasks) {
        this.tasks.push(
          makeTask({ id, ...within, title: titleOf(instruction), instruction, optional, playbook: playbook.name, dependsOn: siblings }),
          ...tasks,
        );
        return { id, ends: loosened(ends, optional), topic, gives: playbook.gives ?? gives };
      }
      if (tasks.length > 1)
        this.note(`"${titleOf(instruction)}" is one task: its parts would be more than ${this.draft.maxTasks} tasks in all.`);
    }
    const id = this.ids.fromWords(clause.bareText, parent);
    const durationMs = this.durations.get(unit.id) ?? clause.durationMs ?? EXPECTED_MS[capability ?? ''] ?? OTHER_EXPECTED_MS;
    this.tasks.push(
      makeTask({
        id,
        ...within,
        instruction,
        title: titleOf(clause.bareText || instruction),
        optional,
        dependsOn,
        capabilities: capability === undefined ? [] : [capability],
        estimate: { durationMs },
      }),
    );
    return { id, ends: [{ task: id, optional }], topic, gives };
  }

  /** The user's own words. A request for one thing is handed on whole, so that nothing said about it is lost. */
  private instructionOf({ clause, details, parts }: Unit, depth: number): string {
    const { reading, request } = this.draft;
    const [only] = reading.units;
    if (reading.units.length === 1 && only?.clause === clause && reading.context) return request.trim();
    const text = [clause.text || request.trim(), ...details].join('. ').trim();
    return depth < this.draft.maxDepth || parts.length === 0
      ? text
      : `${text}: ${parts.map((part) => this.instructionOf(part, depth)).join('; ')}`;
  }

  /** Whoever gives nothing but tables asks about them. */
  private hasOnlyTables(): boolean {
    const { inputs } = this.draft;
    return inputs.length > 0 && inputs.every((input) => /\.(?:csv|tsv|jsonl?|ndjson)$/i.test(input));
  }

  private topicOfRequest(): string | undefined {
    for (const { action } of this.draft.reading.units) {
      if (
        action.topic !== undefined &&
        (action.act === 'research' || action.act === 'analyze' || action.act === 'write' || action.act === 'make')
      )
        return action.topic;
    }
    return undefined;
  }

  private note(text: string): void {
    if (!this.notes.includes(text)) this.notes.push(text);
  }
}

interface Place {
  readonly depth: number;
  readonly parent: TaskId | undefined;
  readonly entry: readonly Dependency[];
  readonly waits: readonly Written[];
  readonly followed: boolean;
  readonly whole: boolean;
}

/** What comes out of several things is about all of them: "cats and dogs". Of many, the first stands for all. */
function topicOf(waits: readonly Written[]): string | undefined {
  const topics = [...new Set(waits.flatMap(({ topic }) => topic ?? []))];
  const apart = topics.filter((topic) => !topics.some((other) => other !== topic && other.toLowerCase().includes(topic.toLowerCase())));
  return apart.length > MOST_TOPICS ? topics[0] : apart.length > 1 ? `${apart.slice(0, -1).join(', ')} and ${apart.at(-1)}` : apart[0];
}

const MOST_TOPICS = 3;

/** Whoever waits for an optional task can do without it. */
function loosened(ends: readonly Dependency[], optional: boolean): readonly Dependency[] {
  return optional ? ends.map(({ task }) => ({ task, optional: true })) : ends;
}

function unique(dependencies: readonly Dependency[]): Dependency[] {
  const byTask = new Map<TaskId, Dependency>();
  for (const dependency of dependencies) {
    const other = byTask.get(dependency.task);
    byTask.set(
      dependency.task,
      other === undefined ? dependency : { task: dependency.task, optional: other.optional && dependency.optional },
    );
  }
  return [...byTask.values()];
}

/** Indexes so that each comes after what it waits for; else in the order of the text. */
function inOrder({ waitsFor }: Edges): number[] {
  const order: number[] = [];
  const done = new Set<number>();
  for (const start of waitsFor.keys()) {
    const stack = [start];
    for (let index = stack.at(-1); index !== undefined; index = stack.at(-1)) {
      const missing = [...(waitsFor[index] ?? [])].filter((before) => !done.has(before)).sort((a, b) => b - a);
      if (done.has(index) || missing.length === 0) {
        stack.pop();
        if (!done.has(index)) order.push(index);
        done.add(index);
      } else {
        for (const before of missing) stack.push(before);
      }
    }
  }
  return order;
}
