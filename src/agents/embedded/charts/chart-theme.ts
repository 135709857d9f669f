/** Okabe and Ito (2008), darkest first: told apart by everybody, and in print. Yellow is left out: it is too pale on white. */
export const PALETTE = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#d55e00', '#56b4e9', '#7a5195', '#005f5f'];
/** For what is the rest, or has no name. */
export const REST = '#a3adb6';
export const INK = '#22313f';
export const FAINT_INK = '#5b6b7a';
const LINE = '#e3e8ed';

/** DejaVu Sans is what PNGs are drawn with; where an SVG is shown without it, these stand in. */
export const FONT = 'DejaVu Sans, Verdana, Geneva, Arial, sans-serif';

/** The look of every chart, as Vega-Lite's config. https://vega.github.io/vega-lite/docs/config.html */
export const THEME = {
  font: FONT,
  view: { stroke: null },
  title: {
    anchor: 'start',
    frame: 'group',
    fontSize: 17,
    fontWeight: 'bold',
    color: INK,
    subtitleColor: FAINT_INK,
    subtitleFontSize: 12,
    subtitlePadding: 6,
    offset: 16,
  },
  axis: {
    labelColor: INK,
    titleColor: FAINT_INK,
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    gridColor: LINE,
    domainColor: '#b4bfca',
    tickColor: '#b4bfca',
    titlePadding: 10,
    labelPadding: 5,
    labelLimit: 230,
  },
  legend: {
    labelColor: INK,
    titleColor: FAINT_INK,
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    symbolType: 'circle',
    symbolSize: 90,
    labelLimit: 200,
    orient: 'top',
    columns: 4,
    offset: 12,
  },
  range: { category: PALETTE, heatmap: { scheme: 'blues' }, ramp: { scheme: 'blues' } },
} as const;
