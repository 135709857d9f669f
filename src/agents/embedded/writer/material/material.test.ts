import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../core/json.ts';
import { PAPERS } from '../findings.fixture.ts';
import { resultOf } from '../held-call.fixture.ts';
import { gatherMaterial, isEmptyMaterial } from './material.ts';

const gather = (...outputs: (Json | undefined)[]) => gatherMaterial(outputs.map((output, index) => resultOf(`Task ${index + 1}`, output)));

describe('gatherMaterial', () => {
  it('makes one of a source that two dependencies name', () => {
    const material = gather(PAPERS, PAPERS);
    expect(material.sources).toHaveLength(3);
    expect(material.findings).toHaveLength(14);
    expect(material.findings[7]).toEqual({ ...material.findings[0], origin: 1 });
  });

  it('names what is missing', () => {
    const material = gather(undefined, '', [], null, { kind: 'findings', topic: '', findings: [], sources: [], notes: [] });
    expect(material.gaps).toEqual([
      { title: 'Task 1', reason: 'it left no result' },
      { title: 'Task 2', reason: 'its result was empty' },
      { title: 'Task 3', reason: 'its result was empty' },
      { title: 'Task 4', reason: 'its result was empty' },
      { title: 'Task 5', reason: 'it found nothing' },
    ]);
    expect(isEmptyMaterial(material)).toBe(true);
  });

  it('takes values, texts and tables out of outputs without a kind', () => {
    const material = gather(42, { value: 3.5 }, { totalRevenue: 10, average_price: 2 }, 'Short.', `Long text.\n\n${'word '.repeat(50)}`, [
      { city: 'Bern', people: 1 },
      { city: 'Rom', people: 2 },
    ]);
    expect(material.values).toEqual([
      { name: 'Task 1', value: '42' },
      { name: 'Task 2', value: '3.5' },
      { name: 'Total revenue', value: '10' },
      { name: 'Average price', value: '2' },
      { name: 'Task 4', value: 'Short.' },
    ]);
    expect(material.documents.map(({ title }) => title)).toEqual(['Task 5']);
    expect(material.tables[0]?.columns).toEqual([
      { name: 'city', type: 'text' },
      { name: 'people', type: 'number' },
    ]);
  });

  it('takes the prose of an object for a document', () => {
    expect(gather({ answer: `${'A long answer. '.repeat(20)}`, usage: { tokens: 3 } }).documents[0]?.markdown).toMatch(/^A long answer\./);
  });

  it('survives known kinds that are filled badly', () => {
    const material = gather(
      { kind: 'findings', findings: [{ text: 7 }, null, { text: 'Good.', source: 5, score: 'x' }], sources: 'none' },
      { kind: 'table', title: 3, columns: [{ name: 'a' }, 5], rows: [1, { a: 2 }] },
      { kind: 'chart', svgPath: 'relative.svg', pngPath: 4 },
      { kind: 'document', markdown: 5 },
      { kind: 'deck', slides: [{ title: 'T', points: 'p' }, 3] },
    );
    expect(material.findings.map(({ text }) => text)).toEqual(['7', 'Good.']);
    expect(material.tables[0]).toMatchObject({ title: '3', rows: [{ a: 2 }] });
    expect(material.charts).toEqual([]);
    expect(material.decks[0]?.slides).toEqual([{ title: 'T', points: [], picture: null, notes: '' }]);
  });
});
