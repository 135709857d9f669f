import type { Bucket } from '../operations/calendar.ts';
import type { GroupKey } from '../operations/group-tally.ts';
import { dates, isQuantity } from '../table/roles.ts';
import type { Table } from '../table/table.ts';
import { matchColumn, SURE } from './column-match.ts';
import { unknownColumn } from './measures.ts';
import type { Sentence } from './sentence.ts';
import { BUCKET_WORDS, GROUP_WORDS, STRUCTURE } from './vocabulary.ts';

type Described = Pick<Table, 'columns' | 'facts'>;

const asTable = (table: Described): Table => ({ ...table, title: '', notes: [], batches: async function* () {} });

/** Takes "by region and month", "per customer", "monthly" out of an instruction. */
export function takeGroupKeys(sentence: Sentence, table: Described, ranked: boolean): GroupKey[] {
  const keys: GroupKey[] = [];
  for (let index = 0; index < sentence.tokens.length; index++) {
    if (!sentence.isFree(index) || !GROUP_WORDS.has(sentence.lower(index)) || sentence.mentionAt(index) !== undefined) continue;
    const end = takeList(sentence, index, table, ranked, keys);
    if (end > index) index = end - 1;
  }
  for (const [index, { lower }] of sentence.tokens.entries()) {
    const bucket = /ly$|^annual$/.test(lower) ? BUCKET_WORDS[lower] : undefined;
    if (bucket === undefined || !sentence.isFree(index)) continue;
    const key = bucketKey(bucket, table);
    if (key === undefined) continue;
    keys.push(key);
    sentence.take(index, index + 1);
  }
  return uniqueKeys(keys);
}

/** The columns after a grouping word, joined by commas and "and"; returns where they end. */
function takeList(sentence: Sentence, start: number, table: Described, ranked: boolean, keys: GroupKey[]): number {
  let at = start + 1;
  let end = start;
  for (;;) {
    while (/^(the|each|every|all|both|their|its|our|different|of|in)$/.test(sentence.lower(at)) && sentence.mentionAt(at) === undefined)
      at++;
    const key = keyAt(sentence, at, table);
    if (key === undefined) {
      if (end === start) complain(sentence, start, at, table);
      return end;
    }
    // "top 5 products by revenue" and "regions by average price" rank by a quantity.
    const column = table.columns[key.column];
    if (key.bucket === undefined && column !== undefined && isQuantity(column) && (ranked || hasManyValues(table, key.column))) return end;
    keys.push(key);
    sentence.take(end, key.end);
    end = key.end;
    const joint = /^(and|,|&|by|then|x)$/.test(sentence.lower(end)) ? end + 1 : undefined;
    if (joint === undefined) return end;
    at = sentence.lower(joint) === 'and' || sentence.lower(joint) === 'by' ? joint + 1 : joint;
    if (keyAt(sentence, at, table) === undefined && !/^(the|by|each|per)$/.test(sentence.lower(at))) return end;
  }
}

function keyAt(sentence: Sentence, at: number, table: Described): (GroupKey & { readonly end: number }) | undefined {
  if (!sentence.isFree(at)) return undefined;
  const mention = sentence.mentionAt(at);
  const bucket = bucketAt(sentence, at);
  if (mention !== undefined && !(bucket !== undefined && mention.score < 1)) {
    const type = table.columns[mention.column]?.type;
    const after = bucketAt(sentence, mention.end);
    if (type === 'date' && after !== undefined && sentence.isFree(mention.end))
      return { column: mention.column, bucket: after, end: mention.end + 1 };
    if (type === 'date') return { column: mention.column, bucket: granularity(table, mention.column), end: mention.end };
    return { column: mention.column, end: mention.end };
  }
  // A column of that very name comes before a calendar unit.
  const exact = matchColumn(sentence.tokens[at]?.text ?? '', table.columns);
  if (bucket !== undefined && exact !== undefined && exact.score >= SURE && table.columns[exact.column]?.type !== 'date')
    return { column: exact.column, end: at + 1 };
  if (bucket === undefined) return undefined;
  const key = bucketKey(bucket, table);
  const words = bucket === 'weekday' && sentence.lower(at) === 'day' ? 4 : 1;
  if (key === undefined) return undefined;
  // "month of order_date", "year of the purchase date"
  let end = at + words;
  const of = sentence.lower(end) === 'of' || sentence.lower(end) === 'in' ? (sentence.lower(end + 1) === 'the' ? end + 2 : end + 1) : -1;
  const source = of < 0 ? undefined : sentence.mentionAt(of);
  if (source !== undefined && table.columns[source.column]?.type === 'date') {
    end = source.end;
    return { column: source.column, bucket, end };
  }
  return { ...key, end };
}

function bucketAt(sentence: Sentence, at: number): Bucket | undefined {
  if (
    sentence.lower(at) === 'day' &&
    /^of$/.test(sentence.lower(at + 1)) &&
    /week$/.test(sentence.lower(at + 2) === 'the' ? sentence.lower(at + 3) : sentence.lower(at + 2))
  ) {
    return 'weekday';
  }
  return BUCKET_WORDS[sentence.lower(at)];
}

function bucketKey(bucket: Bucket, table: Described): GroupKey | undefined {
  const [column] = dates(asTable(table));
  return column === undefined ? undefined : { column, bucket };
}

/** A column of months is grouped by month; all other dates by day. */
function granularity({ facts }: Described, column: number): Bucket {
  const sample = facts[column]?.values?.keys().next().value;
  return sample !== undefined && /^\d{4}-\d{2}$/.test(sample) ? 'month' : 'day';
}

function hasManyValues({ columns, facts }: Described, column: number): boolean {
  return (facts[column]?.distinct ?? 0) > 30 || (columns[column]?.decimals ?? 0) > 0;
}

/** "by foo" is a mistake; "by removing", "by using" and "by hand" are not about columns. */
function complain(sentence: Sentence, start: number, at: number, table: Described): void {
  const token = sentence.tokens[at];
  if (
    token === undefined ||
    token.kind !== 'word' ||
    !sentence.isFree(at) ||
    STRUCTURE.has(token.lower) ||
    /ing$|^(hand|default|itself|means|way|virtue|far|now|then)$/.test(token.lower)
  )
    return;
  if (sentence.mentionAt(at) !== undefined || !/^(by|per)$/.test(sentence.lower(start))) return;
  const next = sentence.tokens[at + 1];
  const phrase = next?.kind === 'word' && !STRUCTURE.has(next.lower) ? `${token.text} ${next.text}` : token.text;
  throw unknownColumn(BUCKET_WORDS[token.lower] === undefined ? phrase : `${token.text} (there is no column of dates)`, table.columns);
}

function uniqueKeys(keys: readonly GroupKey[]): GroupKey[] {
  const seen = new Set<string>();
  return keys.filter(({ column, bucket }) => {
    const key = `${column}/${bucket ?? ''}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
