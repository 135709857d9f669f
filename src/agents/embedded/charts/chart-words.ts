export type ChartKind = 'bar' | 'grouped-bar' | 'stacked-bar' | 'line' | 'area' | 'scatter' | 'histogram' | 'heat-map' | 'pie';

/** Kinds of chart by the words people ask for them with; the first that is found counts. */
const ASKED: readonly (readonly [RegExp, ChartKind])[] = [
  [/\b(?:pie|donut|doughnut)s?\b/i, 'pie'],
  [/\bhistograms?\b/i, 'histogram'],
  [/\bscatter(?: ?plot| ?chart| ?graph)?s?\b/i, 'scatter'],
  [/\bheat ?-?maps?\b/i, 'heat-map'],
  [/\bstacked\b/i, 'stacked-bar'],
  [/\b(?:grouped|clustered|side[- ]by[- ]side)\b/i, 'grouped-bar'],
  [/\bas an area\b|\barea (?:chart|graph|plot)s?\b/i, 'area'],
  [/\bas a line\b|\bline ?(?:chart|graph|plot|diagram)s?\b|\btime series\b|\bwith lines\b/i, 'line'],
  [/\bas (?:bars|columns)\b|\b(?:bar|column) ?(?:chart|graph|plot|diagram)s?\b|\bbars\b|\bwith bars\b/i, 'bar'],
];

/** Kinds that are not drawn; something that fits is, and it is said. */
const NOT_DRAWN =
  /\b(box ?-?plots?|violin plots?|tree ?maps?|sankey(?: diagrams?)?|radar charts?|bubble charts?|candlesticks?(?: charts?)?|choropleths?|word ?clouds?|network (?:graph|diagram)s?|gantt(?: charts?)?|funnel charts?|waterfall charts?)\b/i;

const KIND_WORDS =
  /\b(?:an?\s+|the\s+)?(?:(?:horizontal|vertical|stacked|grouped|clustered|simple|nice|clear|beautiful|interactive|suitable|fitting|appropriate)\s+)*(?:(?:bar|column|line|area|pie|donut|doughnut|scatter|box|bubble|radar|candlestick|funnel|waterfall)[ -]?(?:charts?|graphs?|plots?|diagrams?)|histograms?|heat ?-?maps?|pies?|donuts?|scatter|tree ?maps?|stacked|grouped|clustered|side[- ]by[- ]side|time series|as (?:bars|columns|a line|lines|an area))\b(?:\s+(?:of|for|showing|with|to show|that shows))?/gi;
const DRAWING_WORDS =
  /\b(?:visuali[sz]e[sd]?|visuali[sz]ing|visuali[sz]ations?|visuals?|plot(?:s|ted|ting)?|chart(?:s|ed|ing)?|graph(?:s|ed|ing)?|draw(?:s|ing)?|render(?:s|ing)?|diagrams?|pictures?|figures?|images?|svg|png)\b(?:\s+(?:of|for|showing|with|that shows))?/gi;

/** The kind of chart an instruction asks for, if it names one. */
export function askedKind(text: string): ChartKind | undefined {
  return ASKED.find(([pattern]) => pattern.test(text))?.[1];
}

/** The name of a kind that is asked for and not drawn. */
export function notDrawn(text: string): string | undefined {
  return NOT_DRAWN.exec(text)?.[1]?.toLowerCase();
}

/** What is left of an instruction when the words about drawing are taken out: what it says about the data. */
export function withoutChartWords(text: string): string {
  return text.replace(KIND_WORDS, ' ').replace(DRAWING_WORDS, ' ').replace(/\s+/g, ' ').trim();
}
