import type { Cell } from '../table/table.ts';
import { isBlank, isBlankAmongFigures } from './blank-cell.ts';
import type { ColumnFormat } from './column-decision.ts';
import type { RawCell } from './column-tally.ts';
import { readCompactDate, readDate } from './date-cell.ts';
import { readNumber } from './number-cell.ts';
import { rememberRecent } from './recent-results.ts';

const TRUE = new Set(['true', 'yes', 'y', 't']);

/** The function that turns a raw cell of a column into a typed one; what does not fit the type becomes blank. */
export function cellReader(format: ColumnFormat): (raw: RawCell) => Cell {
  const readText = textReader(format);
  return (raw) => {
    if (raw === null || raw === undefined) return null;
    if (typeof raw === 'string') return readText(raw);
    if (format.type === 'number') return typeof raw === 'number' && Number.isFinite(raw) ? raw : null;
    if (format.type === 'boolean') return typeof raw === 'boolean' ? raw : null;
    return format.type === 'text' ? String(raw) : readText(String(raw));
  };
}

function textReader(format: ColumnFormat): (raw: string) => Cell {
  const { numberStyle, dateOrder, compactDates } = format;
  switch (format.type) {
    case 'number':
      return (raw) => {
        const text = raw.trim();
        if (isBlank(text)) return null;
        return readNumber(text, numberStyle) ?? null;
      };
    case 'date': {
      const read = rememberRecent((text) => readDate(text, dateOrder) ?? (compactDates ? readCompactDate(text) : undefined) ?? null);
      return (raw) => {
        const text = raw.trim();
        return isBlank(text) ? null : read(text);
      };
    }
    case 'boolean':
      return (raw) => {
        const text = raw.trim().toLowerCase();
        return isBlank(text) || isBlankAmongFigures(text) ? null : TRUE.has(text);
      };
    default:
      return (raw) => {
        const text = raw.trim();
        return isBlank(text) ? null : text;
      };
  }
}
