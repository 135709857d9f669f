import type { Candidate, Decision } from '../core/decision.ts';
import type { AgentId } from '../core/ids.ts';
import { countText, durationText, percentText, usdText } from './text/figures.ts';
import { plainLine } from './text/plain-text.ts';
import { textTable } from './text/text-table.ts';

const MAX_CANDIDATES = 20;

/** Below this it is no more a sum of money: the agent falls short of the quality, the budget or the deadline that was asked for. */
const FALLS_SHORT = -1000;

/** The agents that a decision weighed, with their figures or what ruled them out. None when it names none. */
export function candidatesText({ candidates = [] }: Decision, chosen?: AgentId): string[] {
  if (candidates.length === 0) return [];
  const shown = candidates.slice(0, MAX_CANDIDATES);
  const learned = shown.some(({ trials }) => trials !== undefined);
  const lines = textTable(
    [
      { name: 'agent', align: 'left', maxWidth: 24 },
      { name: 'done in', align: 'right' },
      { name: 'success', align: 'right' },
      ...(learned ? ([{ name: 'learned from', align: 'right' }] as const) : []),
      { name: 'cost', align: 'right' },
      { name: 'utility', align: 'right' },
      { name: '', align: 'left', maxWidth: 90 },
    ],
    shown.map((candidate) => rowOf(candidate, candidate.agent === chosen, learned)),
  );
  const more = candidates.length - shown.length;
  return more > 0 ? [...lines, `... ${more} more agents`] : lines;
}

/** Figures of an agent that was ruled out are absent, those that are not known say so. */
function rowOf(candidate: Candidate, isChosen: boolean, learned: boolean): string[] {
  const { agent, ruledOut, finishMs, success, trials, declared, costUsd, utility, later } = candidate;
  if (ruledOut !== undefined) return [agent, '', '', ...(learned ? [''] : []), '', '', `ruled out: ${plainLine(ruledOut)}`];
  return [
    agent,
    durationText(finishMs),
    percentText(success ?? null),
    ...(learned
      ? [trials === undefined ? 'declared' : `${countText(trials, 'try', 'tries')}, declared ${percentText(declared ?? null)}`]
      : []),
    usdText(costUsd),
    utility === undefined ? '' : utility < FALLS_SHORT ? 'falls short' : String(Number(utility.toPrecision(3))),
    [...(isChosen ? ['chosen'] : []), ...(later === undefined ? [] : [plainLine(later)])].join(', '),
  ];
}
