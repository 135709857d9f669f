import type { TaskId } from '../core/ids.ts';
import type { Plan } from '../core/plan.ts';
import type { Task } from '../core/task.ts';
import type { PlanEstimate } from './estimate.ts';
import { planEdges } from './plan-edges.ts';
import { ownTitle } from './plan-words.ts';
import { type TreeLine, treeLines } from './task-tree.ts';
import { displayWidth } from './text/display-width.ts';
import { durationText } from './text/figures.ts';
import { plainLine } from './text/plain-text.ts';

const MAX_LINE = 32;

/**
 * A plan as a Graphviz graph: compound tasks are boxes around their parts, optional dependencies and tasks are
 * dashed, the critical path is drawn thick and marked with a sign. Ends in a line break.
 */
export function planDot(plan: Plan, estimate: PlanEstimate): string {
  const lines = treeLines(plan.tasks);
  const critical = new Set<string>(estimate.criticalPath);
  const title = [plan.request === undefined ? '' : plainLine(plan.request), '◆ on the critical path, dashed: optional'].filter(
    (part) => part !== '',
  );
  return `${[
    'digraph plan {',
    '  rankdir=LR; compound=true;',
    `  label=${quoted(title)}; labelloc=t; fontname="Helvetica,sans-serif";`,
    '  node [shape=box, style=rounded, fontname="Helvetica,sans-serif"];',
    '  edge [fontname="Helvetica,sans-serif"];',
    ...nodes(lines, estimate, critical),
    ...edges(plan, estimate, lines),
    '}',
  ].join('\n')}\n`;
}

function nodes(lines: readonly TreeLine[], estimate: PlanEstimate, critical: ReadonlySet<string>): string[] {
  const drawn: string[] = [];
  let open = 0;
  const indent = (): string => '  '.repeat(open + 1);
  const closeTo = (depth: number): void => {
    while (open > depth) {
      open--;
      drawn.push(`${indent()}}`);
    }
  };
  for (const { task, isCompound, depth } of lines) {
    closeTo(depth);
    if (isCompound) {
      drawn.push(`${indent()}subgraph ${quoted([`cluster_${task.id}`])} {`);
      open++;
      drawn.push(`${indent()}label=${quoted(wrapped(ownTitle(task) ?? task.id))}; style="rounded${task.optional ? ',dashed' : ''}";`);
    } else {
      const isCritical = critical.has(task.id);
      const look = [
        `label=${quoted(labelOf(task, estimate, isCritical))}`,
        ...(isCritical ? ['penwidth=2.5'] : []),
        ...(task.optional ? ['style="rounded,dashed"'] : []),
      ];
      drawn.push(`${indent()}${quoted([task.id])} [${look.join(', ')}];`);
    }
  }
  closeTo(0);
  return drawn;
}

function labelOf(task: Task, { durationsMs }: PlanEstimate, isCritical: boolean): string[] {
  const title = wrapped(ownTitle(task) ?? task.id);
  const durationMs = durationsMs.get(task.id);
  const below = [task.capabilities.map(plainLine).join(', '), durationMs === undefined ? '' : `~${durationText(durationMs)}`];
  return [`${isCritical ? '◆ ' : ''}${title[0] ?? ''}`, ...title.slice(1), below.filter((part) => part !== '').join(' · ')].filter(
    (line) => line !== '',
  );
}

/** An arrow from or to a compound task starts or ends at the edge of its box: a part of it stands for it. */
function edges(plan: Plan, estimate: PlanEstimate, lines: readonly TreeLine[]): string[] {
  const compound = new Set(lines.filter(({ isCompound }) => isCompound).map(({ task }) => task.id));
  const first = new Map<TaskId, TaskId>();
  const last = new Map<TaskId, TaskId>();
  const path: TaskId[] = [];
  for (const { task, isCompound, depth } of lines) {
    path.length = depth;
    if (isCompound) path.push(task.id);
    else
      for (const above of path) {
        if (!first.has(above)) first.set(above, task.id);
        last.set(above, task.id);
      }
  }
  return planEdges(plan, estimate).map(({ from, to, optional, isCritical }) => {
    const look = [
      ...(compound.has(from) ? [`ltail=${quoted([`cluster_${from}`])}`] : []),
      ...(compound.has(to) ? [`lhead=${quoted([`cluster_${to}`])}`] : []),
      ...(optional ? ['style=dashed'] : []),
      ...(isCritical ? ['penwidth=2.5'] : []),
    ];
    const ends = `${quoted([last.get(from) ?? from])} -> ${quoted([first.get(to) ?? to])}`;
    return `  ${ends}${look.length === 0 ? '' : ` [${look.join(', ')}]`};`;
  });
}

/** A string of DOT: lines are centred, `"` and `\` are escaped. */
function quoted(lines: readonly string[]): string {
  return `"${lines.map((line) => line.replace(/["\\]/g, '\\$&')).join('\\n')}"`;
}

/** A title broken into lines between words. */
function wrapped(title: string): string[] {
  const lines: string[] = [];
  for (const word of title.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && displayWidth(line) + 1 + displayWidth(word) <= MAX_LINE) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
