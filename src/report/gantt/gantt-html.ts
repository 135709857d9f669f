import { formatDuration } from '../../core/duration.ts';
import type { Bar, GanttChart } from './gantt-chart.ts';
import { CHAIN_COLOUR, colourOf, escapeMarkup, FAINT_INK, GRID, INK, inkOn, ticksMs, tooltip } from './gantt-look.ts';

/** Lanes share this much height, each at least the one and at most the other. */
const HEIGHT = 900;
const THINNEST = 5;
const THICKEST = 24;
const READABLE = 12;
/** A label that begins after this share of the axis ends at its line: beyond, the frame would cut it. */
const LATE = 0.85;
/** Off the chain colours are see-through. */
const PALE = '8c';
const FAILED = 'repeating-linear-gradient(45deg,#fbe3e4 0 4px,#c0392b 4px 6px)';
const CANCELLED = 'repeating-linear-gradient(45deg,#f2f2f2 0 4px,#9aa5b1 4px 6px)';

/**
 * A schedule as one page that needs nothing else: as `ganttSvg`, but it can be stretched along the time (buttons, or Ctrl
 * and the wheel), bars keep their names as far as they fit, and what is pointed at is told at the foot.
 *
 * @param caption A line about the whole.
 */
export function ganttHtml(chart: GanttChart, caption: string): string {
  const { lanes, bars, spanMs } = chart;
  const laneHeight = Math.min(THICKEST, Math.max(THINNEST, Math.floor(HEIGHT / Math.max(1, lanes.length))));
  const shareOf = (atMs: number): string => `${round(spanMs > 0 ? (atMs / spanMs) * 100 : 0)}%`;
  const height = lanes.length * laneHeight;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeMarkup(caption)}</title>
<style>
body{margin:16px 20px;font:13px system-ui,sans-serif;color:${INK};background:#fff}
h1{font-size:16px;margin:0 0 8px}
#legend span{margin-right:16px;white-space:nowrap}
#legend i{display:inline-block;width:12px;height:12px;border-radius:2px;margin-right:5px;vertical-align:-1px}
#zoom{margin:10px 0}
#zoom button{font:inherit;padding:2px 10px}
#frame{display:flex;border-top:1px solid ${GRID};border-bottom:1px solid ${GRID}}
#names{flex:none;max-width:200px;padding-bottom:24px;overflow:hidden}
#names div{height:${laneHeight}px;line-height:${laneHeight}px;padding-right:8px;font-size:${Math.min(12, Math.max(8, laneHeight))}px;white-space:nowrap;overflow:visible;text-align:right}
#scroll{flex:1;overflow-x:auto}
#chart{position:relative;width:100%;height:${height + 24}px}
.t{position:absolute;top:0;height:${height + 4}px;border-left:1px solid ${GRID}}
.t b{position:absolute;top:${height + 6}px;left:0;font-weight:normal;font-size:11px;color:${FAINT_INK};white-space:nowrap}
b.end{left:auto;right:0}
.b{position:absolute;height:${laneHeight - (laneHeight >= 8 ? 3 : 1)}px;min-width:1px;box-sizing:border-box;border-right:1px solid #fff;overflow:hidden;white-space:nowrap;font-size:${Math.min(11, laneHeight - 4)}px;line-height:${laneHeight - 4}px;padding-left:2px;border-radius:2px}
.b:hover{outline:2px solid ${INK};z-index:2}
.b.c{border-bottom:${laneHeight >= 8 ? 3 : 2}px solid ${CHAIN_COLOUR}}
.b.failed{background:${FAILED}!important}
.b.cancelled{background:${CANCELLED}!important}
#told{position:sticky;bottom:0;background:#fff;padding:8px 0;min-height:18px}
</style></head><body>
<h1>${escapeMarkup(caption)}</h1>
<div id="legend"><span><i style="background:${CHAIN_COLOUR};height:4px;vertical-align:3px"></i>decides the makespan</span>${chart.groups
    .map((name, group) => `<span><i style="background:${colourOf(group)}"></i>${escapeMarkup(name)}</span>`)
    .join('')}${legendOf(chart, 'failed', FAILED)}${legendOf(chart, 'cancelled', CANCELLED)}</div>
<div id="zoom"><button data-by="2">stretch</button> <button data-by="0.5">shrink</button> <button data-by="0">all</button></div>
<div id="frame"><div id="names">${lanes.map(({ agent, slot }) => `<div>${slot === 1 ? escapeMarkup(agent) : ''}</div>`).join('')}</div>
<div id="scroll"><div id="chart">
${ticksMs(spanMs, 10)
  .map(
    (atMs) =>
      `<div class="t" style="left:${shareOf(atMs)}"><b${atMs > spanMs * LATE ? ' class="end"' : ''}>${formatDuration(atMs)}</b></div>`,
  )
  .join('')}
${bars.map((bar) => barMarkup(bar, chart, shareOf, laneHeight)).join('\n')}
</div></div></div>
<div id="told">Point at a bar.</div>
<script>
const chart = document.getElementById('chart'), scroll = document.getElementById('scroll'), told = document.getElementById('told');
let zoom = 1;
const stretch = (by, at) => {
  const middle = (scroll.scrollLeft + at) / chart.clientWidth;
  zoom = by === 0 ? 1 : Math.min(200, Math.max(1, zoom * by));
  chart.style.width = zoom * 100 + '%';
  scroll.scrollLeft = middle * chart.clientWidth - at;
};
for (const button of document.querySelectorAll('button')) button.onclick = () => stretch(Number(button.dataset.by), scroll.clientWidth / 2);
scroll.addEventListener('wheel', (event) => {
  if (!event.ctrlKey) return;
  event.preventDefault();
  stretch(event.deltaY < 0 ? 1.25 : 0.8, event.clientX - scroll.getBoundingClientRect().left);
}, { passive: false });
chart.addEventListener('mouseover', (event) => { if (event.target.title) told.textContent = event.target.title; });
</script>
</body></html>
`;
}

function legendOf({ bars }: GanttChart, outcome: Bar['outcome'], background: string): string {
  return bars.some((bar) => bar.outcome === outcome) ? `<span><i style="background:${background}"></i>${outcome}</span>` : '';
}

function barMarkup(bar: Bar, chart: GanttChart, shareOf: (atMs: number) => string, laneHeight: number): string {
  const classes = ['b', ...(bar.chainPlace >= 0 ? ['c'] : []), ...(bar.outcome === 'succeeded' ? [] : [bar.outcome])].join(' ');
  const style = `left:${shareOf(bar.startMs)};width:${shareOf(bar.endMs - bar.startMs)};top:${bar.lane * laneHeight + 1}px;background:${colourOf(bar.group)}${bar.chainPlace >= 0 ? `;color:${inkOn(colourOf(bar.group))}` : PALE}`;
  // On hatching letters cannot be read.
  const label = laneHeight >= READABLE && (bar.outcome === 'succeeded' || bar.outcome === 'running') ? escapeMarkup(bar.task) : '';
  return `<div class="${classes}" style="${style}" title="${escapeMarkup(tooltip(bar, chart, bar.lane))}">${label}</div>`;
}

const round = (value: number): number => Number(value.toFixed(4));
