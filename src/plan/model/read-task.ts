import * as z from 'zod';
import { taskId } from '../../core/ids.ts';
import { isJsonObject, type JsonObject } from '../../core/json.ts';
import { nearestName } from '../../core/nearest-name.ts';
import { type Estimate, type ExpandBy, makeTask, type Task, titleOf } from '../../core/task.ts';
import { EXPECTED_MS, OTHER_EXPECTED_MS } from '../offline/capabilities.ts';
import { dependenciesField, field, idFrom, type NamedDependency, textField, truthField, wordsField } from './task-fields.ts';

/** A task of a reply: what it waits for is still a name, which may come later or mean nothing. */
export interface DraftTask {
  /** With no dependencies yet. */
  readonly task: Task;
  readonly dependsOn: readonly NamedDependency[];
  readonly parts: readonly DraftTask[];
}

export type TaskReading =
  | { readonly draft: DraftTask }
  /** What is wrong with it, as its writer is told. `id` is what others may know it by. */
  | { readonly id: string | undefined; readonly complaints: readonly string[] };

/** What tasks may ask for. */
export interface TaskTerms {
  /** What the team has. */
  readonly capabilities: ReadonlySet<string>;
  /** Some agent of the team takes a task of any capability. */
  readonly anyCapability: boolean;
}

const SIZES = {
  small: { factor: 0.4, outputTokens: 200 },
  medium: { factor: 1, outputTokens: 800 },
  large: { factor: 3, outputTokens: 2500 },
} as const;

/** Reads one object of a reply as a task, under the names that models give to its fields. */
export function readTask(object: JsonObject, terms: TaskTerms): TaskReading {
  const complaints: string[] = [];
  const draft = draftOf(object, terms, complaints);
  return draft === undefined || complaints.length > 0 ? { id: nameOf(object), complaints } : { draft };
}

function nameOf(object: JsonObject): string | undefined {
  const named = textField(object, 'id', 'task_id', 'taskId', 'key', 'name', 'title') ?? shortTask(object);
  const id = named === undefined ? '' : idFrom(named);
  return id === '' ? undefined : id;
}

/** `"task": "t1"` is a name, `"task": "Fetch the data"` is what is to be done. */
function shortTask(object: JsonObject): string | undefined {
  const text = textField(object, 'task');
  return text !== undefined && (!/\s/.test(text) || textField(object, 'instruction', 'description') === undefined) ? text : undefined;
}

function draftOf(object: JsonObject, terms: TaskTerms, complaints: string[]): DraftTask | undefined {
  const id = nameOf(object);
  if (id === undefined) {
    complaints.push(`a task has no usable "id": ${JSON.stringify(object).slice(0, 120)}`);
    return undefined;
  }
  const said = textField(object, 'instruction', 'instructions', 'description', 'prompt', 'details', 'goal', 'objective');
  const title = textField(object, 'title', 'name', 'label', 'summary');
  const spoken = textField(object, 'task');
  const instruction = said ?? (spoken === id ? undefined : spoken) ?? title;
  if (instruction === undefined) complaints.push(`task "${id}" has no "instruction": say what is to be done`);
  if (textField(object, 'parent', 'parent_id') !== undefined)
    complaints.push(`task "${id}" names a "parent": write parts inside "subtasks" of the task that they are parts of`);
  const capabilities = capabilitiesOf(object, id, terms, complaints);
  const parts = partsOf(object, terms, complaints);
  const schema = field(object, 'output', 'outputSchema', 'output_schema', 'schema');
  const produces = textField(object, 'produces', 'output', 'expected_output', 'expectedOutput', 'deliverable');
  const words = instruction ?? id;
  const expand = parts.length > 0 ? undefined : expandOf(object);
  const task = makeTask({
    id: taskId(id),
    title: title ?? titleOf(words),
    instruction: produces === undefined ? words : `${words}\n\nGive back: ${produces}`,
    capabilities: parts.length > 0 ? [] : capabilities,
    optional: truthField(object, 'optional') ?? truthField(object, 'required', 'critical') === false,
    ...(parts.length > 0 ? {} : { estimate: estimateOf(object, capabilities) }),
    ...(isJsonObject(schema) && isSchema(schema) ? { output: schema } : {}),
    ...(expand === undefined ? {} : { expand }),
  });
  return { task, dependsOn: dependenciesField(object), parts };
}

function capabilitiesOf(object: JsonObject, id: string, terms: TaskTerms, complaints: string[]): string[] {
  const named = wordsField(object, 'capabilities', 'capability', 'required_capabilities', 'skills', 'skill');
  return named.map((capability) => {
    if (terms.anyCapability || terms.capabilities.has(capability)) return capability;
    const nearest = nearestName(capability, terms.capabilities);
    // A slip of the pen; anything further off is for the writer to say.
    if (nearest !== undefined && isInflected(capability, nearest)) return nearest;
    complaints.push(
      `task "${id}" needs the capability "${capability}", which nobody has; the capabilities are: ${[...terms.capabilities].join(', ')}`,
    );
    return capability;
  });
}

function isInflected(one: string, other: string): boolean {
  const stem = (word: string): string => word.replace(/[-_ ]/g, '').replace(/s$/, '');
  return stem(one) === stem(other);
}

function partsOf(object: JsonObject, terms: TaskTerms, complaints: string[]): DraftTask[] {
  const listed = field(object, 'subtasks', 'sub_tasks', 'children', 'parts', 'tasks', 'steps');
  if (!Array.isArray(listed)) return [];
  return listed.filter((part) => isJsonObject(part)).flatMap((part) => draftOf(part, terms, complaints) ?? []);
}

function expandOf(object: JsonObject): ExpandBy | undefined {
  const each = field(object, 'forEach', 'for_each', 'foreach', 'each', 'map');
  if (each !== undefined && each !== false && each !== '') return 'items';
  return truthField(object, 'compound', 'expand', 'decompose') === true ? 'parts' : undefined;
}

function estimateOf(object: JsonObject, capabilities: readonly string[]): Estimate {
  const usualMs = Math.max(0, ...capabilities.map((capability) => EXPECTED_MS[capability] ?? OTHER_EXPECTED_MS)) || OTHER_EXPECTED_MS;
  const word = textField(object, 'size', 'effort', 'complexity', 'estimate')?.toLowerCase() ?? 'medium';
  const size =
    SIZES[/^(?:s|small|low|tiny|easy)\b/.test(word) ? 'small' : /^(?:l|xl|large|big|high|hard)\b/.test(word) ? 'large' : 'medium'];
  const given = field(object, 'estimate');
  const figure = (name: string): number | undefined => {
    const value = isJsonObject(given) ? given[name] : undefined;
    return typeof value === 'number' && value >= 0 ? value : undefined;
  };
  const inputTokens = figure('inputTokens');
  return {
    durationMs: figure('durationMs') ?? Math.round(usualMs * size.factor),
    outputTokens: figure('outputTokens') ?? size.outputTokens,
    ...(inputTokens === undefined ? {} : { inputTokens }),
  };
}

/** A JSON Schema, and not an example of the output. */
function isSchema(object: JsonObject): boolean {
  if (typeof object['type'] !== 'string' || (object['type'] === 'object' && !isJsonObject(object['properties']))) return false;
  try {
    // zod's own type for JSON Schema is narrower than JSON.
    z.fromJSONSchema(object as Parameters<typeof z.fromJSONSchema>[0]);
    return true;
  } catch {
    return false;
  }
}
