import type { Material } from '../material/material.ts';
import { statementsOf } from '../material/statements.ts';
import { parseReport } from '../page/parse-report.ts';
import type { Block, Report, Section } from '../page/report.ts';
import type { Purpose } from '../purpose.ts';
import { Citations } from '../text/citations.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { shortPoint } from '../text/short-point.ts';
import { cite } from '../text/statement.ts';
import { arrangeByHeadings } from '../themes/asked-headings.ts';
import { themesOf } from '../themes/themes.ts';
import { tableFacts } from './table-facts.ts';

const POINTS_A_SECTION = 5;

/** The structure of a text to be written: headings with the points that the material has for each. */
export async function composeOutline(material: Material, purpose: Purpose, title: string): Promise<Report> {
  const statements = await statementsOf(material);
  const citations = new Citations(material.sources);
  const titles = material.sources.map((source) => source.title);
  const headings = purpose.headings.length > 0 ? purpose.headings : material.findings.length === 0 ? await documentHeadings(material) : [];
  const themes =
    headings.length > 1
      ? arrangeByHeadings(statements, titles, headings)
      : statements.length === 0
        ? []
        : await themesOf(statements, titles, title);
  const sections = themes.map(({ heading, findings }): Section => {
    const items = findings
      .slice(0, POINTS_A_SECTION)
      .map(({ text, sources }) => cite(shortPoint(text), citations.mark(sources)).replace(/\.$/, ''));
    return { heading, role: 'body', blocks: [points(items.length > 0 ? items : ['(no material yet)'])] };
  });
  const data = material.tables.map(
    (table): Section => ({
      heading: table.title,
      role: 'body',
      blocks: [points(tableFacts(table).map((fact) => escapeMarkdown(shortPoint(fact))))],
    }),
  );
  const references: Section[] = citations.cited.length === 0 ? [] : [{ heading: 'References', role: 'references', blocks: [] }];
  return {
    title,
    subtitle: 'Outline',
    sections: [...sections, ...data.filter(({ blocks }) => blocks.length > 0), ...references],
    sources: citations.cited,
  };
}

function points(items: readonly string[]): Block {
  return { kind: 'list', ordered: false, items };
}

async function documentHeadings({ documents }: Material): Promise<string[]> {
  const [only] = documents;
  if (only === undefined || documents.length > 1) return documents.map(({ title }) => title);
  const { sections } = await parseReport(only.markdown, only.title, only.sources);
  return sections.flatMap(({ heading, role }) => (role === 'body' && heading !== '' ? [heading] : []));
}
