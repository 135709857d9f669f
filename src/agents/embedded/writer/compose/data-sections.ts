import type { ChartOutput, TableOutput } from '../../../../core/output.ts';
import type { NamedValue } from '../material/material.ts';
import type { Block, Section } from '../page/report.ts';
import { capitalise } from '../text/clean-text.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { gistOf, overlapOf } from '../text/terms.ts';
import { leftOut, tableBlock, tableCaveats, tableRemarks } from './table-facts.ts';

/** A section for each table: what its numbers say, its charts, its rows. Charts that belong to no table follow. */
export function dataSections(tables: readonly TableOutput[], charts: readonly ChartOutput[]): Section[] {
  const home = charts.map((chart) => tableFor(chart, tables));
  const headings = uniqueHeadings([
    ...tables.map(({ title }) => title),
    ...charts.filter((_, index) => home[index] === undefined).map(({ title }) => title),
  ]);
  const sections = tables.map((table, index): Section => {
    const own = charts.filter((_, chart) => home[chart] === index);
    return { heading: headings[index] ?? table.title, role: 'body', blocks: tableSection(table, own) };
  });
  const homeless = charts.filter((_, index) => home[index] === undefined);
  return [
    ...sections,
    ...homeless.map(
      (chart, index): Section => ({ heading: headings[tables.length + index] ?? chart.title, role: 'body', blocks: chartBlocks(chart) }),
    ),
  ];
}

function tableSection(table: TableOutput, charts: readonly ChartOutput[]): Block[] {
  const remarks = tableRemarks(table);
  const rest = [leftOut(table), ...tableCaveats(table)].filter((text) => text !== undefined);
  return [
    ...(remarks.length === 0 ? [] : [{ kind: 'paragraph', text: escapeMarkdown(remarks.join(' ')) } as const]),
    ...charts.flatMap(chartBlocks),
    { ...tableBlock(table), caption: '' },
    ...(rest.length === 0 ? [] : [{ kind: 'paragraph', text: `*${escapeMarkdown(rest.join(' '))}*` } as const]),
  ];
}

function chartBlocks(chart: ChartOutput): Block[] {
  return [{ kind: 'picture', path: chart.pngPath === '' ? chart.svgPath : chart.pngPath, caption: chart.caption || chart.title }];
}

/** The only table, or the one whose title and columns share most words with the chart. */
function tableFor(chart: ChartOutput, tables: readonly TableOutput[]): number | undefined {
  if (tables.length <= 1) return tables.length === 1 ? 0 : undefined;
  const about = gistOf(`${chart.title} ${chart.caption}`);
  const overlaps = tables.map((table) => overlapOf(about, gistOf(`${table.title} ${table.columns.map(({ name }) => name).join(' ')}`)));
  const best = Math.max(...overlaps);
  return best > 0 ? overlaps.indexOf(best) : undefined;
}

function uniqueHeadings(titles: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return titles.map((title) => {
    const count = (seen.get(title) ?? 0) + 1;
    seen.set(title, count);
    return count === 1 ? capitalise(title) : `${capitalise(title)} (${count})`;
  });
}

/** Named values as a list, longest ones as sentences. */
export function valuesBlock(values: readonly NamedValue[]): Block {
  return { kind: 'list', ordered: false, items: values.map(({ name, value }) => `**${escapeMarkdown(name)}:** ${escapeMarkdown(value)}`) };
}
