import { capabilityOf } from './capabilities.ts';
import { readAction } from './language/action.ts';
import type { Clause } from './language/clause.ts';
import type { WholeClause } from './language/coordination.ts';
import type { Sentence } from './language/outline.ts';
import type { Token } from './language/token.ts';
import { wordsOf } from './order/mentions.ts';
import type { Unit } from './order/unit.ts';

/** Words of rules: "must", "may only". */
export const OBLIGING = /^(?:must|should|shall|can|cannot|can't|may|has|have|needs?)$/;

/** Said of what was ordered before: "can you do this?", "ensure it is at nine", "both tickets should be in my name". */
export function isRemark({ verb, tokens, text }: Clause, units: readonly Unit[]): boolean {
  if (units.length === 0 || verb === undefined) return false;
  const rest = tokens.slice(1);
  if (
    /^(?:do|handle|help|arrange|manage)$/.test(verb) &&
    rest.length > 0 &&
    rest.every(({ lower }) => /^(?:it|this|that|these|them|with|me|us|all|of|for|everything)$/.test(lower))
  )
    return true;
  if (/^(?:ensure|note|remember|guarantee)$/.test(verb) || /^(?:make sure|keep in mind)\b/i.test(text))
    return rest.some(({ lower }) => /^(?:is|are|be|that|has|have|was|gets?|can|will|cannot|not)$/.test(lower));
  if (tokens[0]?.lower === verb) return false;
  if (/\bshould be\b/.test(text)) return true;
  const subject = tokens.slice(
    0,
    tokens.findIndex(({ lower }) => OBLIGING.test(lower)),
  );
  const named = wordsOf(subject);
  return (
    isPassive(tokens) && units.some((unit) => unit.clause.verb === verb && wordsOf(unit.clause.tokens).some((word) => named.includes(word)))
  );
}

/** "The gate must be painted": what is done stands before the words that ask for it. */
export function isPassive(tokens: readonly Token[]): boolean {
  return tokens.some(
    ({ lower }, index) => lower === 'be' && index > 1 && tokens.slice(0, index).some((token) => OBLIGING.test(token.lower)),
  );
}

/** "How to plan a party": the heading of a list, not something to do. */
export function isHeading({ tokens }: Sentence): boolean {
  return tokens[0]?.lower === 'how' && tokens[1]?.lower === 'to';
}

/** An item that asks for different trades is several tasks: "fetch the data and write a report". */
export function hasSeveralTrades(orders: readonly WholeClause[], source: string): boolean {
  const trades = new Set(
    orders.map((order) => capabilityOf(order, readAction(order, source), undefined)).filter((capability) => capability !== undefined),
  );
  return orders.length > 1 && trades.size > 1 && trades.size === orders.length;
}
