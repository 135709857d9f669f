import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { TopLevelSpec } from 'vega-lite';
import { textWidth } from './text-width.ts';

/** Twice the size on screen, so that it prints well. */
const PNG_SCALE = 2;

/** Draws a specification as SVG, and that as PNG with fonts of our own: a fresh machine may have none. */
export async function drawChart(spec: TopLevelSpec): Promise<{ readonly svg: string; readonly png: Uint8Array }> {
  const [{ compile }, vega, { Resvg }] = await Promise.all([import('vega-lite'), import('vega'), import('@resvg/resvg-js')]);
  measureTextWith(vega);
  const warnings = { level: () => warnings, warn: () => warnings, info: () => warnings, debug: () => warnings, error: () => warnings };
  // The two libraries declare the same logger, one of them with a getter that it never uses.
  const view = new vega.View(vega.parse(compile(spec, { logger: warnings as never }).spec), {
    renderer: 'none',
    logger: warnings as never,
  });
  // Ids inside the picture count on from picture to picture unless they are told to begin again.
  vega.resetSVGDefIds();
  const svg = await view.toSVG();
  view.finalize();
  const fonts = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf');
  const picture = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: PNG_SCALE },
    font: {
      fontFiles: ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) => join(fonts, name)),
      loadSystemFonts: false,
      defaultFontFamily: 'DejaVu Sans',
      sansSerifFamily: 'DejaVu Sans',
    },
  });
  return { svg, png: picture.render().asPng() };
}

interface TextMetrics {
  width: (item: { readonly fontSize?: number; readonly fontWeight?: string | number }, text?: unknown) => number;
}

/** Without a canvas the library takes every letter for a wide one, which leaves broad gaps beside names. */
function measureTextWith(vega: object): void {
  const { textMetrics } = vega as { textMetrics?: TextMetrics };
  if (textMetrics === undefined) return;
  textMetrics.width = ({ fontSize = 11, fontWeight }, text) => textWidth(String(text ?? ''), fontSize) * (isBold(fontWeight) ? BOLDER : 1);
}

const BOLDER = 1.14;

function isBold(weight: string | number | undefined): boolean {
  return weight === 'bold' || Number(weight) >= 600;
}
