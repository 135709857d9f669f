import type { Condition } from '../operations/condition.ts';
import { namesThings } from '../table/roles.ts';
import { SURE } from './column-match.ts';
import { type Operator, operatorAt } from './comparators.ts';
import { type Described, knownValueAt, numberAt, oneOf, type Parsed, wordsAt } from './condition-values.ts';
import { aboutDate } from './date-conditions.ts';
import { periodAt } from './period.ts';
import { type Mention, POSSESSIVE, type Sentence } from './sentence.ts';
import { GROUP_WORDS, ROW_WORDS } from './vocabulary.ts';

/** `revenue > 100`, `region is North`, `date after 2024-03-01`, `region North`. */
export function aboutColumn(sentence: Sentence, mention: Mention, table: Described): Parsed | undefined {
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

/** `more than 100 units`, `over $500 in revenue`. */
export function comparisonFirst(sentence: Sentence, start: number, table: Described): Parsed | undefined {
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
export function valueAlone(sentence: Sentence, start: number, table: Described): Parsed | undefined {
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
      .join(' ')
      .replace(POSSESSIVE, '') === first.value;
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
