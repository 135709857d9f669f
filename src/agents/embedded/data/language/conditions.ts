import type { Condition } from '../operations/condition.ts';
import { namesThings } from '../table/roles.ts';
import type { Table } from '../table/table.ts';
import { SURE } from './column-match.ts';
import { type Operator, operatorAt } from './comparators.ts';
import { type Period, periodAt } from './period.ts';
import type { Mention, Sentence } from './sentence.ts';
import { GROUP_WORDS, ROW_WORDS } from './vocabulary.ts';

type Described = Pick<Table, 'columns' | 'facts'>;

interface Parsed {
  readonly condition: Condition;
  readonly end: number;
}

/** Where a value that is not quoted and not known ends. */
const ENDS_A_VALUE = new Set([
  ...'and or but by per sort sorted order ordered group grouped then with where having , ; . ? ! ( ) \n |'.split(' '),
  '\n',
]);
const INTRODUCES = new Set([
  'where',
  'with',
  'whose',
  'having',
  'that',
  'which',
  'who',
  'when',
  'if',
  'have',
  'has',
  'and',
  'or',
  'but',
  'only',
  'for',
  'rows',
  ',',
  'of',
  'the',
  'a',
  'their',
]);

/** Finds every condition of an instruction and takes its tokens. Conditions side by side keep their "or"; others must all hold. */
export function takeConditions(sentence: Sentence, table: Described): Condition | undefined {
  const chains: Condition[] = [];
  for (let index = 0; index < sentence.tokens.length; index++) {
    if (!sentence.isFree(index)) continue;
    const chain = chainAt(sentence, index, table);
    if (chain === undefined) continue;
    chains.push(chain.condition);
    let start = index;
    while (
      start > 0 &&
      sentence.isFree(start - 1) &&
      /^(where|with|whose|having|which|that|when|only|if|excluding|exclude|except|without|not|in|for|from|during|of|at)$/.test(
        sentence.lower(start - 1),
      )
    )
      start--;
    sentence.take(start, chain.end);
    index = chain.end - 1;
  }
  return allOf(chains);
}

function allOf(conditions: readonly Condition[]): Condition | undefined {
  const [first] = conditions;
  return conditions.length < 2 ? first : { kind: 'all', of: conditions };
}

/** Conditions joined by "and" and "or"; "and" binds more closely. */
function chainAt(sentence: Sentence, start: number, table: Described): Parsed | undefined {
  let parsed = conditionAt(sentence, start, table);
  if (parsed === undefined) return undefined;
  const alternatives: Condition[][] = [[parsed.condition]];
  for (;;) {
    const word = sentence.lower(parsed.end);
    const joiner = word === ',' && /^(and|or|but)$/.test(sentence.lower(parsed.end + 1)) ? parsed.end + 1 : parsed.end;
    const next = sentence.lower(joiner);
    if (!/^(and|or|but|,)$/.test(next)) break;
    let at = joiner + 1;
    while (INTRODUCES.has(sentence.lower(at)) && sentence.mentionAt(at) === undefined) at++;
    const following = conditionAt(sentence, at, table);
    if (following === undefined) break;
    if (next === 'or') alternatives.push([following.condition]);
    else alternatives.at(-1)?.push(following.condition);
    parsed = following;
  }
  const parts = alternatives.flatMap((of) => allOf(of) ?? []);
  const [only] = parts;
  return { condition: parts.length === 1 && only !== undefined ? only : { kind: 'any', of: parts }, end: parsed.end };
}

/** One condition that begins at a place: with a column, with a comparison, with a value, or with a time. */
function conditionAt(sentence: Sentence, start: number, table: Described): Parsed | undefined {
  const mention = sentence.mentionAt(start);
  if (mention !== undefined && sentence.isFree(start, mention.end)) {
    const parsed = aboutColumn(sentence, mention, table);
    if (parsed !== undefined) return parsed;
  }
  return comparisonFirst(sentence, start, table) ?? valueAlone(sentence, start, table) ?? timeAlone(sentence, start, table);
}

/** `revenue > 100`, `region is North`, `date after 2024-03-01`, `region North`. */
function aboutColumn(sentence: Sentence, mention: Mention, table: Described): Parsed | undefined {
  const column = table.columns[mention.column];
  const operator = operatorAt(sentence, mention.end);
  if (column === undefined) return undefined;
  if (operator === undefined) {
    const number = numberAt(sentence, mention.end);
    if (number !== undefined && namesThings(column.name)) {
      return {
        condition: { kind: 'compare', column: mention.column, comparison: isExcluded(sentence, mention.start) ? '!=' : '=', value: number },
        end: mention.end + 1,
      };
    }
    if (column.type === 'boolean') return truth(sentence, mention);
    const value = sentence.valueAt(mention.end);
    if (value === undefined || value.column !== mention.column) return undefined;
    return { condition: oneOf(mention.column, [value.value], isExcluded(sentence, mention.start)), end: value.end };
  }
  if (operator.kind === 'blank')
    return { condition: { kind: 'blank', column: mention.column, negated: operator.negated }, end: operator.end };
  if (operator.kind === 'text') {
    const value = wordsAt(sentence, operator.end);
    return value === undefined
      ? undefined
      : {
          condition: { kind: 'text', column: mention.column, how: operator.how, text: value.text, negated: operator.negated },
          end: value.end,
        };
  }
  if (column.type === 'number') return aboutNumber(sentence, mention.column, operator);
  if (column.type === 'date') return aboutDate(sentence, mention.column, operator);
  // "revenue by region in 2024": a time is no value of the column before it.
  if (sentence.lower(mention.end) === 'in' && periodAt(sentence.tokens, operator.end) !== undefined) return undefined;
  return operator.kind === 'is' ? aboutText(sentence, mention.column, operator, table) : undefined;
}

function isExcluded(sentence: Sentence, start: number): boolean {
  return /^(excluding|exclude|except|without|not|non)$/.test(sentence.lower(start - 1));
}

/** "active customers", "not active": a column of yes and no that stands alone is a condition, unless rows are grouped by it. */
function truth(sentence: Sentence, { start, end, column, score }: Mention): Parsed | undefined {
  if (score < SURE || GROUP_WORDS.has(sentence.lower(start - 1)) || /^(of|column|columns|and)$/.test(sentence.lower(start - 1)))
    return undefined;
  return { condition: oneOf(column, [isExcluded(sentence, start) ? 'false' : 'true'], false), end };
}

function aboutNumber(sentence: Sentence, column: number, operator: Operator): Parsed | undefined {
  const first = numberAt(sentence, operator.end);
  if (first === undefined || isTemporal(sentence, operator)) return undefined;
  if (operator.kind === 'between') {
    const second = numberAt(sentence, operator.end + 2);
    if (second === undefined || !/^(and|to)$/.test(sentence.lower(operator.end + 1))) return undefined;
    const [low, high] = [Math.min(first, second), Math.max(first, second)];
    const of: Condition[] = [
      { kind: 'compare', column, comparison: '>=', value: low },
      { kind: 'compare', column, comparison: '<=', value: high },
    ];
    return { condition: { kind: 'all', of }, end: operator.end + 3 };
  }
  if (operator.kind === 'compare')
    return { condition: { kind: 'compare', column, comparison: operator.comparison, value: first }, end: operator.end + 1 };
  if (operator.kind !== 'is' || sentence.lower(operator.end - 1) === 'in') return undefined;
  return { condition: { kind: 'compare', column, comparison: operator.negated ? '!=' : '=', value: first }, end: operator.end + 1 };
}

/** "revenue since 2024" is about when, not how much. */
function isTemporal(sentence: Sentence, operator: Operator): boolean {
  return operator.kind === 'compare' && /^(since|after|before|until|from|through|starting)$/.test(sentence.lower(operator.end - 1));
}

function numberAt(sentence: Sentence, index: number): number | undefined {
  const token = sentence.tokens[index];
  if (token?.kind === 'quoted' && /^-?\d+(\.\d+)?$/.test(token.text)) return Number(token.text);
  return token?.kind === 'number' ? token.value : undefined;
}

function aboutDate(sentence: Sentence, column: number, operator: Operator): Parsed | undefined {
  const period = periodAt(sentence.tokens, operator.end);
  if (period === undefined) return undefined;
  if (operator.kind === 'between' || (operator.kind === 'compare' && operator.comparison === '>=')) {
    const joined = /^(and|to|until|through|till)$/.test(sentence.lower(period.end));
    const last = joined ? periodAt(sentence.tokens, period.end + 1) : undefined;
    if (last !== undefined && (operator.kind === 'between' || sentence.lower(period.end) !== 'and'))
      return spanFromTo(column, period, last);
    if (operator.kind === 'between') return undefined;
  }
  if (operator.kind === 'compare' || operator.kind === 'is') return dated(column, operator, period);
  return undefined;
}

function spanFromTo(column: number, first: Period, last: Period): Parsed | undefined {
  if (last.kind !== 'span') return undefined;
  const from =
    first.kind === 'span'
      ? first.from
      : first.unit === 'month'
        ? `${last.from.slice(0, 4)}-${String(first.number).padStart(2, '0')}`
        : undefined;
  if (from === undefined) return undefined;
  return {
    condition: { kind: 'period', column, from, until: last.until, negated: false, words: `from ${first.words} to ${last.words}` },
    end: last.end,
  };
}

function dated(column: number, operator: Extract<Operator, { kind: 'compare' | 'is' }>, period: Period): Parsed | undefined {
  const { end, words } = period;
  if (period.kind === 'season') {
    return operator.kind === 'is' && !operator.negated
      ? { condition: { kind: 'season', column, unit: period.unit, number: period.number, words }, end }
      : undefined;
  }
  const { from, until } = period;
  const base = { kind: 'period', column, negated: false } as const;
  if (operator.kind === 'is') return { condition: { ...base, from, until, negated: operator.negated, words: `in ${words}` }, end };
  switch (operator.comparison) {
    case '>':
      return { condition: { ...base, from: until, words: `after ${words}` }, end };
    case '>=':
      return { condition: { ...base, from, words: `from ${words} on` }, end };
    case '<':
      return { condition: { ...base, until: from, words: `before ${words}` }, end };
    default:
      return { condition: { ...base, until, words: `until ${words}` }, end };
  }
}

function aboutText(sentence: Sentence, column: number, operator: Extract<Operator, { kind: 'is' }>, table: Described): Parsed | undefined {
  if (table.columns[column]?.type === 'boolean') {
    const truth = /^(true|yes|y)$/.test(sentence.lower(operator.end))
      ? 'true'
      : /^(false|no|n)$/.test(sentence.lower(operator.end))
        ? 'false'
        : undefined;
    return truth === undefined ? undefined : { condition: oneOf(column, [truth], operator.negated), end: operator.end + 1 };
  }
  // "in" after a column promises a value of it only when there is one: "revenue by product in North" does not.
  const needsKnown =
    sentence.lower(operator.end - 1) === 'in' && operator.end - 1 > 0 && !/^(is|are|was|were|not)$/.test(sentence.lower(operator.end - 2));
  // "are" and "were" state facts more often than conditions.
  const needsProof = needsKnown || /^(are|was|were)$/.test(sentence.lower(operator.end - 1)) || sentence.lower(operator.end) === 'there';
  const values: string[] = [];
  let end = operator.end;
  for (let at = sentence.lower(end) === '(' ? end + 1 : end; ; ) {
    const value =
      knownValueAt(sentence, at, column, table) ??
      (needsProof ? undefined : values.length === 0 || sentence.tokens[at]?.kind === 'quoted' ? wordsAt(sentence, at) : undefined);
    if (value === undefined) break;
    values.push(value.text);
    end = sentence.lower(value.end) === ')' ? value.end + 1 : value.end;
    if (end !== value.end || !/^(or|and|,)$/.test(sentence.lower(end))) break;
    at = end + 1;
    if (/^(or|and|either)$/.test(sentence.lower(at))) at++;
    const another = sentence.mentionAt(at);
    if (another !== undefined && operatorAt(sentence, another.end) !== undefined) break;
  }
  return values.length === 0 ? undefined : { condition: oneOf(column, values, operator.negated), end };
}

function oneOf(column: number, values: readonly string[], negated: boolean): Condition {
  return { kind: 'one-of', column, values, negated };
}

/** The longest run of tokens that is a value of the column. */
function knownValueAt(sentence: Sentence, start: number, column: number, table: Described): { text: string; end: number } | undefined {
  const values = table.facts[column]?.values;
  if (values === undefined) return undefined;
  const folded = new Map([...values.keys()].map((value) => [foldedWords(value), value]));
  for (let length = Math.min(6, sentence.tokens.length - start); length > 0; length--) {
    if (!sentence.isFree(start, start + length)) continue;
    const found = folded.get(
      foldedWords(
        sentence.tokens
          .slice(start, start + length)
          .map(({ text }) => text)
          .join(' '),
      ),
    );
    if (found !== undefined) return { text: found, end: start + length };
  }
  return undefined;
}

const foldedWords = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** A quoted text, or the words up to the next joint of the sentence. */
function wordsAt(sentence: Sentence, start: number): { text: string; end: number } | undefined {
  const first = sentence.tokens[start];
  if (first === undefined || !sentence.isFree(start)) return undefined;
  if (first.kind === 'quoted') return { text: first.text, end: start + 1 };
  let end = start;
  while (
    end < sentence.tokens.length &&
    end - start < 5 &&
    !ENDS_A_VALUE.has(sentence.lower(end)) &&
    sentence.tokens[end]?.kind !== 'operator'
  )
    end++;
  return end === start
    ? undefined
    : {
        text: sentence.tokens
          .slice(start, end)
          .map(({ text }) => text)
          .join(' '),
        end,
      };
}

/** `more than 100 units`, `over $500 in revenue`. */
function comparisonFirst(sentence: Sentence, start: number, table: Described): Parsed | undefined {
  const operator = operatorAt(sentence, start);
  if (operator?.kind !== 'compare') return undefined;
  const value = numberAt(sentence, operator.end);
  if (value === undefined || /^(19|20)\d\d$/.test(sentence.tokens[operator.end]?.text ?? '')) return undefined;
  const at = /^(in|of|for)$/.test(sentence.lower(operator.end + 1)) ? operator.end + 2 : operator.end + 1;
  const mention = sentence.mentionAt(at);
  if (mention === undefined || table.columns[mention.column]?.type !== 'number') return undefined;
  return { condition: { kind: 'compare', column: mention.column, comparison: operator.comparison, value }, end: mention.end };
}

/** `in North`, `for Widgets and Gadgets`, `North region`, `excluding returns`: values that stand for their columns. */
function valueAlone(sentence: Sentence, start: number, table: Described): Parsed | undefined {
  const first = sentence.valueAt(start);
  if (first === undefined || !sentence.isFree(start, first.end)) return undefined;
  const before = sentence.lower(start - 1) === 'the' ? sentence.lower(start - 2) : sentence.lower(start - 1);
  const negated = /^(excluding|exclude|except|without|not)$/.test(before) || (before === 'for' && sentence.lower(start - 2) === 'except');
  const after = sentence.mentionAt(first.end);
  const named = after?.column === first.column || ROW_WORDS.has(sentence.lower(first.end));
  const introduced = /^(in|for|from|of|at|only|within|to|where|with|on|about|show|list|find|get)$/.test(before) || negated;
  const written =
    sentence.tokens[start]?.kind === 'quoted' ||
    sentence.tokens
      .slice(start, first.end)
      .map(({ text }) => text)
      .join(' ') === first.value;
  if (!introduced && !named && !written) return undefined;
  const values = [first.value];
  let end = after?.column === first.column ? after.end : first.end;
  while (/^(and|or|,)$/.test(sentence.lower(end))) {
    const at = /^(and|or)$/.test(sentence.lower(end + 1)) ? end + 2 : end + 1;
    const next = sentence.valueAt(at);
    if (next === undefined || next.column !== first.column) break;
    values.push(next.value);
    end = next.end;
  }
  if (table.columns[first.column] === undefined) return undefined;
  return { condition: oneOf(first.column, values, negated), end };
}

/** `in 2024`, `since March 2024`, `between 2023 and 2024`: about the table's only date, or its first. */
function timeAlone(sentence: Sentence, start: number, table: Described): Parsed | undefined {
  const word = sentence.lower(start);
  if (!/^(in|during|for|of|from|since|after|before|until|between|on|through|within)$/.test(word)) return undefined;
  const at = /^(the|year)$/.test(sentence.lower(start + 1)) ? start + 2 : start + 1;
  const period = periodAt(sentence.tokens, at);
  if (period === undefined) return undefined;
  const date = table.columns.findIndex(({ type }) => type === 'date');
  if (date < 0) return yearColumn(sentence, start, at, table);
  if (/^(between|from)$/.test(word)) {
    const joined = /^(and|to|until|through|till)$/.test(sentence.lower(period.end));
    const last = joined ? periodAt(sentence.tokens, period.end + 1) : undefined;
    if (last !== undefined) return spanFromTo(date, period, last);
  }
  const comparison = ({ since: '>=', after: '>', before: '<', until: '<=', through: '<=' } as const)[word as 'since'] as '>=' | undefined;
  const operator: Operator = comparison === undefined ? { kind: 'is', negated: false, end: at } : { kind: 'compare', comparison, end: at };
  return dated(date, operator, period);
}

/** A table whose years are numbers of their own. */
function yearColumn(sentence: Sentence, start: number, at: number, table: Described): Parsed | undefined {
  const column = table.columns.findIndex(({ name, type }) => type === 'number' && /(^|_)year$/i.test(name));
  const year = numberAt(sentence, at);
  if (column < 0 || year === undefined || !/^(in|for|during|of)$/.test(sentence.lower(start))) return undefined;
  return { condition: { kind: 'compare', column, comparison: '=', value: year }, end: at + 1 };
}
