import { fitLine } from '../data/operations/trend.ts';
import type { Column } from '../data/table/table.ts';
import { counted, figure, percent, quantity, sentence, spoken } from '../data/table/words.ts';
import type { ChartMark, ChartMarks } from './chart-marks.ts';
import { OTHER } from './chart-marks.ts';
import type { ChartPlan } from './chart-plan.ts';

type Valued = ChartMark & { readonly y: number };

/** What the picture shows, in one sentence. */
export function captionOf(plan: ChartPlan, columns: readonly Column[], { marks, inTime }: ChartMarks, title: string): string {
  const y = columns[plan.y[0] ?? 0] ?? { name: '', type: 'number' as const };
  const valued = marks.filter((mark): mark is Valued => mark.y !== null);
  if (plan.kind === 'scatter') return scatterCaption(plan, columns, valued);
  if (plan.kind === 'histogram') return histogramCaption(columns[plan.x] ?? y, valued, title);
  const contenders = valued.filter(({ x, series }) => x !== OTHER && x !== '(blank)' && series !== OTHER);
  const [first] = contenders;
  if (first === undefined) return `${title}.`;
  const highest = contenders.reduce((best, mark) => (mark.y > best.y ? mark : best), first);
  const lowest = contenders.reduce((best, mark) => (mark.y < best.y ? mark : best), first);
  const place = (mark: Valued): string => `${mark.x}${mark.series === null ? '' : `, ${mark.series}`} (${quantity(mark.y, y)})`;
  if (contenders.length === 1) return `${title}: ${place(first)}.`;
  const last = contenders.at(-1) ?? first;
  const change =
    inTime && first.series === null && first.y > 0 && last.y >= 0
      ? `, ${last.y >= first.y ? 'up' : 'down'} ${percent(Math.abs(last.y / first.y - 1))} from ${first.x} to ${last.x}`
      : '';
  return `${title}: highest in ${place(highest)}, lowest in ${place(lowest)}${change}.`;
}

function scatterCaption(plan: ChartPlan, columns: readonly Column[], marks: readonly Valued[]): string {
  const name = (index: number | undefined): string => spoken(columns[index ?? 0]?.name ?? '');
  const { slope, fit } = fitLine(
    marks.map(({ x }) => Number(x)),
    marks.map(({ y }) => y),
  );
  const r = Math.sqrt(fit) * Math.sign(slope);
  const strength =
    Math.abs(r) >= 0.8
      ? 'strongly correlated'
      : Math.abs(r) >= 0.5
        ? 'moderately correlated'
        : Math.abs(r) >= 0.3
          ? 'weakly correlated'
          : 'hardly correlated';
  return sentence(`${name(plan.y[0])} and ${name(plan.x)} are ${strength} (r = ${r.toFixed(2)}) over ${counted(marks.length, 'point')}.`);
}

function histogramCaption(column: Column, marks: readonly Valued[], title: string): string {
  const total = marks.reduce((sum, { y }) => sum + y, 0);
  const [first] = marks;
  if (first === undefined || total === 0) return `${title}.`;
  const highest = marks.reduce((best, mark) => (mark.y > best.y ? mark : best), first);
  return `${title}: ${percent(highest.y / total)} of ${figure(total)} values lie between ${quantity(Number(highest.x), column)} and ${quantity(highest.to ?? 0, column)}, more than in any other interval.`;
}
