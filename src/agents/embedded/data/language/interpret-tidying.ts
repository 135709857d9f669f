import type { Filling } from '../operations/blanks.ts';
import type { Table } from '../table/table.ts';
import type { Sentence } from './sentence.ts';
import type { Step } from './steps.ts';
import { ASKS } from './vocabulary.ts';

/** Takes "clean it", "remove duplicates", "fill missing revenue with 0", "drop rows without a region" out of an instruction. */
export function takeTidying(sentence: Sentence, table: Table): Step[] {
  const steps: Step[] = [];
  const blanks = takeBlanks(sentence, table);
  const text = sentence.freeText();
  if (ASKS.clean.test(text)) {
    steps.push({ do: 'clean' });
    takeWords(sentence, ASKS.clean);
    takePurpose(sentence);
  }
  if (ASKS.duplicates.test(text)) {
    const shows =
      /\b(find|show|list|count|how many|are there|detect|identify)\b/.test(text) &&
      !/\b(remove|removing|drop|delete|eliminate|clean|without|de-?dup\w*)\b/.test(text);
    const columns = keyColumns(sentence);
    if (shows) steps.push({ do: 'show-duplicates' });
    else if (columns.length > 0) steps.push({ do: 'deduplicate', columns });
    else if (!steps.some((step) => step.do === 'clean')) steps.push({ do: 'deduplicate' });
    takeWords(sentence, ASKS.duplicates);
    takeWords(sentence, /\b(remove|removing|drop|count|many|number)\b/);
  }
  return [...steps, ...blanks];
}

/** "prepare it for analysis" says what the cleaning is for, and asks for no analysis. */
function takePurpose(sentence: Sentence): void {
  for (const [index, { lower }] of sentence.tokens.entries()) {
    if (lower !== 'for') continue;
    for (let at = index + 1; at <= index + 3; at++)
      if (/^(analysis|analyses|analytics|visuali[sz]ation|reporting|modell?ing|use)$/.test(sentence.lower(at)))
        sentence.take(index, at + 1);
  }
}

/** Marks every word that matches as accounted for, so that no later reading stumbles over it. */
function takeWords(sentence: Sentence, pattern: RegExp): void {
  for (const [index, { lower }] of sentence.tokens.entries())
    if (sentence.isFree(index) && pattern.test(lower)) sentence.take(index, index + 1);
}

/** "remove duplicates by email": which columns make two rows the same. */
function keyColumns(sentence: Sentence): number[] {
  const at = sentence.tokens.findIndex(({ lower }) => ASKS.duplicates.test(lower));
  const word = /^(rows|records|entries)$/.test(sentence.lower(at + 1)) ? at + 2 : at + 1;
  if (!/^(by|on|in|based|per)$/.test(sentence.lower(word))) return [];
  const columns: number[] = [];
  for (let index = sentence.lower(word) === 'based' ? word + 2 : word + 1; index < sentence.tokens.length; ) {
    const mention = sentence.mentionAt(index);
    if (mention === undefined && !/^(the|and|,|column|columns)$/.test(sentence.lower(index))) break;
    if (mention !== undefined) {
      columns.push(mention.column);
      sentence.take(mention.start, mention.end);
    }
    index = mention?.end ?? index + 1;
  }
  if (columns.length > 0) sentence.take(word, word + 1);
  return columns;
}

const MISSING = /^(missing|blank|blanks|empty|null|nulls|nan|na)$/;

function takeBlanks(sentence: Sentence, table: Table): Step[] {
  const { tokens } = sentence;
  const verb = tokens.findIndex(({ lower }) =>
    /^(fill|filling|impute|imputing|replace|replacing|drop|dropping|remove|removing|delete|exclude)$/.test(lower),
  );
  const missing = tokens.findIndex(({ lower }, index) => index > verb && MISSING.test(lower));
  if (verb < 0 || missing < 0 || missing - verb > 8) return [];
  const fills = /^(fill|imput|replac)/.test(tokens[verb]?.lower ?? '');
  const fillingAt = tokens.findIndex(({ lower }, index) => index > verb && /^(with|by|using|as)$/.test(lower) && index > missing);
  const end = fills && fillingAt >= 0 ? fillingAt : Math.min(missing + 6, tokens.length);
  const columns = [...new Set(sentence.mentions.filter(({ start, end: last }) => start > verb && last <= end).map(({ column }) => column))];
  if (!fills) {
    sentence.take(
      verb,
      Math.max(
        missing + 1,
        ...sentence.mentions.filter(({ start, end: last }) => start > verb && last <= end).map((mention) => mention.end),
      ),
    );
    return [{ do: 'drop-blanks', columns: columns.length > 0 ? columns : [...table.columns.keys()] }];
  }
  const filling = fillingAt < 0 ? undefined : fillingOf(sentence, fillingAt + 1);
  if (filling === undefined) return [];
  sentence.take(verb, filling.end);
  return [{ do: 'fill-blanks', columns: columns.length > 0 ? columns : [...table.columns.keys()], filling: filling.filling }];
}

function fillingOf(sentence: Sentence, start: number): { filling: Filling; end: number } | undefined {
  let at = start;
  while (/^(the|a|an|its|their|column|columns|value)$/.test(sentence.lower(at))) at++;
  const token = sentence.tokens[at];
  if (token === undefined) return undefined;
  const { lower } = token;
  const end = at + 1;
  if (/^(mean|average|avg)$/.test(lower)) return { filling: { statistic: 'mean' }, end };
  if (lower === 'median') return { filling: { statistic: 'median' }, end };
  if (/^(mode|most)$/.test(lower)) return { filling: { statistic: 'mode' }, end };
  if (/^(previous|last|preceding)$/.test(lower)) return { filling: { statistic: 'previous' }, end };
  if (lower === 'zero' || lower === 'zeros') return { filling: { value: 0 }, end };
  return { filling: { value: token.kind === 'number' ? (token.value ?? 0) : token.text }, end };
}
