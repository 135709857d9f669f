import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { readDeck } from '../writer/material/shapes.ts';
import type { ChartData } from '../writer/page/number-table.ts';
import type { TableBlock } from '../writer/page/report.ts';
import { cleanLine } from '../writer/text/clean-text.ts';
import { type Callout, type Deck, type Layout, makeSlide, type Slide } from './slide.ts';

const LAYOUTS: readonly Layout[] = ['cover', 'agenda', 'summary', 'points', 'charts', 'table', 'picture', 'gaps', 'sources'];

/**
 * A deck out of a task's output, made by this agent or by any other. Of parts that only this agent writes (layouts, charts, large figures)
 * those are taken that make sense; what is missing is guessed from the rest.
 */
export function deckOf(output: Json | undefined): Deck | undefined {
  const deck = readDeck(output);
  if (deck === undefined || deck.slides.length === 0 || !isJsonObject(output)) return undefined;
  const given = Array.isArray(output['slides']) ? (output['slides'] as readonly Json[]).filter(isJsonObject) : [];
  const slides = deck.slides.map((slide, index) => {
    const extra: JsonObject = given[index] ?? {};
    const charts = listIn(extra, 'charts')
      .flatMap((chart) => readChartData(chart) ?? [])
      .slice(0, 2);
    const table = readTableBlock(extra['table']);
    const base = makeSlide({ layout: 'points', ...slide, charts, table: table ?? null, callout: readCallout(extra['callout']) ?? null });
    return { ...base, layout: layoutOf(extra['layout'], base, index) };
  });
  const subtitle = cleanLine(output['subtitle'], 300);
  return {
    title: deck.title || (slides[0]?.title ?? 'Slides'),
    subtitle,
    slides,
    sources: deck.sources,
    tables: listIn(output, 'tables').flatMap((table) => readTableBlock(table) ?? []),
  };
}

function layoutOf(given: Json | undefined, slide: Slide, index: number): Layout {
  const named = LAYOUTS.find((layout) => layout === given);
  const fits = { charts: slide.charts.length > 0, table: slide.table !== null, picture: slide.picture !== null };
  if (named !== undefined && (!(named in fits) || fits[named as keyof typeof fits])) return named;
  if (index === 0 && slide.points.length <= 1 && slide.picture === null) return 'cover';
  if (slide.picture !== null) return 'picture';
  if (/^sources\b|^references\b/i.test(slide.title)) return 'sources';
  return /^agenda$|^contents$|^outline$/i.test(slide.title) ? 'agenda' : 'points';
}

function readCallout(value: Json | undefined): Callout | undefined {
  if (!isJsonObject(value)) return undefined;
  const callout = { figure: cleanLine(value['figure'], 16), text: cleanLine(value['text'], 200) };
  return callout.figure === '' || callout.text === '' ? undefined : callout;
}

function readChartData(value: Json): ChartData | undefined {
  if (!isJsonObject(value)) return undefined;
  const labels = textsIn(value, 'labels');
  const series = listIn(value, 'series').flatMap((one) => {
    if (!isJsonObject(one)) return [];
    const values = listIn(one, 'values').filter(
      (number) => typeof number === 'number' && Number.isFinite(number) && number >= 0,
    ) as number[];
    return values.length === labels.length ? [{ name: cleanLine(one['name'], 80), values }] : [];
  });
  if (labels.length === 0 || series.length === 0) return undefined;
  return {
    title: cleanLine(value['title'], 200),
    labels,
    series,
    stacked: value['stacked'] === true,
    timed: value['timed'] === true,
    prefix: cleanLine(value['prefix'], 3),
    suffix: cleanLine(value['suffix'], 3),
  };
}

function readTableBlock(value: Json | undefined): TableBlock | undefined {
  if (!isJsonObject(value)) return undefined;
  const header = textsIn(value, 'header');
  const rows = listIn(value, 'rows').flatMap((row) =>
    Array.isArray(row) ? [(row as readonly Json[]).map((cell) => cleanLine(cell, 300))] : [],
  );
  if (header.length === 0 || rows.length === 0) return undefined;
  return {
    kind: 'table',
    caption: cleanLine(value['caption'], 200),
    header,
    numeric: listIn(value, 'numeric').map((one) => one === true),
    rows,
  };
}

function listIn(object: JsonObject, name: string): readonly Json[] {
  const value = object[name];
  return Array.isArray(value) ? value : [];
}

function textsIn(object: JsonObject, name: string): string[] {
  return listIn(object, name).map((item) => cleanLine(item, 300));
}
