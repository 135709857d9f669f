import type { Token } from './token.ts';
import { verbOf } from './verbs.ts';

/** How a clause says it stands to what was said before. `sequence`: after it; `end`: after everything; `parallel`: beside it. */
export type Link = 'sequence' | 'end' | 'start' | 'parallel' | 'addition';

/** What stands before the words that say what to do: "then, if possible, could you please". */
export interface Opening {
  /** Index of the first token after it. */
  readonly at: number;
  readonly link?: Link;
  readonly optional: boolean;
  /** It asks for something: "could you", "I want to". What follows is an order even where a noun would be more likely. */
  readonly asks: boolean;
  /** It wants a thing, not an action: "I need a report". */
  readonly wants: boolean;
  /** It is followed by a gerund: "start by cleaning". */
  readonly gerund: boolean;
  /** It asks politely, for the first time: "please", "can you". */
  readonly polite: boolean;
  /** It is a goal that the rest spells out: "I want to move house." */
  readonly goal: boolean;
  /** It forbids: "do not". */
  readonly forbids: boolean;
}

const DONE = '(?:all )?(?:done|finished|completed?|ready|over|in place|available|through)';

const LINKS: readonly (readonly [Link, RegExp])[] = [
  [
    'sequence',
    new RegExp(
      `^(?:then|next|afterwards?|after (?:that|this|which|it|completing (?:that|this|it|these))|subsequently|thereafter|following (?:that|this)|later on|later|from there|(?:once|when|as soon as|after) (?:that|this|it|they|everything|all(?: of)?(?: that| this| those| these)?|these|those|both|you)(?:'s|'re| is| are| has been| have been|'ve| have| has)? (?:been )?${DONE}|(?:once|when) (?:you finish|you're done|${DONE})|upon completion|second|secondly|third|thirdly|fourth|fourthly|fifth|followed by|as a (?:next|second|third|follow-up) step|in turn)(?= |$)`,
    ),
  ],
  [
    'end',
    /^(?:finally|lastly|last but not least|in the end|at the very end|at the end|to (?:finish|conclude|wrap up)(?: off)?|as a (?:last|final) step|ultimately|eventually|last(?= ,))(?= |$)/,
  ],
  ['start', /^(?:first of all|first off|first|firstly|to (?:begin|start)(?: with| off)?(?= ,)|initially|as a first step)(?= |$)/],
  [
    'parallel',
    /^(?:meanwhile|in the mean ?time|at the same time|simultaneously|in parallel(?: (?:to|with) (?:that|this))?|concurrently|alongside (?:that|this))(?= |$)/,
  ],
  [
    'addition',
    /^(?:also|additionally|in addition(?: to (?:that|this))?|furthermore|moreover|besides(?: that)?|plus|likewise|on top of (?:that|this)|separately|apart from (?:that|this)|aside from (?:that|this)|as well(?: as)?|similarly|independently|other than that)(?= |$)/,
  ],
];

const OPTIONAL =
  /^(?:\(?optionally\)?|\(?optional\)?(?= [:-])|if (?:at all )?possible|if you can|if (?:there(?:'s| is) (?:enough )?|you have )?time(?: permits| allows| remains)?|if time|if feasible|ideally|perhaps|maybe|possibly|where possible|if (?:needed|necessary|applicable|you like|you want|desired|you wish)|preferably|as a bonus|bonus|as a stretch goal|nice to have|as an extra)(?= |$)/;

const POLITE =
  /^(?:please|pls|kindly|just|now|so|okay|ok|well|hey|hi|hello|thanks|thank you|go ahead and|simply|immediately|quickly|carefully|thoroughly|automatically|again|still|actually|right away|be sure to|make sure (?:to|you|that you)|remember to|don't forget to|do not forget to|try to|feel free to|proceed to|continue to|move on to|go on to|but)(?= |$)/;

const ADVERBS =
  '(?: (?:also|really|then|still|just|now|definitely|first|next|finally|further|kindly|please|always|eventually|immediately|urgently|currently))*';
const HELPING = '(?: (?:please )?(?:help|assist)(?: me| us)?(?: to(?= ))?)?';

/** Stems that ask for an action; `to` and the like are part of them. */
const ASKING: readonly RegExp[] = [
  new RegExp(
    `^(?:i|we|you)${ADVERBS}(?:'d| would| do|'ll| will)?${ADVERBS} (?:want|need|wish|like|love|have|require|got|intend|aim|ought|hope|plan|prefer|decide|decided|expect|request|ask)${ADVERBS} (?:you to${ADVERBS}${HELPING}|(?:someone|somebody|help|your help|assistance|your assistance|support) (?:to|in|with)|to${ADVERBS}(?: be able to| have you)?)(?= |$)`,
  ),
  new RegExp(
    `^(?:i|we)(?:'m| am|'re| are)${ADVERBS} (?:going|looking|planning|trying|hoping|about|supposed|required|asked|thinking (?:about|of)|interested in|considering|working on)(?: to)?(?= |$)`,
  ),
  new RegExp(
    `^(?:can|could|would|will|may|might|shall|should)(?: (?:you|we|i|someone|anyone))${ADVERBS}(?: be (?:able|willing|so kind as) to| like to| mind| want to)?${HELPING}(?= |$)`,
  ),
  new RegExp(`^(?:(?:i|we) )?(?:hope|wish|hoping) (?:that )?you (?:can|could|will|would)${ADVERBS}${HELPING}(?= |$)`),
  /^(?:you|we|i)(?:'ll| will| should| must| can| could| need to| have to| ought to| shall| may)(?= |$)/,
  /^(?:please )?(?:help|assist) (?:me|us)(?: (?:to|with|in|by|out with|out by))?(?= |$)/,
  /^(?:let's|let us|let me|lets)(?= |$)/,
  /^(?:it (?:would|will|'d) be (?:great|nice|good|helpful|ideal|wonderful|perfect) if (?:you|we) (?:can|could|would|will))(?: also| then| please)?(?= |$)/,
  /^(?:(?:your|the|my|our) (?:task|job|mission|goal|objective|aim|plan|assignment|idea) (?:is|will be|now is)(?: to)?)(?= |$)/,
  /^(?:(?:start|begin|finish|end|conclude|continue|proceed|follow up|finish up|wrap up)(?: off| out)? (?:by|with))(?= |$)/,
  /^(?:(?:please )?(?:ensure|make certain) (?:to|you|that you))(?= |$)/,
  /^(?:i|we)(?: would|'d) appreciate (?:it if you (?:could|would)|(?:your )?help (?:with|in))(?: also| then)?(?= |$)/,
  /^(?:(?:i|we) )?(?:require|need|am in need of|request) (?:your |some |a little )?(?:help|assistance|support) (?:with|in|to)(?= |$)/,
];

const GERUND_ENDING = /(?:by|with|in|about|of|on|mind|considering|interested in)$/;

/** Stems that ask for a thing. */
const WANTING = new RegExp(
  `^(?:(?:i|we)${ADVERBS}(?:'d| would|'m| am|'ll| will)?${ADVERBS} (?:want|need|like|love|require|looking for|in need of|interested in|prefer|request)|(?:we|i)(?:'re| are|'m| am) looking for|looking for|what i (?:want|need) is)(?= |$)`,
);

const GOAL =
  /^(?:i|we|you|my|our|the)\b.*\b(?:want|need|like|plan|planning|hope|hoping|wish|going|trying|intend|aim|goal|objective|looking|love|have|task|job)\b/;

const FORBIDDING = /^(?:(?:do not|don't|never|avoid|no need to|without|not|you must not|you should not|you shouldn't|it is not)(?= |$))/;

/** Longest opening that is read. */
const WINDOW = 16;

/** Words that tell the order only before a comma or an action: "next, clean it", but "next week". */
const AMBIGUOUS: ReadonlySet<string> = new Set(['next', 'second', 'third', 'fourth', 'fifth', 'first', 'later', 'last', 'plus', 'then']);

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** What each kind of opening can start with. Most clauses start with none of these: then no pattern is tried. */
const FIRST_WORDS = {
  asking: words(
    `i i'd i'm i'll we we're we'd we'll you you'll can could would will may might shall should hope wish hoping please help assist let's let lets it it'd your the
    my our start begin finish end conclude continue proceed follow wrap ensure make require need am request`,
  ),
  linking: words(
    `then next afterwards afterward after subsequently thereafter following later from once when as upon second secondly third thirdly fourth fourthly fifth
    followed in finally lastly last at to ultimately eventually first firstly initially meanwhile simultaneously concurrently alongside also additionally
    furthermore moreover besides plus likewise on separately apart aside similarly independently other`,
  ),
  optional: words('optionally (optionally) optional (optional) if ideally perhaps maybe possibly where preferably as bonus nice'),
  polite: words(
    `please pls kindly just now so okay ok well hey hi hello thanks thank go simply immediately quickly carefully thoroughly automatically again still
    actually right be make remember don't do try feel proceed continue move but`,
  ),
  wanting: words("i i'd i'm i'll we we're we'd we'll looking what"),
  forbidding: words("do don't never avoid no without not you it"),
};

/** Reads the words before an action, from the token at `from`. O(1): a window of tokens. */
export function readOpening(tokens: readonly Token[], from: number): Opening {
  let at = from;
  let link: Link | undefined;
  let optional = false;
  let asks = false;
  let gerund = false;
  let goal = false;
  for (let round = 0; round < MOST_PARTS; round++) {
    const first = tokens[at]?.lower ?? '';
    const window = windowAt(tokens, at);
    const asking = FIRST_WORDS.asking.has(first) ? longest(ASKING.map((pattern) => pattern.exec(window)?.[0])) : undefined;
    const linking = FIRST_WORDS.linking.has(first) ? linkIn(window, tokens, at) : undefined;
    let length = 0;
    if (asking !== undefined) {
      length = countWords(asking);
      asks = true;
      gerund = GERUND_ENDING.test(asking);
      goal ||= GOAL.test(asking);
    } else if (linking !== undefined) {
      length = linking.words;
      gerund ||= tokens[at + length - 1]?.lower === 'by';
      if (link === undefined || link === 'addition') link = linking.link;
    } else if (FIRST_WORDS.optional.has(first) && OPTIONAL.test(window)) {
      length = countWords(OPTIONAL.exec(window)?.[0] ?? '');
      optional = true;
    } else if (first.startsWith('(') && /^\((?:optional(?:ly)?|if possible|if time permits|nice to have)\)$/.test(first)) {
      length = 1;
      optional = true;
    } else {
      const polite = FIRST_WORDS.polite.has(first) ? POLITE.exec(window)?.[0] : undefined;
      length = countWords(polite ?? (first.endsWith('ly') ? adverbIn(window) : undefined) ?? '');
    }
    if (length === 0) break;
    at += length;
    while (tokens[at]?.lower === ',' || tokens[at]?.lower === ':') at++;
  }
  const first = tokens[at]?.lower ?? '';
  const wanting = !asks && FIRST_WORDS.wanting.has(first) ? WANTING.exec(windowAt(tokens, at))?.[0] : undefined;
  return {
    at: at + countWords(wanting ?? ''),
    ...(link === undefined ? {} : { link }),
    optional,
    asks,
    wants: wanting !== undefined,
    gerund,
    goal,
    polite: link === undefined && /^(?:please|kindly|can|could|would|will|help)$/.test(tokens[from]?.lower ?? '') && at > from,
    forbids: FIRST_WORDS.forbidding.has(first) && FORBIDDING.test(windowAt(tokens, at)),
  };
}

/** An opening has no more parts than this: "then, if possible, could you please also". */
const MOST_PARTS = 8;

function windowAt(tokens: readonly Token[], at: number): string {
  return tokens
    .slice(at, at + WINDOW)
    .map(({ lower }) => lower)
    .join(' ');
}

function countWords(text: string): number {
  return text === '' ? 0 : text.split(' ').length;
}

function longest(texts: readonly (string | undefined)[]): string | undefined {
  return texts.reduce((best, text) => ((text?.length ?? 0) > (best?.length ?? 0) ? text : best), undefined);
}

function linkIn(window: string, tokens: readonly Token[], at: number): { readonly link: Link; readonly words: number } | undefined {
  for (const [link, pattern] of LINKS) {
    const found = pattern.exec(window)?.[0];
    if (found === undefined) continue;
    const words = countWords(found);
    const next = tokens[at + words];
    if (AMBIGUOUS.has(found) && found !== 'then' && !leadsToAction(next)) return undefined;
    return { link, words };
  }
  return undefined;
}

function leadsToAction(next: Token | undefined): boolean {
  if (next === undefined) return false;
  return (
    next.lower === ',' ||
    next.lower === ':' ||
    verbOf(next.lower) !== undefined ||
    /^(?:i|you|we|i'd|i'll|please|can|could|would|also|if)$/.test(next.lower)
  );
}

/** "Carefully read ...": an adverb that ends in -ly may stand before any verb. */
function adverbIn(window: string): string | undefined {
  return /^(?!(?:apply|supply|reply|multiply|comply|rely|fly|family|only|early|daily|weekly|monthly|yearly|july|italy)\b)[a-z]{3,}ly(?= [a-z])/.exec(
    window,
  )?.[0];
}
