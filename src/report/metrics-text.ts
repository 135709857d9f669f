import type { Metrics } from './metrics.ts';
import { countText, durationText, numberText, percentText, usdText } from './text/figures.ts';

/** The figures of a run in sentences, a subject a line. What is not known is left out. */
export function metricsText(metrics: Metrics): string[] {
  return [timeText(metrics), useText(metrics), attemptsText(metrics), costText(metrics)].filter((line) => line !== '');
}

function timeText({ makespanMs, sequentialMs, speedup, lowerBoundMs }: Metrics): string {
  if (makespanMs === null) return 'Nothing has ended yet.';
  const faster = speedup === null ? '' : ` (speedup ${numberText(Number(speedup.toFixed(2)))})`;
  const alone = sequentialMs === null ? '' : `, ${durationText(sequentialMs)} one task after another${faster}`;
  const bound = lowerBoundMs === null ? '' : `; no schedule on this team takes less than ${durationText(lowerBoundMs)}`;
  return `Took ${durationText(makespanMs)}${alone}${bound}.`;
}

function useText({ utilization, rawUtilization }: Metrics): string {
  if (rawUtilization === null) return '';
  const whole = `${percentText(rawUtilization)} of the slots were busy over the whole run`;
  return utilization === null ? `${whole}.` : `${whole}, ${percentText(utilization)} while there was more work than slots.`;
}

function attemptsText({ attempts, retries, reassignments, successRate }: Metrics): string {
  const again = retries === 0 ? '' : ` (${countText(retries, 'retry', 'retries')}, ${reassignments} by another agent)`;
  const rate = successRate === null ? '' : `, ${percentText(successRate)} of the tasks succeeded`;
  return `${countText(attempts, 'attempt')}${again}${rate}.`;
}

function costText(metrics: Metrics): string {
  return metrics.costUsd === null ? 'What it cost is unknown.' : `Cost ${costWords(metrics)}.`;
}

/** What was spent, beside what it would have been at the least when that is less. */
export function costWords({ costUsd, minimumCostUsd, costRatio }: Pick<Metrics, 'costUsd' | 'minimumCostUsd' | 'costRatio'>): string {
  if (costUsd === null || minimumCostUsd === null || costUsd === minimumCostUsd) return usdText(costUsd);
  const ratio = costRatio === null ? '' : `, a ratio of ${numberText(Number(costRatio.toFixed(2)))}`;
  return `${usdText(costUsd)}; ${usdText(minimumCostUsd)} with each task on its cheapest agent${ratio}`;
}
