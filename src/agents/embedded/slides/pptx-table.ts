import type PptxModule from 'pptxgenjs';
import { unescapeMarkdown } from '../writer/page/number-table.ts';
import type { TableBlock } from '../writer/page/report.ts';
import { cutAtWord } from '../writer/text/clean-text.ts';
import { linesOf } from './fit.ts';
import type { Box } from './page-layout.ts';
import { COLOUR, FONT } from './theme.ts';

/** What a slide shows of a table; the report has the rest. */
export interface SlideTable {
  readonly header: readonly string[];
  readonly numeric: readonly boolean[];
  readonly rows: readonly (readonly string[])[];
  readonly sizePt: number;
  readonly left: number;
}

const MAX_COLUMNS = 6;
const SIZES_PT = [18, 16, 14, 12, 11];

/** The rows and columns that fit into the box at a readable size, as plain text. */
export function fitTable(table: TableBlock, box: Box): SlideTable {
  const header = table.header.slice(0, MAX_COLUMNS).map((cell) => cutAtWord(unescapeMarkdown(cell), 40));
  const rows = table.rows.map((row) => header.map((_, column) => cutAtWord(unescapeMarkdown(row[column] ?? ''), 110)));
  const columnWidth = box.w / Math.max(1, header.length) - 0.2;
  const heightAt = (size: number, row: readonly string[]): number =>
    (Math.max(1, ...row.map((cell) => linesOf(cell, size, columnWidth))) * size * 1.25) / 72 + 0.16;
  const fits = (size: number): number => {
    let left = box.h - heightAt(size, header);
    return rows.findIndex((row) => {
      left -= heightAt(size, row);
      return left < 0;
    });
  };
  const size = SIZES_PT.find((candidate) => fits(candidate) < 0) ?? SIZES_PT[SIZES_PT.length - 1] ?? 11;
  const room = fits(size);
  const shown = room < 0 ? rows : rows.slice(0, Math.max(1, room - 1));
  return { header, numeric: table.numeric, rows: shown, sizePt: size, left: rows.length - shown.length };
}

export function addTable(page: PptxModule.default.Slide, table: TableBlock, box: Box): void {
  const { header, numeric, rows, sizePt, left } = fitTable(table, box);
  const align = (column: number): 'left' | 'right' => (numeric[column] === true ? 'right' : 'left');
  const rule = { type: 'solid', pt: 1, color: COLOUR.rule } as const;
  const none = { type: 'none' } as const;
  const head = header.map((text, column) => ({
    text,
    options: {
      bold: true,
      color: COLOUR.page,
      fill: { color: COLOUR.accent },
      align: align(column),
      border: [none, none, none, none] as [typeof none, typeof none, typeof none, typeof none],
    },
  }));
  const body = rows.map((row) =>
    row.map((text, column) => ({
      text,
      options: {
        color: COLOUR.ink,
        align: align(column),
        border: [none, none, rule, none] as [typeof none, typeof none, typeof rule, typeof none],
      },
    })),
  );
  page.addTable([head, ...body], {
    x: box.x,
    y: box.y,
    w: box.w,
    fontFace: FONT,
    fontSize: sizePt,
    valign: 'middle',
    margin: [0.05, 0.1, 0.05, 0.1],
  });
  if (left > 0)
    page.addText(`The first ${rows.length} rows are shown.`, {
      x: box.x,
      y: 6.55,
      w: box.w,
      h: 0.3,
      fontFace: FONT,
      fontSize: 12,
      color: COLOUR.muted,
      align: 'left',
      margin: 0,
    });
}
