import type { Bucket } from '../operations/calendar.ts';
import type { Statistic } from '../operations/measure.ts';

const words = (text: string): string[] => text.split(/\s+/);

/** Words that build an instruction and name a column only in particular places. */
export const STRUCTURE: ReadonlySet<string> = new Set(
  words(`a an the this that these those it its of by per for each every in on at to from with and or not no is are was were be been has have had do does did
    as if than then between within across over under above below before after since until during all any both only just also into out up down
    what which who whose where when how why there their me my our us we i you your please can could should would will want need
    sum total totals average averages avg mean median minimum maximum min max count counts number numbers many much most least more less fewer
    top bottom best worst highest lowest largest smallest biggest first last leading
    show list find get give tell display return compute calculate determine identify make create produce use using
    group groups grouped grouping sort sorted order ordered rank ranked filter filtered select keep remove drop delete
    analyze analyse analysis analyzing describe summarize summarise summary profile compare comparison versus vs difference join merge combine union
    clean process prepare load fetch read import download open data dataset table file files rows row records record column columns values value entries entry
    trend trends time growth outlier outliers correlation correlations relationship distribution frequency share percentage percent
    duplicate duplicates missing blank empty null unique distinct different
    day days week weeks month months quarter quarters year years weekday hour hours daily weekly monthly quarterly yearly annual annually hourly
    result results chart plot graph visualize breakdown change changes good type kind class rate`),
);

/** The statistic that a word asks for. */
export const STATISTIC_WORDS: Readonly<Record<string, Statistic>> = {
  sum: 'sum',
  sums: 'sum',
  total: 'sum',
  totals: 'sum',
  overall: 'sum',
  combined: 'sum',
  aggregate: 'sum',
  average: 'mean',
  averages: 'mean',
  avg: 'mean',
  mean: 'mean',
  median: 'median',
  medians: 'median',
  minimum: 'min',
  min: 'min',
  lowest: 'min',
  smallest: 'min',
  earliest: 'min',
  cheapest: 'min',
  maximum: 'max',
  max: 'max',
  highest: 'max',
  largest: 'max',
  biggest: 'max',
  latest: 'max',
  deviation: 'deviation',
  std: 'deviation',
  stddev: 'deviation',
  variability: 'deviation',
};

/** The calendar bucket that a word asks for. */
export const BUCKET_WORDS: Readonly<Record<string, Bucket>> = {
  hour: 'hour',
  hourly: 'hour',
  day: 'day',
  days: 'day',
  daily: 'day',
  date: 'day',
  week: 'week',
  weeks: 'week',
  weekly: 'week',
  month: 'month',
  months: 'month',
  monthly: 'month',
  quarter: 'quarter',
  quarters: 'quarter',
  quarterly: 'quarter',
  year: 'year',
  years: 'year',
  yearly: 'year',
  annual: 'year',
  annually: 'year',
  weekday: 'weekday',
  weekdays: 'weekday',
};

/** What stands before what rows are grouped by. */
export const GROUP_WORDS: ReadonlySet<string> = new Set(['by', 'per', 'across', 'each', 'every', 'among']);

/** Nouns for rows themselves. */
export const ROW_WORDS: ReadonlySet<string> = new Set([
  'rows',
  'row',
  'records',
  'record',
  'entries',
  'entry',
  'lines',
  'observations',
  'cases',
  'items',
  'results',
]);

/** What an instruction asks for, by its verbs and nouns. Past participles are left out: "the cleaned data" is already clean. */
export const ASKS = {
  clean:
    /\b(clean(?:s|ing|up)?|cleanse|cleansing|process(?:ing)?|pre-?process(?:ing)?|prepare|preparing|preparation|prep|tidy(?:ing)?|wrangle|wrangling|munge|munging|normali[sz]e|normali[sz]ing|standardi[sz]e|standardi[sz]ing|saniti[sz]e|transform(?:ing)?|convert(?:ing)?|parse|fix(?:ing)?|format(?:ting)?|handl(?:e|ing) (?:the )?(?:missing|blank|empty|null))\b/,
  duplicates: /\b(de-?dup\w*|duplicates?|duplicated|repeated (?:rows|records|entries))\b/,
  trend:
    /\b(trends?|trending|over time|growth|develop(?:s|ed|ment)?|evol(?:ve|ves|ved|ution)|time series|rising|falling|growing|declining)\b/,
  outliers: /\b(outliers?|anomal(?:y|ies|ous)|unusual|abnormal|extreme values?|suspicious)\b/,
  correlate: /\b(correlat\w*|relationships?|relation|association|associated|depends? on|related)\b/,
  compare: /\b(compar\w*|versus|vs|against|difference between|differences between|differ)\b/,
  describe:
    /\b(describe|describing|description|summari[sz]e|summari[sz]ing|summary|profile|profiling|statistics|stats|overview|explore|exploring|inspect|schema|quality|validate|validating|validation|audit|check)\b/,
  analyze:
    /\b(analy[sz]e|analy[sz]ing|analysis|analyses|insights?|examine|examining|study|studying|investigate|break ?down|breakdown|assess|evaluate|evaluating|interpret|findings|patterns?|metrics|kpis?|figures|performance|key numbers)\b/,
  fetch:
    /\b(fetch(?:ing)?|load(?:ing)?|read(?:ing)?|get|import(?:ing)?|download(?:ing)?|open(?:ing)?|retriev(?:e|ing)|collect(?:ing)?|obtain(?:ing)?|gather(?:ing)?|ingest(?:ing)?|pull|acquire|access|extract(?:ing)?|scan|locate|find the (?:file|data))\b/,
  count: /\b(counts?|counting|how many|number of|frequency|frequencies|distribution|occurrences?|tally)\b/,
  distinct: /\b(distinct|unique|different)\b/,
  superlative: /\b(top|bottom|best|worst|highest|lowest|largest|smallest|biggest|most|least|leading|greatest|fewest|strongest|weakest)\b/,
  lowest: /\b(bottom|worst|lowest|smallest|least|fewest|weakest|cheapest)\b/,
  sort: /\b(sort(?:ed|ing)?|order(?:ed|ing)? by|ranked? by|rank(?:ed|ing)?|arranged?)\b/,
  ascending: /\b(ascending|asc|increasing|lowest first|smallest first|oldest first|a to z|alphabetical(?:ly)?)\b/,
  descending: /\b(descending|desc|decreasing|highest first|largest first|newest first|z to a)\b/,
  join: /\b(join(?:s|ing)?|merge|merging|link(?:ing)?|match(?:ing)? (?:up )?with|look ?up|enrich|combine|combining)\b/,
  union: /\b(union|concat\w*|append|stack|put together|merge|combine|combining|consolidate)\b/,
  group: /\b(group(?:ed|ing)?|aggregat\w*|sum|sums|total|totals|average|avg|mean|median|pivot|tabulate|add up)\b/,
  filter:
    /\b(filter(?:ed|ing)?|where|whose|only|rows (?:with|where|in|for|from)|records (?:with|where|in|for|from)|exclud(?:e|ing)|subset|select|keep)\b/,
} as const satisfies Readonly<Record<string, RegExp>>;
