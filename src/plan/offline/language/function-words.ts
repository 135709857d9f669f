const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** What can only start a noun phrase: the word before it, if it stands where an order could, is a verb. */
export const DETERMINERS = words(
  `a an the my your our their his her its this these those that some any each every all both several many another no
  whatever whichever what which how who whether where why when whose`,
);

/** Pronouns that stand for things. */
export const OBJECT_PRONOUNS = words(
  'it them this that these those me us him her you everything something anything one ones each both all',
);

export const PREPOSITIONS = words(
  `of in on at to from with without by for as into onto about over under between among through during per via against within toward towards
  across along around behind beside besides beyond concerning regarding despite except inside near off outside since than until upon
  including using like`,
);

/** What shows that the word before it is the subject of a sentence and no order. */
export const FINITE = words(
  `is are was were be been am isn't aren't wasn't weren't has have had hasn't haven't do does did doesn't don't will would won't can could
  cannot can't should must may might shall needs wants looks seems appears became becomes means includes contains consists requires
  shows says covers of`,
);

export const QUESTION_WORDS = words("what what's which who who's whom whose when where where's why how how's");

export const CONJUNCTIONS = words('and or nor but & and/or');

/** Verbs whose object follows a preposition: "search for", "report on". */
export const PREPOSITIONAL_VERBS = words(
  `search look check apply log sign ask work focus listen register subscribe pay wait talk go come move walk respond reply travel drive
  switch report browse shop hunt iterate zoom navigate prepare vote plan write research read post publish upload export print submit save
  start stop begin step turn connect enroll build comment decide elaborate expand fly hike improve inquire invest land listen login map scan
  speak transfer sync rank sort group filter join add attend blend book brainstorm call chat commit contribute convert count`,
);

/** Words after which a clause may hang on the main one, and what the order of the two is. */
export const SUBORDINATORS: Readonly<Record<string, 'after' | 'before' | 'beside' | 'condition' | 'other'>> = {
  after: 'after',
  once: 'after',
  when: 'after',
  upon: 'after',
  following: 'after',
  having: 'after',
  before: 'before',
  while: 'beside',
  whilst: 'beside',
  if: 'condition',
  unless: 'condition',
  whenever: 'condition',
  provided: 'condition',
  assuming: 'condition',
  using: 'other',
  given: 'other',
  for: 'other',
  with: 'other',
  in: 'other',
  on: 'other',
  from: 'other',
  based: 'other',
  by: 'other',
  to: 'other',
  as: 'other',
  since: 'other',
  because: 'other',
  at: 'other',
  considering: 'other',
  without: 'other',
  within: 'other',
  during: 'other',
  per: 'other',
  via: 'other',
  instead: 'other',
  besides: 'other',
  like: 'other',
  until: 'other',
  regarding: 'other',
  concerning: 'other',
  about: 'other',
  today: 'other',
  tomorrow: 'other',
};
