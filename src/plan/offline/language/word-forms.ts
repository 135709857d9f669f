import { verbOf } from './verbs.ts';

/** Past forms that no rule gives. */
const IRREGULAR: Readonly<Record<string, string>> = Object.fromEntries(
  `did:do done:do went:go gone:go got:get gotten:get made:make built:build wrote:write written:write sent:send found:find read:read ran:run
  bought:buy paid:pay sold:sell met:meet taken:take took:take given:give gave:give chosen:choose chose:choose drawn:draw drew:draw
  drove:drive driven:drive eaten:eat ate:eat spoken:speak taught:teach told:tell thought:think brought:bring caught:catch held:hold
  kept:keep left:leave lent:lend lost:lose put:put set:set shot:shoot shown:show showed:show shut:shut sung:sing slept:sleep spent:spend
  spread:spread swept:sweep torn:tear thrown:throw understood:understand woken:wake worn:wear hung:hang fed:feed cut:cut begun:begin
  began:begin broken:break broke:break known:know seen:see saw:see learnt:learn laid:lay led:lead shipped:ship dried:dry fried:fry`
    .split(/\s+/)
    .map((pair) => pair.split(':') as [string, string]),
);

/** Nouns that only look like gerunds. */
const NOT_GERUNDS: ReadonlySet<string> = new Set(
  `evening morning meeting building nothing something anything everything during being having wedding ceiling clothing pricing marketing
  engineering thing string ring king spring wing swing sibling pudding earring parking housing seating interesting existing following
  according including regarding concerning outstanding upcoming remaining`.split(/\s+/),
);

/** The base form of a gerund ("cleaning" is "clean"), if it looks like one. */
export function baseOfGerund(word: string): string | undefined {
  if (!/^[a-z-]{2,}ing$/.test(word) || NOT_GERUNDS.has(word)) return undefined;
  const stem = word.slice(0, -3);
  if (!/[aeiouy]/.test(stem)) return undefined;
  return known(restorations(stem));
}

/** The base form of a past participle ("cleaned" is "clean"), if it looks like one. */
export function baseOfParticiple(word: string): string | undefined {
  const irregular = IRREGULAR[word];
  if (irregular !== undefined) return irregular;
  if (!/^[a-z-]{2,}ed$/.test(word)) return undefined;
  const stem = word.slice(0, -2);
  if (!/[aeiouy]/.test(stem)) return undefined;
  return known(word.endsWith('ied') ? [`${word.slice(0, -3)}y`] : restorations(stem));
}

/** The base form of a third person ("cleans" is "clean"), if the lexicon has it. */
export function baseOfThirdPerson(word: string): string | undefined {
  if (!word.endsWith('s')) return undefined;
  return [word.slice(0, -1), word.slice(0, -2), `${word.slice(0, -3)}y`].find((base) => verbOf(base) !== undefined);
}

function restorations(stem: string): string[] {
  const doubled = /([bdgklmnprtv])\1$/.test(stem) ? [stem.slice(0, -1)] : [];
  return [stem, `${stem}e`, ...doubled];
}

/** The first form that the lexicon has; else what the spelling suggests. */
function known(candidates: readonly string[]): string | undefined {
  const listed = candidates.find((candidate) => verbOf(candidate) !== undefined);
  if (listed !== undefined) return listed;
  const [stem = '', withE = '', doubled] = candidates;
  if (doubled !== undefined && !/(?:ss|ll|ff|zz)$/.test(stem)) return doubled;
  return /(?:at|iz|is|uc|ag|ang|dg|nc|rc|rg|lv|rv|iv|av|uat|it|ut|ot|u|c|v|z|os|as|us|ibl|abl|tl|dl|gl|pl)$/.test(stem) ? withE : stem;
}

/** Words that say nothing about what a text is about. */
const STOPWORDS: ReadonlySet<string> = new Set(
  `a an the this that these those it its they them their he she his her him we us our you your i me my mine and or but nor so of in on at to from
  with without by for as into onto about over under between among through during per via is are was were be been being am do does did done
  has have had having will would shall should can could may might must not no any all each every both either some more most other others such
  same own than too very just also then there here when where while if because until after before once again only both up down out off
  please using use used based need needs needed want step steps task tasks`.split(/\s+/),
);

export function isStopword(word: string): boolean {
  return STOPWORDS.has(word);
}

/** A short form in which "analyses", "analysed" and "analysing" are the same. A light stemmer: for matching words, never for showing. */
export function stemOf(word: string): string {
  let stem = word
    .toLowerCase()
    .replace(/['’]s?$/, '')
    .replace(/[^\p{L}\p{N}]+/gu, '');
  if (stem.length <= 3) return stem;
  stem = stem
    .replace(/(?:sses)$/, 'ss')
    .replace(/ies$/, 'y')
    .replace(/([^su])s$/, '$1');
  if (stem.length > 5) stem = stem.replace(/(?:ings?|edly|ed|ingly)$/, '');
  if (stem.length > 5) stem = stem.replace(/(?:ations?|ation|ition|ment|ness|able|ible|ally|ly)$/, '');
  if (/([bdglmnprt])\1$/.test(stem)) stem = stem.slice(0, -1);
  if (stem.length > 3) stem = stem.replace(/(?:e|y|i)$/, '');
  return stem;
}
