import { cleanData } from '../../agents/model/prompt/clean-data.ts';
import { DATA_RULE, dataBlock, withMark } from '../../agents/model/prompt/data-blocks.ts';
import { outputText } from '../../agents/model/prompt/output-text.ts';
import type { Json } from '../../core/json.ts';
import type { Task } from '../../core/task.ts';
import type { ExpansionRequest, PlannedTask, ReplanRequest } from '../planner.ts';
import { requestText } from './planning-prompt.ts';

/** What is shown of one output: its beginning tells what it is. */
const LONGEST_OUTPUT = 4_000;
/** What is shown of all outputs together. */
const LONGEST_OUTPUTS = 40_000;
const MOST_LISTED = 200;

/** Asks for the rest of a plan that was begun. */
export function continuationText(request: string, inputs: readonly string[], begun: readonly PlannedTask[]): string {
  return withMark(`${requestText(request, inputs)}

The plan for it was interrupted while it was being written. These tasks are in it already and cannot be changed:
${listBlock(begun, ({ status }) => ` (${status})`)}

${DATA_RULE}

Write only the tasks that are still missing, as a JSON array. They may depend on the tasks above. Write [] when nothing is missing.`);
}

/** Asks for the parts of a task, with what is known by now. */
export function expansionText({ request, inputs, task, dependencies, failures, caps }: ExpansionRequest): string {
  const known = dependencies.map(({ task: id, title, output }) => resultBlock(id, title, output));
  const failed =
    failures.length === 0
      ? ''
      : `\n\nIt was tried as a whole and failed:\n${dataBlock('failures', task.id, '', failures.slice(-5).map(bullet).join('\n'))}\nBreak it down so that smaller pieces can succeed, or another way can.`;
  const rule = known.length === 0 && failures.length === 0 ? '' : `${DATA_RULE}\n\n`;
  return withMark(`${requestText(request, inputs)}

Break down one task of the plan for it, task "${task.id}":
${taskText(task)}${failed}

${bounded(known)}${rule}Write its parts, at most ${caps.maxTasks}, as a JSON array. The first of them are given the results above without naming them in dependsOn; depend only on other parts. The results of the last parts stand for the task. Write [] when it is best done as it is.`);
}

/** Asks for another way to what is not done. */
export function replanText({ request, inputs, lost, replaced, kept, caps }: ReplanRequest): string {
  const done = kept.filter(({ status }) => status === 'succeeded');
  const coming = kept.filter(({ status }) => status === 'running' || status === 'ready' || status === 'waiting');
  const without = kept.filter(({ status }) => status === 'failed' || status === 'blocked' || status === 'skipped');
  const sections = [
    requestText(request, inputs),
    `The task "${lost.task.id}" of the plan for it could not be done:\n${taskText(lost.task)}\n${dataBlock('failure', lost.task.id, '', oneLine(lost.reason ?? 'it failed'))}`,
    `With it, these tasks of the plan are lost:\n${listBlock(replaced.map((task) => ({ task })))}`,
    ...(coming.length === 0 ? [] : [`These are still to come and stay as they are; new tasks may depend on them:\n${listBlock(coming)}`]),
    ...(without.length === 0 ? [] : [`These did not succeed either:\n${listBlock(without)}`]),
    ...(done.length === 0
      ? []
      : [
          `These are done; new tasks may depend on them, and must not do them again:\n\n${bounded(done.map(({ task, output }) => resultBlock(task.id, task.title, output))).trim()}`,
        ]),
    DATA_RULE,
    `Write tasks that lead to the answer by another way, in the place of the lost ones, at most ${caps.maxTasks}, as a JSON array: not the same plan again. Write [] when there is no other way.`,
  ];
  return withMark(sections.join('\n\n'));
}

/** What a task says may hold an item of a list that an agent wrote. */
function taskText({ instruction }: Task): string {
  return `<task>\n${cleanData(instruction).replaceAll(/<(?=\s*\/?\s*task)/gi, '< ')}\n</task>`;
}

function listBlock<One extends { readonly task: Task }>(tasks: readonly One[], more: (one: One) => string = () => ''): string {
  const lines = tasks.slice(0, MOST_LISTED).map((one) => `- ${one.task.id}${more(one)}: ${oneLine(one.task.instruction)}`);
  const left = tasks.length - lines.length;
  return dataBlock('tasks', `${tasks.length}`, '', [...lines, ...(left > 0 ? [`(${left} more, not shown)`] : [])].join('\n'));
}

function resultBlock(id: string, title: string, output: Json | undefined): string {
  const text = output === undefined ? '(nothing: it did not succeed)' : outputText(output);
  const shown = text.length > LONGEST_OUTPUT ? `${text.slice(0, LONGEST_OUTPUT)}\n(${text.length - LONGEST_OUTPUT} more characters)` : text;
  return dataBlock('result', id, title, shown);
}

function bounded(results: readonly string[]): string {
  if (results.length === 0) return '';
  let left = LONGEST_OUTPUTS;
  const shown = results.filter((result) => {
    left -= result.length;
    return left >= 0;
  });
  const more = results.length - shown.length;
  return `${shown.join('\n')}${more === 0 ? '' : `\n(${more} more results, not shown)`}\n\n`;
}

const bullet = (text: string): string => `- ${oneLine(text)}`;

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 300);
}
