import type { TaskId } from '../core/ids.ts';
import type { Plan } from '../core/plan.ts';
import type { Task } from '../core/task.ts';
import type { PlanEstimate } from './estimate.ts';
import { planEdges } from './plan-edges.ts';
import { ownTitle } from './plan-words.ts';
import { treeLines } from './task-tree.ts';
import { truncate } from './text/display-width.ts';
import { durationText } from './text/figures.ts';
import { plainLine } from './text/plain-text.ts';

const MAX_HEADING = 120;

/**
 * A plan as a Mermaid flowchart: compound tasks are subgraphs, optional dependencies and tasks are dashed, the
 * critical path is drawn thick and marked with a sign. Ends in a line break.
 */
export function planMermaid(plan: Plan, estimate: PlanEstimate): string {
  const names = new Map<TaskId, string>(plan.tasks.map(({ id }, index) => [id, `t${index}`]));
  const nameOf = (id: TaskId): string => names.get(id) ?? 'unknown';
  const critical = new Set<string>(estimate.criticalPath);
  const request = plan.request === undefined ? 'Plan' : truncate(plainLine(plan.request), MAX_HEADING);
  const drawn: string[] = [];
  let open = 0;
  const indent = (): string => '  '.repeat(open + 1);
  const closeTo = (depth: number): void => {
    while (open > depth) {
      open--;
      drawn.push(`${indent()}end`);
    }
  };
  for (const { task, isCompound, depth } of treeLines(plan.tasks)) {
    closeTo(depth);
    if (isCompound) {
      drawn.push(`${indent()}subgraph ${nameOf(task.id)}["${escaped(ownTitle(task) ?? task.id)}"]`);
      open++;
    } else {
      drawn.push(`${indent()}${nameOf(task.id)}["${labelOf(task, estimate, critical.has(task.id))}"]`);
    }
  }
  closeTo(0);
  const edges = planEdges(plan, estimate);
  const arrows = edges.map(({ from, to, optional, isCritical }) => {
    const arrow = optional ? '-.->' : isCritical ? '==>' : '-->';
    return `  ${nameOf(from)} ${arrow} ${nameOf(to)}`;
  });
  const optional = plan.tasks.filter((task) => task.optional).map(({ id }) => nameOf(id));
  return `${[
    '---',
    `title: ${yamlString(`${request} (◆ on the critical path, dashed: optional)`)}`,
    '---',
    'flowchart LR',
    ...drawn,
    ...arrows,
    ...styled('critical', 'stroke-width:3px', estimate.criticalPath.map(nameOf)),
    ...styled('optional', 'stroke-dasharray:5 4', optional),
  ].join('\n')}\n`;
}

function labelOf(task: Task, { durationsMs }: PlanEstimate, isCritical: boolean): string {
  const durationMs = durationsMs.get(task.id);
  const below = [task.capabilities.map(plainLine).join(', '), durationMs === undefined ? '' : `~${durationText(durationMs)}`]
    .filter((part) => part !== '')
    .join(' · ');
  const title = `${isCritical ? '◆ ' : ''}${ownTitle(task) ?? task.id}`;
  return [title, below]
    .filter((line) => line !== '')
    .map(escaped)
    .join('<br/>');
}

function styled(name: string, style: string, nodes: readonly string[]): string[] {
  return nodes.length === 0 ? [] : [`  classDef ${name} ${style}`, `  class ${nodes.join(',')} ${name}`];
}

/**
 * Mermaid knows no character codes in a title: what would begin a tag, a code or (as `%%{`) a directive is
 * written with signs that look alike, or as YAML writes it.
 */
function yamlString(text: string): string {
  const harmless = text.replaceAll('<', '‹').replaceAll('>', '›').replaceAll('&', '＆');
  return JSON.stringify(harmless).replaceAll('%', '\\u0025');
}

/** Mermaid's character codes for what has a meaning in its labels: quotes, codes, tags, links and Markdown. */
function escaped(text: string): string {
  return text.replace(/["#&<>`*_\\[\]{}()|;%~$@:/]/g, (character) => `#${character.charCodeAt(0)};`);
}
