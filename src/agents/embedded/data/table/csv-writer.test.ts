import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine } from './csv-writer.ts';

describe('a line of CSV', () => {
  it('quotes text that a spreadsheet may take for a formula, and leaves numbers bare', () => {
    expect(csvLine(['=1+1', '+49', '-x', '@a', -5, 'plain', null, true])).toBe('"=1+1","+49","-x","@a",-5,plain,,true');
  });

  it('is not empty when its only cell is', () => {
    expect(csvLine([null])).toBe('""');
  });

  it('reads back as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (cells) => {
        expect(parse(`${csvLine(cells)}\n`)).toEqual([cells]);
      }),
    );
  });
});
