import { describe, expect, it } from 'vitest';
import { evidenceOf } from './evidence.ts';
import { createGram, observeInto } from './gram.ts';
import { entryFrom, formatEntry, mergedEntry, parseEntry, type SkillEntry, type TextsEntry } from './record-file.ts';
import { FEATURES, textFeatures } from './text-features.ts';

const skill: SkillEntry = {
  kind: 'skill',
  agent: 'ann',
  skill: 'math',
  evidence: evidenceOf({ key: 'r/t/1', atMs: 5, score: 1, costUsd: 0.5 }),
};

function texts(): TextsEntry {
  const gram = createGram(FEATURES);
  observeInto(gram, textFeatures('add two numbers', 'math'), 0.25);
  gram.count = 1;
  return { kind: 'texts', agent: 'ann', gram };
}

describe('a record as it is kept', () => {
  it('comes back as it was', () => {
    expect(parseEntry(formatEntry(skill), 'here')).toEqual(skill);
    const back = parseEntry(formatEntry(texts()), 'here');
    if (back.kind !== 'texts') throw new Error('texts were written');
    expect(back.gram.moments[0]).toBeCloseTo(0.25, 6);
    expect(back.gram.products[0]).toBeCloseTo(1, 6);
  });

  it('adds up with what is there', () => {
    expect(parseEntry(mergedEntry(formatEntry(skill), skill), 'here')).toMatchObject({ evidence: { trials: 2, successes: 2 } });
    expect(parseEntry(mergedEntry(formatEntry(texts()), texts()), 'here')).toMatchObject({ gram: { count: 2 } });
    expect(parseEntry(mergedEntry('spoilt', skill), 'here')).toEqual(skill);
  });

  it.each([
    ['no JSON', 'x', /is not JSON/],
    ['another kind', '{"kind":"recipe"}', /kind/],
    ['a rate above 1', formatEntry(skill).replace('"score":1', '"score":7'), /score/],
    ['more successes than trials', formatEntry(skill).replace('"successes":1', '"successes":9'), /more successes and failures than trials/],
    ['numbers that are missing', JSON.stringify({ ...JSON.parse(formatEntry(texts())), moments: 'AAAA' }), /moments.*right length/s],
    ['another version', formatEntry(texts()).replace('"version":1', '"version":9'), /form that this version does not know/],
  ])('is refused with %s', (_, text, complaint) => {
    expect(() => parseEntry(text, 'here')).toThrow(complaint);
  });

  it('is refused when it holds what is not a number', () => {
    const broken = createGram(FEATURES);
    broken.moments[3] = Number.NaN;
    const value: unknown = JSON.parse(formatEntry({ kind: 'texts', agent: 'ann', gram: broken }));
    expect(() => entryFrom(value, 'here')).toThrow(/not a list of numbers/);
  });
});
