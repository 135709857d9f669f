/** What a verb does to what it is applied to: decides capability, what it needs and what it leaves behind. */
export const ACTS = [
  'calculate',
  'fetch',
  'process',
  'analyze',
  'visualize',
  'read',
  'summarize',
  'research',
  'write',
  'make',
  'revise',
  'translate',
  'compare',
  'code',
  'test',
  'deploy',
  'design',
  'look',
  'plan',
  'decide',
  'combine',
  'deliver',
  'book',
  'enable',
  'do',
] as const;

export type Act = (typeof ACTS)[number];

/**
 * How sure one can be that the word is a verb where an order could stand: `certain` always, `likely` also before a bare noun
 * ("plot revenue"), `rare` only before an article, a pronoun or a name ("water the plants").
 */
export type Certainty = 'certain' | 'likely' | 'rare';

export interface Verb {
  readonly act: Act;
  readonly certainty: Certainty;
}

/** A word is `certain`, `word?` is `likely`, `word??` is `rare`. */
const WORDS: Readonly<Record<Act, string>> = {
  calculate: `calculate compute add subtract multiply divide sum? total? average? square?? cube?? double? halve triple? solve evaluate
    estimate? count? convert tally? derive integrate differentiate round?? exponentiate`,
  fetch: `fetch load? download? import? retrieve obtain get ingest pull? scrape crawl extract? acquire collect gather query? grab
    access?`,
  process: `process? clean cleanse preprocess pre-process transform? filter? join? aggregate? group? sort? deduplicate dedupe normalize
    normalise standardize standardise reshape pivot? parse validate sanitize impute enrich wrangle tidy prepare reformat? anonymize
    tokenize label? annotate index? bin?? bucket?? cluster? classify categorize categorise rank? score?? encode?? decode split?
    remove delete? drop? rename replace fill? flag?? tag?? partition? resample scale?? vectorize augment`,
  analyze: `analyze analyse examine assess inspect interpret diagnose profile? audit? evaluate model?? forecast? predict
    measure? quantify correlate benchmark? segment?? break understand characterize detect`,
  visualize: `visualize visualise chart? plot? graph? draw? diagram?? sketch? map?? illustrate render depict display`,
  read: `read open? scan? skim view? browse`,
  summarize: `summarize summarise condense recap? abstract?? digest?? distill paraphrase abridge`,
  research: `research? investigate search? find look discover study? survey? monitor? explore learn check? inquire enquire track?
    identify locate determine ask? verify confirm observe query consult probe? scout? trace? list? name?? recommend suggest
    provide tell show? answer?`,
  write: `write draft? compose outline? pen?? author?? document? report? describe explain? brainstorm script?? blog?? record? note? jot log?
    transcribe type?? word?? phrase?? pitch?? title?? caption?`,
  make: `create make produce generate build prepare? construct put develop form? craft assemble setup set establish start? begin launch?`,
  revise: `review? refine revise edit proofread polish? improve rewrite rephrase finalize finalise correct? copyedit copy-edit critique?
    shorten expand update? modify adjust amend tweak? fix? enhance simplify reword format? restructure reorganize rework? perfect??
    double-check fact-check recheck tidy change? alter extend optimize optimise`,
  translate: `translate localize localise interpret`,
  compare: `compare contrast? weigh rank? match? benchmark? differentiate juxtapose`,
  code: `implement code? program? refactor debug develop patch? migrate port? scaffold compile? script?? rewrite wire?? hardcode
    instrument?? containerize dockerize vectorize automate hook?? prototype?`,
  test: `test? unit-test smoke-test stress-test load-test validate lint? verify qa??`,
  deploy: `deploy release? ship? rollout install? host?? push? commit? provision provision?`,
  design: `design? redesign mock?? mockup wireframe? style?? lay?? layout? decorate brand?? storyboard?`,
  look: `photograph ocr recognize recognise caption?`,
  plan: `plan? schedule? organize organise prioritize prioritise arrange coordinate? allocate assign? delegate budget? outline? timebox
    reschedule set-up rearrange`,
  decide: `choose pick? select decide vote?? determine approve reject shortlist nominate rate? grade?`,
  combine: `combine merge? consolidate compile? synthesize synthesise unify join? concatenate blend? reconcile mix? collate fuse? integrate`,
  deliver: `send email? e-mail? share? save? export? print? submit publish? post? upload? mail? forward notify inform deliver present?
    hand?? message? text?? announce distribute store? archive? back copy? attach file?? tweet? circulate broadcast? remind alert?
    return?? give reply? respond sync? transfer?`,
  book: `book? reserve? buy purchase? order? rent? hire pay cancel? subscribe register enroll enrol apply renew call? phone? contact?
    invite? visit? attend meet sell borrow lend donate invest deposit withdraw trade? exchange? refund? claim? redeem charter? lease?
    hail?? checkout unsubscribe complain? dial settle tip??`,
  enable: `log?? login sign?? connect authenticate activate enable unlock authorize start?? boot?? launch? initialize initialise switch??
    turn?? disable deactivate`,
  do: `do run? perform execute use? take move? put place? keep bring carry turn go come leave stay wait? stop? begin finish complete? close?
    add wash? cook? bake? boil? fry? grill? roast? chop? slice? peel stir pour? preheat heat? cool? mix? knead whisk? simmer? steam?? dry?? rinse?
    scrub? wipe? sweep? vacuum? mop?? dust?? iron?? fold? hang pack? unpack load? unload lift? push pull drive? walk? ride? run fly? travel? climb swim
    eat drink? sleep? rest? exercise? practice? practise play? sing dance? listen teach train? coach? mentor hire interview? recruit onboard
    promote advertise market?? launch sell negotiate sign close open? cut? paste? glue? sew? knit? paint? sand?? drill? hammer?? screw?? nail?? measure
    attach detach insert remove install? replace? repair? assemble dismantle mount? fasten tighten loosen water?? plant? weed?? harvest? feed? groom
    brush? trim? shave? dress?? wear apply spread? spray? sprinkle? season? serve? garnish? freeze thaw? melt brew? grind toast?? steep?? ferment pickle??
    marinate drain? strain?? click? press? type? enter tap? swipe? scroll? drag? select toggle navigate visit search choose hold? grab release? throw catch? kick?
    help ensure make let allow try? avoid consider remember follow watch? see hear know discuss? debate? talk? speak chat?? meet decide focus? learn study? memorize
    raise? lower reduce increase? boost? lose gain? save? spend count weigh mark? cover? wrap? tie? shake? roll? press rub? soak? bury dig burn? light??
    clear? empty?? fill? refill change? charge? unplug plug? configure customize customise adapt handle manage operate control? monitor maintain support?
    protect secure? encrypt decrypt backup? restore reset? restart reboot update? upgrade? downgrade uninstall convert extract compress decompress zip?? unzip
    simulate? emulate replicate reproduce repeat? iterate loop?? map?? reduce record? stream?? play pause? resume? mute? rotate crop? resize blur??
    hide reveal highlight? underline bold?? insert append prepend swap? reverse? flip? shuffle? step?? proceed continue spread celebrate congratulate thank greet
    welcome? praise? encourage motivate inspire persuade convince confirm deny refuse accept reject approve sketch? trace? shape?? carve? sculpt mold?? cast??
    crush mash? squeeze? toss? dice? mince grate?? sift dissolve dilute evaporate distill titrate react?? sterilize disinfect vaccinate
    bandage? treat? cure? diagnose prescribe inject feel? touch? smell? taste? park? tow?? steer accelerate brake?? board?? disembark land?? dock??
    pitch? camp?? hike? fish?? hunt? shop? haggle cash?? donate volunteer? fundraise
    quit resign retire relocate move renovate furnish declutter recycle dispose throw trash?? mow rake?? shovel? prune
    gather attend greet seat?? pray? meditate stretch? breathe relax? balance? focus inhale exhale squat?? jog? sprint?? warm?
    grow breed? hatch?? adopt train? hop?? skip? jump? dive? surf? ski?? skate? bathe shower? flush? polish? wax?? sharpen oil?? grease?? lubricate inflate deflate
    calibrate? align adjust level? center? fit?? hook? link? bind? bundle? stack? pile?? sort? shelve deliver? dispatch? receive unwrap inspect`,
};

/** Verbs of two words. The particle may stand after a short object: "look it up". */
const PARTICLES: Readonly<Record<string, string>> = {
  look: 'up into for at over',
  find: 'out',
  log: 'in into on out',
  sign: 'up in into out',
  check: 'in out',
  set: 'up',
  wake: 'up',
  get: 'up',
  pick: 'up out',
  write: 'up down',
  clean: 'up',
  break: 'down',
  turn: 'on off',
  switch: 'on off',
  carry: 'out',
  figure: 'out',
  work: 'out on',
  put: 'together',
  fill: 'in out',
  back: 'up',
  roll: 'out',
  lay: 'out',
  mock: 'up',
  follow: 'up',
  sum: 'up',
  hand: 'in over',
  point: 'out',
  note: 'down',
  boot: 'up',
  wrap: 'up',
  cut: 'out',
  print: 'out',
  send: 'out',
  tidy: 'up',
  warm: 'up',
};

/** Two-word verbs whose act differs from that of the verb alone. */
const TWO_WORD_ACTS: Readonly<Record<string, Act>> = {
  'log in': 'enable',
  'log into': 'enable',
  'log on': 'enable',
  'sign in': 'enable',
  'sign into': 'enable',
  'turn on': 'enable',
  'switch on': 'enable',
  'boot up': 'enable',
  'set up': 'make',
  'work out': 'calculate',
  'figure out': 'research',
  'write up': 'write',
  'write down': 'write',
  'note down': 'write',
  'break down': 'analyze',
  'sum up': 'summarize',
  'carry out': 'do',
  'put together': 'make',
  'roll out': 'deploy',
  'clean up': 'process',
  'pick up': 'do',
  'back up': 'deliver',
};

/** Verbs that need no object, so that none is borrowed for them: "sit down and read the book". */
const INTRANSITIVE: ReadonlySet<string> = new Set(
  `relax sleep rest wait exercise shower meditate sit stand go come travel login stay leave walk run swim jump stretch breathe pray
  pause proceed continue celebrate shop hike jog dance sing talk chat listen eat drink look help log sign`.split(/\s+/),
);

const VERBS: ReadonlyMap<string, Verb> = readWords();

/** An earlier act keeps a word that a later one names too, unless the earlier was less certain of it. */
function readWords(): Map<string, Verb> {
  const verbs = new Map<string, Verb>();
  for (const [act, words] of Object.entries(WORDS) as [Act, string][]) {
    for (const entry of words.split(/\s+/)) {
      const word = entry.replace(/\?+$/, '');
      if (word === '' || verbs.has(word)) continue;
      const marks = entry.length - word.length;
      verbs.set(word, { act, certainty: marks === 0 ? 'certain' : marks === 1 ? 'likely' : 'rare' });
    }
  }
  return verbs;
}

/** A verb in its base form, if the lexicon has it. */
export function verbOf(word: string): Verb | undefined {
  return VERBS.get(word);
}

/** What a verb with its particle does: "look up", "log in". */
export function actWithParticle(verb: string, particle: string | undefined): Act | undefined {
  if (particle !== undefined) {
    const act = TWO_WORD_ACTS[`${verb} ${particle}`];
    if (act !== undefined) return act;
  }
  return VERBS.get(verb)?.act;
}

export function takesParticle(verb: string, particle: string): boolean {
  return PARTICLES[verb]?.split(' ').includes(particle) ?? false;
}

export function isIntransitive(verb: string): boolean {
  return INTRANSITIVE.has(verb);
}
