import { type Paint, plain, type Style } from '../../report/paint.ts';

const CODES: Readonly<Record<Style, readonly [on: number, off: number]>> = {
  strong: [1, 22],
  faint: [2, 22],
  good: [32, 39],
  bad: [31, 39],
  warn: [33, 39],
  accent: [36, 39],
};

export const ansiPaint: Paint = (style, text) => {
  const [on, off] = CODES[style];
  return text === '' ? '' : `\x1b[${on}m${text}\x1b[${off}m`;
};

/** What a stream and its surroundings say of colour. */
export interface ColourSetting {
  readonly isTerminal: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Colour on terminals, unless `NO_COLOR` or a dumb terminal forbids it; `FORCE_COLOR` overrides both ways (`0` is off). */
export function paintFor({ isTerminal, environment }: ColourSetting): Paint {
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced === '0' || forced === 'false' ? plain : ansiPaint;
  if (environment['NO_COLOR']) return plain;
  return isTerminal && environment['TERM'] !== 'dumb' ? ansiPaint : plain;
}
