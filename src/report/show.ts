import type { RunRecord } from '../core/run-record.ts';
import type { Team } from '../core/team.ts';
import { metricsOf } from './metrics.ts';
import { metricsText } from './metrics-text.ts';
import { type Paint, plain } from './paint.ts';
import { runTree } from './run-tree.ts';
import { RUN_STYLES } from './status-signs.ts';
import { durationText } from './text/figures.ts';
import { plainLine, plainText } from './text/plain-text.ts';
import { wrapLine, wrapLines } from './text/wrap-line.ts';
import { timeline } from './timeline.ts';

/**
 * A run for people: what was asked, how it stands, the answer, its tasks, who did what when, and its figures.
 * Files are not listed: whoever prints this knows how to name them.
 *
 * @param columns How wide the timeline may be. Default 100.
 * @param wrapAt Where sentences and tasks are broken; the answer is left as it is. Default: nowhere.
 * @returns Lines without `\n`.
 */
export function showRun(record: RunRecord, team: Team, paint: Paint = plain, columns?: number, wrapAt?: number): string[] {
  const answer = plainText(record.answer ?? '').trim();
  return [
    ...wrapLine(paint('strong', plainLine(record.request)), wrapAt),
    `run ${record.run}: ${paint(RUN_STYLES[record.status], record.status)}${planText(record)}`,
    ...record.planNotes.flatMap((note) => wrapLine(paint('warn', `note: ${plainLine(note)}`), wrapAt)),
    ...section('Answer', answer === '' ? [] : answer.split('\n'), paint),
    ...section('Tasks', wrapLines(runTree(record, paint), wrapAt), paint),
    ...section('Timeline', timeline(record, paint, columns), paint),
    ...section('Figures', wrapLines(metricsText(metricsOf(record, team.agents)), wrapAt), paint),
  ];
}

function planText({ planner, planMs, planCompleted }: RunRecord): string {
  if (!planCompleted || planner === undefined) return ', its plan is not complete';
  return `, planned by ${plainLine(planner)} in ${durationText(planMs)}`;
}

function section(title: string, lines: readonly string[], paint: Paint): string[] {
  return lines.length === 0 ? [] : ['', paint('strong', title), ...lines];
}
