import { stemOf } from './word-forms.ts';

/** What passes from one task to the next. */
export const KINDS_OF_THINGS = [
  'data',
  'analysis',
  'findings',
  'document',
  'deck',
  'chart',
  'number',
  'code',
  'picture',
  'choice',
] as const;

export type Kind = (typeof KINDS_OF_THINGS)[number];

/** Head nouns that say what kind of thing is meant. */
const KIND_WORDS: Readonly<Record<Kind, string>> = {
  data: `data dataset datasets table spreadsheet records rows csv database sheet logs log tables columns dataframe feed figures sales inventory transactions
    measurements readings survey responses telemetry`,
  analysis: `analysis analyses insights insight statistics stats metrics comparison forecast prediction trends trend breakdown correlation patterns
    evaluation assessment diagnosis`,
  findings: `findings research sources evidence references papers articles literature information facts background news material notes studies
    reviews quotes`,
  document: `report reports summary summaries article essay brief briefing document documents memo proposal whitepaper letter email e-mail newsletter post
    text story poem haiku paper manuscript chapter outline abstract overview review draft copy script speech biography readme documentation
    translation recap conclusion conclusions recommendations recommendation section sections introduction press-release guide tutorial
    manual handbook checklist plan minutes transcript case-study faq description contract agreement resume synopsis song lyrics joke
    limerick sonnet novel blog itinerary agenda caption captions`,
  deck: `presentation presentations slides deck slideshow powerpoint keynote slide-deck pptx`,
  chart: `chart charts graph graphs plot plots visualization visualizations visualisation visualisations diagram diagrams dashboard histogram infographic
    figure heatmap timeline`,
  number: `sum total product difference quotient result results average mean median number value ratio percentage remainder answer`,
  code: `code function functions script program app application website site api endpoint module class component library package feature bug
    tests test service server parser algorithm prototype backend frontend pipeline schema migration tool bot plugin
    repository repo codebase query regex page landing-page game calculator`,
  picture: `logo poster banner image picture photo illustration icon mockup wireframe flyer thumbnail drawing painting`,
  choice: `decision choice winner option shortlist selection`,
};

const KINDS: ReadonlyMap<string, Kind> = new Map(
  (Object.entries(KIND_WORDS) as [Kind, string][])
    .flatMap(([kind, words]) => words.split(/\s+/).map((word): [string, Kind] => [word, kind]))
    .reverse(),
);

/** The kind of thing that a head noun names, if the lexicon has it. */
export function kindOf(noun: string): Kind | undefined {
  return KINDS.get(noun) ?? KINDS.get(noun.replace(/s$/, ''));
}

/** Nouns for arithmetic: "the sum of", "the product of". */
export const NUMBER_NOUNS: ReadonlySet<string> = new Set(
  `sum total product difference quotient average mean median ratio percentage remainder square cube root factorial logarithm minimum
  maximum value area volume`.split(/\s+/),
);

/** A process by its noun: "after the reservation" is after reserving. By stem. */
const ACTION_NOUNS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  `booking:book,reserve reservation:reserve,book purchase:buy,purchase,order payment:pay,settle order:order,place,buy registration:register,enroll
  enrollment:enroll cancellation:cancel appointment:book,schedule,make,see installation:install download:download,fetch upload:upload
  search:search,find analysis:analyze,analyse research:research,investigate comparison:compare translation:translate review:review
  calculation:calculate,compute test:test tests:test testing:test deployment:deploy release:release delivery:deliver,send,ship meeting:meet,attend,organize,schedule
  call:call,phone consultation:consult,see,talk application:apply,submit login:login,log,sign approval:approve selection:select,choose decision:decide,choose
  cleaning:clean preparation:prepare summary:summarize,write report:write,create presentation:present,create,make visualization:visualize,plot,chart
  transfer:transfer,send,move sale:sell subscription:subscribe interview:interview visit:visit,go inspection:inspect evaluation:evaluate
  design:design implementation:implement build:build draft:draft,write exam:take class:take,attend workshop:attend,organize flight:fly,book trip:travel,book`
    .split(/\s+/)
    .map((entry) => {
      const [noun = '', verbs = ''] = entry.split(':');
      return [stemOf(noun), verbs.split(',')] as const;
    }),
);

/** The verbs that a noun for a process stands for: "payment" is pay. */
export function verbsOfNoun(noun: string): readonly string[] {
  return ACTION_NOUNS[stemOf(noun)] ?? [];
}

/** Second halves of compound nouns whose first half could be a verb: "test results", "review articles", "search engine". */
const COMPOUND_SECONDS: ReadonlySet<string> = new Set(
  `engine engines results result cases case articles article papers paper patterns pattern card history code number numbers size share trends
  guide habits record records label media changes labels strategy strategies team teams plan plans items service services center
  details page pages time times date dates price prices rate rates type types level levels list lists name names address addresses status
  options settings system systems process processes department industry sector value values quality controls management manager activity
  activities tips costs cost budget budgets options methods method techniques tools tool software platforms platform companies providers
  club books titles room rooms ticket tickets agency agencies station stations area areas notes form forms sheet sheets
  improvements efficiency requirements needs issues risks policy policies performance speed capacity`.split(/\s+/),
);

export function isCompoundSecond(word: string): boolean {
  return COMPOUND_SECONDS.has(word);
}
