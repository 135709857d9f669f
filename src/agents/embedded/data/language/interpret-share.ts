import type { Table } from '../table/table.ts';
import { mainMeasure } from './interpret-questions.ts';
import { takeMeasures } from './measures.ts';
import type { Sentence, ValueMention } from './sentence.ts';
import type { Step } from './steps.ts';

const ASKS_FOR_A_SHARE = /\b(?:share|percentage|percent|proportion|fraction)\b/;

/** What stands between a share and what has it: "comes from", "is made up by". */
const BEFORE_THE_OWNER = /^(?:comes?|came|coming|is|was|made|up|from|of|in|for|by|due|to|the|with|generated|earned|belongs?|goes)$/;

/**
 * "What share of the revenue comes from FR?": takes the values, and gives what makes the step once the rest of the instruction has been
 * read. Undefined when no share of some values of a column is asked for. Of values of several columns the last ones have the share, the others choose rows.
 */
export function takeShare(sentence: Sentence, table: Table): (() => Step[]) | undefined {
  const last = sentence.values.at(-1);
  if (last === undefined || !ASKS_FOR_A_SHARE.test(sentence.tokens.map(({ lower }) => lower).join(' '))) return undefined;
  const owners = sentence.values.filter(({ column }) => column === last.column);
  for (const owner of owners) takeWithWords(sentence, owner);
  return () => {
    for (const { column, start, end } of sentence.mentions) if (column === last.column) sentence.take(start, end);
    const [measure = mainMeasure(table)] = takeMeasures(sentence, table, new Set([last.column]));
    const only = [...new Set(owners.map(({ value }) => value))];
    return [{ do: 'group', grouping: { keys: [{ column: last.column }], measures: [measure], only } }];
  };
}

function takeWithWords(sentence: Sentence, { start, end }: ValueMention): void {
  sentence.take(start, end);
  for (let at = start - 1; at > 0 && BEFORE_THE_OWNER.test(sentence.lower(at)) && sentence.isFree(at); at--) sentence.take(at, at + 1);
}
