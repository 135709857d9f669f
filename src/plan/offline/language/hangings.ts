import type { Hanging } from './clause.ts';
import type { Link } from './openings.ts';
import type { Token } from './token.ts';

/** Words at the end of a clause that say when or whether, not what. */
const TRAILING: readonly (readonly [RegExp, { readonly link?: Link; readonly optional?: boolean }])[] = [
  [/(?:^| )(?:afterwards?|after that|after this|subsequently|thereafter|next|later(?: on)?|then)$/, { link: 'sequence' }],
  [/(?:^| )(?:at the end|in the end|finally|last(?:ly)?|at last)$/, { link: 'end' }],
  [/(?:^| )(?:in parallel|at the same time|simultaneously|concurrently|meanwhile|in the meantime)$/, { link: 'parallel' }],
  [
    /(?:^| )(?:if (?:at all )?possible|if you can|if (?:there is |there's |you have )?time(?: permits| allows)?|optionally|if needed|if necessary|\(optional(?:ly)?\)|\(if possible\)|\(if time permits\)|\(nice to have\))$/,
    { optional: true },
  ],
  [/(?:^| )(?:please|too|as well|also|for me|thanks|thank you|and|or|,|;|but|so|-)$/, {}],
];

/** What such words can end with. */
const TRAILING_LAST: ReadonlySet<string> = new Set(
  `afterwards afterward that this subsequently thereafter next later on then end finally last lastly parallel time simultaneously concurrently
  meanwhile meantime possible can permits allows optionally needed necessary please too well also me thanks you and or , ; but so -`
    .split(/\s+/)
    .concat('(optional)', '(optionally)', '(if possible)', '(if time permits)', '(nice to have)'),
);

/** Takes words like "afterwards", "if possible" and "please" off the end of a clause. */
export function takeTrailingWords(tokens: readonly Token[]): {
  readonly tokens: readonly Token[];
  readonly link?: Link;
  readonly optional: boolean;
} {
  let kept = tokens;
  let link: Link | undefined;
  let optional = false;
  for (let round = 0; round < 6; round++) {
    if (!TRAILING_LAST.has(kept.at(-1)?.lower ?? '')) break;
    const tail = kept
      .slice(-6)
      .map(({ lower }) => lower)
      .join(' ');
    const found = TRAILING.map(([pattern, effect]) => [pattern.exec(tail)?.[0].trim(), effect] as const).find(
      ([text]) => text !== undefined,
    );
    if (found?.[0] === undefined) break;
    const words = found[0].startsWith('(') ? 1 : found[0].split(' ').length;
    if (words >= kept.length) break;
    kept = kept.slice(0, -words);
    link ??= found[1].link;
    optional ||= found[1].optional ?? false;
  }
  return { tokens: kept, ...(link === undefined ? {} : { link }), optional };
}

/** Takes subordinate clauses of time off a clause: "email it once it is done", "wash up before leaving". */
export function takeHangings(
  tokens: readonly Token[],
  verbAt: number,
): { readonly main: readonly Token[]; readonly hangings: readonly Hanging[] } {
  const starts: { readonly at: number; readonly words: number; readonly relation: Hanging['relation'] }[] = [];
  for (let index = verbAt + 1; index < tokens.length; index++) {
    const found = relationAt(tokens, index);
    if (found === undefined) continue;
    starts.push({ at: found.from, words: index + found.words - found.from, relation: found.relation });
    index += found.words - 1;
  }
  const [first] = starts;
  if (first === undefined || first.at <= verbAt) return { main: tokens, hangings: [] };
  const hangings = starts.map(({ at, words, relation }, index) => ({ relation, tokens: tokens.slice(at + words, starts[index + 1]?.at) }));
  return { main: tokens.slice(0, first.at), hangings };
}

function relationAt(
  tokens: readonly Token[],
  index: number,
): { readonly relation: Hanging['relation']; readonly words: number; readonly from: number } | undefined {
  const word = tokens[index]?.lower ?? '';
  const next = tokens[index + 1];
  if (next === undefined || next.kind === 'mark') return undefined;
  const before = tokens[index - 1]?.lower ?? '';
  const from = /^(?:only|right|immediately|just|shortly|directly|soon|straight)$/.test(before) ? index - 1 : index;
  switch (word) {
    case 'after':
      return /^(?:look|looks|looking|day|days|hour|hours|minutes?|week|weeks|month|months|year|years|named|soon|the)$/.test(before)
        ? undefined
        : { relation: 'after', words: 1, from };
    case 'once':
    case 'upon':
      return /^(?:at|all|a|per|more|only)$/.test(before) || next.lower === 'a' ? undefined : { relation: 'after', words: 1, from };
    case 'when':
      return /^(?:about|of|know|tell|exactly|and|decide|me)$/.test(before) ? undefined : { relation: 'after', words: 1, from };
    case 'as':
      return next.lower === 'soon' && tokens[index + 2]?.lower === 'as' ? { relation: 'after', words: 3, from } : undefined;
    case 'before':
      return /^(?:day|days|hour|hours|minutes?|week|weeks|month|months|year|years|night|evening|ever|never|the|as|than)$/.test(before)
        ? undefined
        : { relation: 'before', words: 1, from };
    case 'prior':
      return next.lower === 'to' ? { relation: 'before', words: 2, from } : undefined;
    default:
      return undefined;
  }
}
