/** `column` counts from 1; `end` is the column after the last character. */
export type Token = { readonly column: number; readonly end: number; readonly text: string } & (
  | {
      readonly kind: 'number';
      /** `12`, `0.1`, `1.5e3`, `0xff`, `3/2`: what `numeralValue` reads. */
      readonly numeral: string;
      /** The parts of a numeral with grouping commas, which may have been meant as a list: `100,200,300`. */
      readonly groups?: readonly string[];
    }
  | { readonly kind: 'ordinal'; readonly place: number }
  /** `text` in lower case, `raw` as it was written: units mind the case. */
  | { readonly kind: 'word'; readonly raw: string }
  | { readonly kind: 'name' | 'sign' | 'end' }
);
