/** How every slide looks, in both formats: inches and points of a 13.333 by 7.5 inch page; colours without `#`. */
export const PAGE = { width: 13.333, height: 7.5, margin: 0.65 } as const;

export const COLOUR = {
  night: '16303D',
  ink: '22313B',
  muted: '667682',
  accent: '1F6F8B',
  warm: 'E08E45',
  card: 'F1F5F7',
  rule: 'D5DDE2',
  page: 'FFFFFF',
  onNight: 'FFFFFF',
  onNightMuted: 'B9CDD6',
} as const;

/** Of the series of a chart, in order; the same as in reports. */
export const SERIES = ['1F6F8B', 'E08E45', '6A4C93', '5F9E6E', 'B5495B'] as const;

/** Present, or replaced by a font of the same widths, on every common system. */
export const FONT = 'Arial';

export const SIZE = { cover: 44, subtitle: 20, title: 30, note: 13, source: 14, footer: 11 } as const;

/** Where the content of a slide lies. */
export const CONTENT = { top: 1.6, bottom: 6.85, width: PAGE.width - 2 * PAGE.margin } as const;
