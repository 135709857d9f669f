import { dates, isQuantity, quantities } from '../table/roles.ts';
import type { Table } from '../table/table.ts';
import { countOf } from './lexer.ts';
import type { Sentence } from './sentence.ts';
import type { Step } from './steps.ts';
import { ASKS, BUCKET_WORDS } from './vocabulary.ts';

/** "first 10 rows", "a sample of 5", "preview" */
export function takeHead(sentence: Sentence): Step | undefined {
  for (const [index, { lower }] of sentence.tokens.entries()) {
    if (!sentence.isFree(index) || !/^(first|head|preview|sample)$/.test(lower)) continue;
    const at = sentence.lower(index + 1) === 'of' ? index + 2 : index + 1;
    const count = countOf(sentence.tokens[at]) ?? countOf(sentence.tokens[index - 1]);
    const rows =
      /^(rows?|records?|entries|lines)$/.test(sentence.lower(at + 1)) || /^(rows?|records?|entries|lines)$/.test(sentence.lower(at));
    if (count === undefined && !rows && lower === 'first') continue;
    if (lower === 'sample' && count === undefined && !rows) continue;
    return { do: 'head', count: count ?? 10 };
  }
  return undefined;
}

/** "Sort descending", "rank them": by the main quantity. */
const WITHOUT_COLUMN =
  /^(it|them|the|data|rows|records|results?|table|in|order|ascending|descending|asc|desc|and|,|from|high|low|highest|lowest|to|first)$/;

/** "sorted by revenue descending, then name" */
export function takeSort(sentence: Sentence, table: Table): Step[] | undefined {
  const { tokens } = sentence;
  const start = tokens.findIndex(
    ({ lower }, index) =>
      sentence.isFree(index) &&
      (/^(sort|sorted|sorting|rank|ranked|ranking|arrange|arranged)$/.test(lower) ||
        (/^order(ed|ing)?$/.test(lower) && sentence.lower(index + 1) === 'by')),
  );
  if (start < 0) return undefined;
  const keys: { column: number; descending: boolean }[] = [];
  let end = start + 1;
  for (let index = start + 1; index < tokens.length; index++) {
    const mention = sentence.mentionAt(index);
    if (mention !== undefined) {
      const direction = directionAt(sentence, mention.end);
      const column = table.columns[mention.column];
      keys.push({ column: mention.column, descending: direction ?? (column !== undefined && isQuantity(column)) });
      end = direction === undefined ? mention.end : mention.end + 1;
      index = end - 1;
    } else if (
      !/^(by|the|and|then|,|it|data|rows|records|table|in|order|values|from|to|high|low|ascending|descending|asc|desc)$/.test(
        sentence.lower(index),
      )
    )
      break;
  }
  const unsaid = sentence.mentions.length === 0 && tokens.slice(start + 1).every(({ lower }) => WITHOUT_COLUMN.test(lower));
  if (unsaid) {
    const column = quantities(table)[0] ?? (table.columns.length > 0 ? 0 : undefined);
    if (column === undefined) return undefined;
    const ascending = ASKS.ascending.test(tokens.map(({ lower }) => lower).join(' '));
    keys.push({ column, descending: !ascending && table.columns[column]?.type === 'number' });
    end = tokens.length;
  }
  if (keys.length === 0) return undefined;
  const grouped = sentence.mentions.some(({ start: at }) => at < start) && ASKS.group.test(sentence.freeText());
  sentence.take(start, end);
  return grouped ? undefined : [{ do: 'sort', keys }];
}

function directionAt(sentence: Sentence, at: number): boolean | undefined {
  const words = [0, 1, 2, 3].map((step) => sentence.lower(at + step)).join(' ');
  if (ASKS.descending.test(words) || /high to low/.test(words)) return true;
  return ASKS.ascending.test(words) || /low to high/.test(words) ? false : undefined;
}

/** The direction that an instruction names for the order of groups. */
export function orderWord(text: string): 'ascending' | 'descending' | undefined {
  if (ASKS.descending.test(text)) return 'descending';
  return ASKS.ascending.test(text) ? 'ascending' : undefined;
}

/** "select region and revenue", "only the columns a, b", "keep date" */
export function takeSelection(sentence: Sentence): Step | undefined {
  const text = sentence.freeText();
  const starts = /^(?:\W|please|then|and)*(?:select|keep|show|list|display|give me|extract)\b/.test(text);
  const columnsWord = /\bcolumns?\b/.test(text);
  if (!columnsWord && !/\b(select|keep only|only keep)\b/.test(text)) return undefined;
  if (!starts && !columnsWord) return undefined;
  const columns = [...new Set(sentence.freeMentions().map(({ column }) => column))];
  return columns.length === 0 ? undefined : { do: 'select', columns };
}

/** "last 3 months", "past year": counted back from the newest date in the data, since a run knows no other today. */
export function takeRecent(sentence: Sentence, table: Table): Step | undefined {
  const [date] = dates(table);
  if (date === undefined) return undefined;
  for (const [index, { lower }] of sentence.tokens.entries()) {
    if (!/^(last|past|latest|recent)$/.test(lower) || !sentence.isFree(index)) continue;
    const count = countOf(sentence.tokens[index + 1]);
    const at = count === undefined ? index + 1 : index + 2;
    const unit = BUCKET_WORDS[sentence.lower(at)];
    if (unit === undefined || unit === 'weekday' || /ly$|^date$/.test(sentence.lower(at))) continue;
    sentence.take(index, at + 1);
    return { do: 'recent', date, unit, count: count ?? 1 };
  }
  return undefined;
}
