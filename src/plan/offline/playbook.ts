import { KINDS_OF_THINGS, type Kind } from './language/nouns.ts';
import { ACTS, type Act } from './language/verbs.ts';

/** When a part of a playbook is wanted. All that is stated must hold. */
export interface Condition {
  /** What there is to work on: `nothing` before it and no file named, or a `table` file named in the text. */
  readonly given?: 'nothing' | 'table';
  /** One of these words is in the topic. */
  readonly topic?: readonly string[];
  /** Whether anything else in the request waits for it. */
  readonly followed?: boolean;
}

/** One part of a playbook. */
export interface Part {
  readonly id: string;
  /** `{topic}`, `{object}`, `{text}`, `{verb}`, `{file}` and `{item}` are filled in; `[ on {topic}]` is left out when there is no topic. */
  readonly instruction: string;
  /** `inherited`: those of the task that is broken down. */
  readonly capabilities?: readonly string[];
  /** Breaks it down further, as far as the depth allows. */
  readonly playbook?: string;
  readonly dependsOn?: readonly (string | { readonly task: string; readonly optional?: boolean | undefined })[];
  readonly optional?: boolean;
  /** A task for each thing named (`items`), for each named or given file (`inputs`). */
  readonly forEach?: 'items' | 'inputs';
  readonly when?: Condition;
  readonly unless?: Condition;
  readonly gives?: Kind;
  readonly durationMs?: number;
}

export interface Match {
  /** What the verb does. */
  readonly acts?: readonly Act[];
  readonly verbs?: readonly string[];
  /** The noun its object is about. */
  readonly nouns?: readonly string[];
  /** One of these words or phrases is in the text. */
  readonly words?: readonly string[];
  /** At least so many things are named, or files given. */
  readonly minItems?: number;
  readonly minInputs?: number;
  /** What must not be: a `question`, a `file` named, something `given` by an earlier task. */
  readonly not?: readonly ('question' | 'file' | 'given')[];
  /** Only for a request that is this and nothing else. */
  readonly whole?: boolean;
}

/** A way to break one kind of task into parts: a method, in the terms of hierarchical task networks. Plain JSON. */
export interface Playbook {
  readonly name: string;
  /** One line, for people and for planners that choose among playbooks. */
  readonly description?: string;
  readonly match: Match;
  /** What it makes use of when an earlier task leaves it. */
  readonly takes?: readonly Kind[];
  /** What it leaves. */
  readonly gives?: Kind;
  /** Who uses its results can do with a part of them. */
  readonly partial?: boolean;
  readonly tasks: readonly Part[];
}

export const PLACEHOLDERS = ['topic', 'object', 'text', 'verb', 'file', 'item'] as const;

export { ACTS, KINDS_OF_THINGS };
