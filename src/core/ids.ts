declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type TaskId = Branded<'TaskId'>;
export type AgentId = Branded<'AgentId'>;
export type RunId = Branded<'RunId'>;

/** Text that the caller knows to be a task id: read by a parser, or made by a planner. */
export const taskId = (text: string): TaskId => text as TaskId;
export const agentId = (text: string): AgentId => text as AgentId;
export const runId = (text: string): RunId => text as RunId;

/** Ids appear in file names, URLs and terminals, so they keep to this alphabet. */
export const ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._/:-]{0,199}$/;

/** `run/task/attempt`: names one attempt for good; handed to tools so that they can drop a repeat. */
export function idempotencyKey(run: RunId, task: TaskId, attempt: number): string {
  return `${run}/${task}/${attempt}`;
}
