/** What a stretch of text is, for the eye. Colour is never the only sign of it. */
export type Style = 'strong' | 'faint' | 'good' | 'bad' | 'warn' | 'accent';

/** Marks text for the eye. */
export type Paint = (style: Style, text: string) => string;

/** No colour: gives the text back. */
export const plain: Paint = (_style, text) => text;
