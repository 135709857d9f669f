import type PptxModule from 'pptxgenjs';
import type { ChartData } from '../writer/page/number-table.ts';
import { cutAtWord } from '../writer/text/clean-text.ts';
import { type Box, columnsOf } from './page-layout.ts';
import { COLOUR, FONT, SERIES } from './theme.ts';

/** Draws one or two native charts side by side; two are each given their title. */
export function drawCharts(page: PptxModule.default.Slide, charts: readonly ChartData[], box: Box): void {
  const shown = charts.slice(0, 2);
  for (const [index, place] of columnsOf(box, shown.length).entries()) {
    const chart = shown[index];
    if (chart === undefined) continue;
    if (shown.length > 1)
      page.addText(chart.title, {
        ...place,
        h: 0.45,
        fontFace: FONT,
        fontSize: 18,
        bold: true,
        color: COLOUR.ink,
        align: 'left',
        valign: 'middle',
        margin: 0,
      });
    drawChart(page, chart, shown.length > 1 ? { ...place, y: place.y + 0.55, h: place.h - 0.55 } : place);
  }
}

function drawChart(page: PptxModule.default.Slide, data: ChartData, place: Box): void {
  const vertical = data.timed && !data.stacked && data.series.length === 1;
  const labels = data.labels.map((label) => cutAtWord(label, 42));
  const series = data.series.map(({ name, values }) => ({ name: name || data.title, labels, values: [...values] }));
  const fewRows = data.labels.length * data.series.length <= 3;
  page.addChart('bar', series, {
    ...place,
    ...(fewRows && !vertical ? { h: Math.min(place.h, 3.2) } : {}),
    altText: data.title,
    barDir: vertical ? 'col' : 'bar',
    barGrouping: data.stacked ? 'stacked' : 'clustered',
    barGapWidthPct: data.series.length > 1 && !data.stacked ? 45 : 60,
    chartColors: SERIES.slice(0, Math.max(1, series.length)),
    showLegend: series.length > 1,
    legendPos: 't',
    legendFontFace: FONT,
    legendFontSize: 14,
    legendColor: COLOUR.ink,
    catAxisLabelFontFace: FONT,
    catAxisLabelFontSize: labels.length > 9 ? 12 : 14,
    catAxisLabelColor: COLOUR.ink,
    catAxisLineShow: true,
    // The library's types know one of the two orders only; the file format has both.
    catAxisOrientation: (vertical ? 'minMax' : 'maxMin') as 'minMax',
    catGridLine: { style: 'none' },
    valAxisHidden: true,
    valAxisMinVal: 0,
    valGridLine: { style: 'none' },
    showValue: true,
    dataLabelFontFace: FONT,
    dataLabelFontSize: 14,
    dataLabelFontBold: true,
    dataLabelColor: data.stacked ? COLOUR.page : COLOUR.ink,
    dataLabelFormatCode: formatCode(data),
    ...(data.stacked ? {} : { dataLabelPosition: 'outEnd' as const }),
  });
}

/** Zeros are not printed: in a stack they would lie over their neighbours. */
function formatCode({ series, prefix, suffix, stacked }: ChartData): string {
  const whole = series.every(({ values }) => values.every(Number.isInteger));
  const quote = (text: string): string => (text === '' ? '' : `"${text}"`);
  const code = `${quote(prefix)}${whole ? '#,##0' : prefix === '' ? '#,##0.##' : '#,##0.00'}${quote(suffix)}`;
  return stacked ? `${code};;;` : code;
}
