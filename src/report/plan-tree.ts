import type { Plan } from '../core/plan.ts';
import type { Task } from '../core/task.ts';
import type { PlanEstimate } from './estimate.ts';
import { type Paint, plain } from './paint.ts';
import { needsText, ownTitle } from './plan-words.ts';
import { type TreeLine, treeLines } from './task-tree.ts';
import { countText, durationText, usdText } from './text/figures.ts';
import { plainLine } from './text/plain-text.ts';

const CRITICAL_SIGN = '◆';
const LEAF_SIGN = '○';
const COMPOUND_SIGN = '▸';

/**
 * A plan for people: the request, its tasks as a tree, and what the signs mean. Each task says what it needs, the
 * capabilities it asks for and about how long it takes. The critical path is marked by a sign, colour or not.
 *
 * @returns Lines without `\n`.
 */
export function planTree(plan: Plan, estimate: PlanEstimate, paint: Paint = plain): string[] {
  const critical = new Set<string>(estimate.criticalPath);
  const lines = treeLines(plan.tasks).map((line) => treeLine(line, estimate, critical.has(line.task.id), paint));
  const request = plan.request === undefined ? [] : [paint('strong', plainLine(plan.request))];
  return [...request, ...lines, '', ...legend(plan, estimate, paint)];
}

/** What a plan is expected to take, in a sentence or two. */
export function planFigures(plan: Plan, { figures }: PlanEstimate): string[] {
  const parents = new Set(plan.tasks.map(({ parent }) => parent));
  const leaves = plan.tasks.filter(({ id }) => !parents.has(id)).length;
  const { makespanMs, sequentialMs, lowerBoundMs, costUsd, minimumCostUsd } = figures;
  const cost =
    costUsd === null
      ? 'Cost unknown.'
      : `Cost about ${usdText(costUsd)}${minimumCostUsd === null || minimumCostUsd >= costUsd ? '' : `, ${usdText(minimumCostUsd)} at the cheapest`}.`;
  return [
    `${countText(leaves, 'task')}, about ${durationText(makespanMs)} (${durationText(sequentialMs)} one after another; no less than ${durationText(lowerBoundMs)} on this team).`,
    cost,
  ];
}

function treeLine({ task, branch, isCompound }: TreeLine, estimate: PlanEstimate, isCritical: boolean, paint: Paint): string {
  const sign = isCompound ? COMPOUND_SIGN : isCritical ? paint('warn', CRITICAL_SIGN) : LEAF_SIGN;
  const title = ownTitle(task);
  const name = paint(isCritical || isCompound ? 'strong' : 'accent', task.id);
  const details = detailsOf(task, estimate, isCompound).join(' · ');
  return `${paint('faint', branch)}${sign} ${name}${title === undefined ? '' : `  ${title}`}${details === '' ? '' : `  ${paint('faint', details)}`}`;
}

function detailsOf(task: Task, { durationsMs }: PlanEstimate, isCompound: boolean): string[] {
  const durationMs = durationsMs.get(task.id);
  return [
    task.capabilities.map(plainLine).join(', '),
    isCompound ? '' : durationMs === undefined ? 'nobody can do it' : `~${durationText(durationMs)}`,
    needsText(task) ?? '',
    task.optional ? 'optional' : '',
  ].filter((detail) => detail !== '');
}

function legend(plan: Plan, { criticalPath, criticalPathMs }: PlanEstimate, paint: Paint): string[] {
  const hasCompound = plan.tasks.some(({ parent }) => parent !== undefined);
  const path = `${paint('warn', CRITICAL_SIGN)} on the critical path (${countText(criticalPath.length, 'task')}, ~${durationText(criticalPathMs)})`;
  return [`${path}   ${LEAF_SIGN} has time to spare${hasCompound ? `   ${COMPOUND_SIGN} has parts` : ''}`];
}
