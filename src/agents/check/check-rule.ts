import type { Task } from '../../core/task.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';

/** A check as the config has it. */
export type CheckRule = CommandRule | RubricRule;

interface RuleBase {
  readonly name: string;
  /** Capabilities of the tasks that it is made for; `*` for all. Tasks may ask for it by name beside that. */
  readonly capabilities: readonly string[];
}

/** Passes when the program ends with status 0. */
export interface CommandRule extends RuleBase {
  /** The program and its arguments; no shell. */
  readonly command: readonly string[];
  /** Where it runs, absolute. */
  readonly directory: string;
  readonly timeoutMs: number;
  /** What it runs in. Default: nothing. */
  readonly sandbox?: Sandbox;
}

/** Passes when a reviewer says that the result keeps to the rubric. */
export interface RubricRule extends RuleBase {
  readonly rubric: string;
  /** Who reviews. Default: another agent that is good at it. */
  readonly by?: string;
}

export function isCommandRule(rule: CheckRule): rule is CommandRule {
  return 'command' in rule;
}

/** The checks of a task: those of its capabilities, and the one that it asks for. Programs come first: they cost nothing. */
export function rulesOf(task: Task, rules: readonly CheckRule[]): CheckRule[] {
  const { check, capabilities } = task;
  const applies = ({ name, capabilities: wanted }: CheckRule): boolean =>
    name === check || wanted.some((capability) => capability === '*' || capabilities.includes(capability));
  const own: RubricRule[] = typeof check === 'object' ? [{ name: 'rubric', capabilities: [], rubric: check.rubric }] : [];
  const all = [...rules.filter(applies), ...own];
  return [...all.filter(isCommandRule), ...all.filter((rule) => !isCommandRule(rule))];
}
