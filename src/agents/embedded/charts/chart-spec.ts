import type { TopLevelSpec } from 'vega-lite';
import type { Column } from '../data/table/table.ts';
import { barsSpec } from './bars-spec.ts';
import { axisTitle, type Part, sharedTitle } from './channels.ts';
import type { ChartMarks } from './chart-marks.ts';
import type { ChartPlan } from './chart-plan.ts';
import { THEME } from './chart-theme.ts';
import { linesSpec } from './lines-spec.ts';
import { histogramSpec, scatterSpec } from './points-spec.ts';
import { heatMapSpec, pieSpec } from './shades-spec.ts';

/** The words over a picture. */
export interface Wording {
  readonly title: string;
  readonly subtitle: readonly string[];
}

/** The picture as a Vega-Lite specification. https://vega.github.io/vega-lite/docs/spec.html */
export function chartSpec(plan: ChartPlan, columns: readonly Column[], marks: ChartMarks, { title, subtitle }: Wording): TopLevelSpec {
  const lines = subtitle.flatMap((line) => wrapped(line, 92)).slice(0, 4);
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: wrapped(title, 56), ...(lines.length > 0 ? { subtitle: lines } : {}) },
    background: '#ffffff',
    padding: 20,
    data: { values: marks.marks },
    config: THEME,
    ...body(plan, columns, marks, title),
  };
  // Built of plain objects; the library checks it when it compiles.
  return spec as unknown as TopLevelSpec;
}

function body(plan: ChartPlan, columns: readonly Column[], marks: ChartMarks, title: string): Part {
  const x = columns[plan.x] ?? { name: '', type: 'text' as const };
  const shown = plan.y.flatMap((index) => columns[index] ?? []);
  const y = shown[0] ?? { name: '', type: 'number' as const };
  const series = plan.series === undefined ? undefined : columns[plan.series];
  switch (plan.kind) {
    case 'histogram':
      return histogramSpec(axisTitle({ ...x, name: title.replace(/^Distribution of /i, '') }), marks);
    case 'scatter':
      return scatterSpec(x, y, series, marks);
    case 'pie':
      return pieSpec(marks);
    case 'heat-map':
      return heatMapSpec(x, y, series, marks);
    case 'line':
    case 'area':
      return linesSpec(plan, x, sharedTitle(shown), series, marks);
    default:
      return barsSpec(plan, x, sharedTitle(shown), series, marks);
  }
}

function wrapped(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1) ?? '';
    const short = word.length > width ? `${word.slice(0, width - 1)}…` : word;
    if (line !== '' && line.length + short.length + 1 > width) lines.push(short);
    else lines[lines.length - 1] = line === '' ? short : `${line} ${short}`;
  }
  return lines.slice(0, 3);
}
