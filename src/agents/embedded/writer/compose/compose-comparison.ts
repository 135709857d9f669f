import type { TableOutput } from '../../../../core/output.ts';
import type { Finding, Material } from '../material/material.ts';
import { statementsOf } from '../material/statements.ts';
import type { Block, Report, Section, TableBlock } from '../page/report.ts';
import { Citations } from '../text/citations.ts';
import { capitalise, countOf, formatNumber, listOf } from '../text/clean-text.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { shortPoint } from '../text/short-point.ts';
import { cite } from '../text/statement.ts';
import { stemOf, wordsOf } from '../text/terms.ts';
import { type Theme, themesOf } from '../themes/themes.ts';
import { dataSections } from './data-sections.ts';
import { quantity } from './table-facts.ts';

const STATEMENTS_EACH = 8;

/**
 * Sets two or more things side by side: a table with a point of each by theme, what is said of several at once, then each by itself.
 * A statement belongs to the things it names; failing that, to the one that its source or its dependency names.
 *
 * @param origins The titles of the dependencies, by `Finding.origin`.
 */
export async function composeComparison(
  material: Material,
  rivals: readonly string[],
  title: string,
  origins: readonly string[],
): Promise<Report> {
  const statements = await statementsOf(material);
  const citations = new Citations(material.sources);
  const names = rivals.map((rival) => wordsOf(rival).map(stemOf));
  const about = statements.map((statement) => rivalsIn(statement, names, material, origins));
  const only = (rival: number): Finding[] => statements.filter((_, index) => about[index]?.length === 1 && about[index]?.[0] === rival);
  const several = statements.filter((_, index) => (about[index]?.length ?? 0) > 1);
  const none = statements.filter((_, index) => about[index]?.length === 0);
  const each = rivals.map((_, rival) => only(rival));
  const glance = await glanceTable(rivals, each, material, citations);
  const figures = material.tables.flatMap((table) => figuresOf(table, rivals));
  const sections: Section[] = [
    section('At a glance', [
      ...(glance === undefined ? [] : [glance]),
      ...(figures.length === 0 ? [] : [{ kind: 'list', ordered: false, items: figures.map(escapeMarkdown) } as const]),
    ]),
    section(
      rivals.length === 2 ? `${capitalise(rivals[0] ?? '')} and ${rivals[1] ?? ''} together` : 'Several together',
      tell(several, citations),
    ),
    ...rivals.map((rival, index) => section(capitalise(rival), tell(each[index] ?? [], citations))),
    ...dataSections(material.tables, material.charts),
  ].filter(({ blocks }) => blocks.length > 0);
  const silent = rivals.filter(
    (rival, index) => (each[index]?.length ?? 0) === 0 && several.length === 0 && !figures.some((figure) => figure.includes(rival)),
  );
  const gaps = [
    ...silent.map((rival) => `Nothing at hand speaks of “${escapeMarkdown(rival)}”.`),
    ...material.gaps.map((gap) => `“${escapeMarkdown(gap.title)}” is not in this text: ${escapeMarkdown(gap.reason)}.`),
  ];
  if (none.length > 0)
    gaps.push(
      `${capitalise(countOf(none.length, 'finding'))} that ${none.length === 1 ? 'speaks' : 'speak'} of none of them ${none.length === 1 ? 'is' : 'are'} left out.`,
    );
  if (gaps.length > 0) sections.push({ heading: 'What is missing', role: 'gaps', blocks: [{ kind: 'list', ordered: false, items: gaps }] });
  return { title, subtitle: `A comparison of ${listOf(rivals)}`, sections, sources: citations.cited };
}

function section(heading: string, blocks: readonly Block[]): Section {
  return { heading, role: 'body', blocks };
}

function tell(statements: readonly Finding[], citations: Citations): Block[] {
  const told = statements.slice(0, STATEMENTS_EACH);
  const half = told.length > 5 ? Math.ceil(told.length / 2) : told.length;
  return [told.slice(0, half), told.slice(half)]
    .filter((part) => part.length > 0)
    .map((part) => ({ kind: 'paragraph', text: part.map(({ text, sources }) => cite(text, citations.mark(sources))).join(' ') }));
}

function rivalsIn(statement: Finding, names: readonly (readonly string[])[], material: Material, origins: readonly string[]): number[] {
  const contexts = [
    statement.text,
    ...statement.sources.map((source) => material.sources[source]?.title ?? ''),
    origins[statement.origin] ?? '',
  ];
  for (const context of contexts) {
    const stems = new Set(wordsOf(context).map(stemOf));
    const named = names.flatMap((name, rival) => (name.length > 0 && name.every((stem) => stems.has(stem)) ? [rival] : []));
    if (named.length > 0) return named;
  }
  return [];
}

/** A row for each theme in which at least one side has a point; `undefined` when fewer than two rows have two. */
async function glanceTable(
  rivals: readonly string[],
  each: readonly (readonly Finding[])[],
  material: Material,
  citations: Citations,
): Promise<TableBlock | undefined> {
  const all = each.flat();
  if (all.length < 4) return undefined;
  const themes: Theme[] = await themesOf(
    all,
    material.sources.map(() => ''),
    rivals.join(' '),
  );
  const rows = themes.map(({ heading, findings }) => {
    const cells = each.map((own) => {
      const point = findings.find((finding) => own.includes(finding));
      return point === undefined ? '–' : cite(shortPoint(point.text, 80), citations.mark(point.sources)).replace(/\.$/, '');
    });
    return [escapeMarkdown(heading), ...cells];
  });
  const full = rows.filter((row) => row.filter((cell) => cell !== '–').length > 2);
  if (full.length < 2) return undefined;
  return {
    kind: 'table',
    caption: '',
    header: ['', ...rivals.map((rival) => escapeMarkdown(capitalise(rival)))],
    numeric: rivals.map(() => false),
    rows: full,
  };
}

/** For a table with a row for each of the things: each column of numbers in a sentence, with the difference between two. */
function figuresOf(table: TableOutput, rivals: readonly string[]): string[] {
  const label = table.columns.find(({ type }) => type === 'text');
  if (label === undefined) return [];
  const rowOf = (rival: string) => table.rows.filter((row) => String(row[label.name] ?? '').toLowerCase() === rival.toLowerCase());
  const rows = rivals.map(rowOf);
  if (rows.some((found) => found.length !== 1)) return [];
  return table.columns
    .filter(({ type }) => type === 'number')
    .flatMap(({ name, unit }) => {
      const values = rows.map((found) => found[0]?.[name]);
      if (!values.every((value) => typeof value === 'number')) return [];
      const [first = 0, second = 0] = values;
      const sentence = `${capitalise(name.replace(/_/g, ' '))}: ${rivals.map((rival, index) => `${rival} ${quantity(values[index] ?? 0, unit)}`).join(', ')}`;
      const [high, low, larger, smaller] = first >= second ? [first, second, rivals[0], rivals[1]] : [second, first, rivals[1], rivals[0]];
      const difference =
        values.length === 2 && low > 0 && high > low
          ? `; ${larger} is ${formatNumber(Math.round((high / low - 1) * 1000) / 10)}% above ${smaller}`
          : '';
      return [`${sentence}${difference}.`];
    });
}
