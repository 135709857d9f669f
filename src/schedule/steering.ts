import { forEachAble } from './able.ts';
import { hasToSave, type TaskNode } from './task-node.ts';
import { BOTCH_FACTOR } from './utility.ts';

/** A dollar beyond what a task may have of the budget counts as so many: there are dearer things than dollars. */
const BEYOND_ALLOWANCE = 1000;

/** What falling short of the quality that was asked for by a whole counts as, in USD: more than any price. */
const SHORT_OF_QUALITY_USD = 1e6;

/** What a millisecond after the deadline counts as: the attempt is cut off there, and was for nothing. */
const LATE_USD_PER_MS = 0.1;

/** After a failure at this very task an agent is believed this much less able to do it, each time. */
export const DOUBT = 0.5;

/**
 * What speaks against an agent beside cost and time, in USD: taking of the budget what other tasks need, falling short of the quality
 * that was asked for, ending after the deadline, and losing the task with its last attempt.
 *
 * @param success That an attempt of the agent succeeds, 0..1.
 * @param endMs When it would be expected to end.
 */
export function steeringUsd(node: TaskNode, success: number, costUsd: number, endMs: number): number {
  const { run, trouble } = node;
  const { budgetUsd, quality, deadlineAtMs = Number.POSITIVE_INFINITY } = run.terms;
  let againstUsd = Math.max(0, endMs - deadlineAtMs) * LATE_USD_PER_MS;
  if (budgetUsd !== undefined && run.purse !== undefined && hasToSave(run)) {
    const allowanceUsd = run.purse.allowanceUsd(node, budgetUsd - run.spentUsd - run.reservedUsd);
    againstUsd += BEYOND_ALLOWANCE * Math.max(0, costUsd - allowanceUsd);
  }
  if (quality !== undefined) againstUsd += SHORT_OF_QUALITY_USD * Math.max(0, quality - reachOf(node, success));
  if (trouble !== undefined && attemptsLeft(node) <= 1) againstUsd += (1 - success) * BOTCH_FACTOR * dearestUsd(node);
  return againstUsd;
}

/**
 * The probability that the task ends well when this agent begins. Where results are checked, the attempts that are left count too, each
 * by the surest agent; where they are not, a failure would pass for a success, and the first attempt has to do.
 */
function reachOf(node: TaskNode, success: number): number {
  if (node.task.check === undefined && node.task.output === undefined) return success;
  let surest = 0;
  forEachAble(node, (_, able) => {
    surest = Math.max(surest, able.success);
  });
  let failing = 1 - success;
  let next = success >= surest ? surest * DOUBT : surest;
  for (let left = attemptsLeft(node); left > 1; left--) {
    failing *= 1 - next;
    next *= DOUBT;
  }
  return 1 - failing;
}

function attemptsLeft({ task, attempts, trouble }: TaskNode): number {
  return task.attempts - attempts + (trouble?.uncharged ?? 0);
}

/** What the dearest agent that can do it takes: losing a task costs a multiple of doing it. */
function dearestUsd(node: TaskNode): number {
  let dearest = 0;
  forEachAble(node, (_, { attemptUsd }) => {
    if (attemptUsd > dearest) dearest = attemptUsd;
  });
  return dearest;
}
