import { describe, expect, it } from 'vitest';
import { evidenceOf } from './evidence.ts';
import { observeInto } from './gram.ts';
import { entryFrom, formatEntry, mergedEntry, parseEntry, type SkillEntry, type TextsEntry } from './record-file.ts';
import { createTextGram, OFFSETS, offsetFeatures } from './text-gram.ts';
import { sketchText } from './text-sketch.ts';

const skill: SkillEntry = {
  kind: 'skill',
  agent: 'ann',
  skill: 'math',
  evidence: evidenceOf({ key: 'r/t/1', atMs: 5, score: 1, costUsd: 0.5 }),
};

function texts(): TextsEntry {
  const gram = createTextGram();
  observeInto(gram, offsetFeatures('math'), 0.25);
  gram.count = 1;
  gram.landmarks = [sketchText('add two numbers')];
  return { kind: 'texts', agent: 'ann', gram };
}

describe('a record as it is kept', () => {
  it('comes back as it was', () => {
    expect(parseEntry(formatEntry(skill), 'here')).toEqual(skill);
    const back = parseEntry(formatEntry(texts()), 'here');
    if (back.kind !== 'texts') throw new Error('texts were written');
    expect(back.gram.moments[0]).toBeCloseTo(0.25, 6);
    expect(back.gram.products[0]).toBeCloseTo(1, 6);
    expect(back.gram.landmarks).toEqual(texts().gram.landmarks);
  });

  it('adds up with what is there', () => {
    expect(parseEntry(mergedEntry(formatEntry(skill), skill), 'here')).toMatchObject({ evidence: { trials: 2, successes: 2 } });
    expect(parseEntry(mergedEntry(formatEntry(texts()), texts()), 'here')).toMatchObject({ gram: { count: 2 } });
    expect(parseEntry(mergedEntry('spoilt', skill), 'here')).toEqual(skill);
  });

  it('is read from before texts were compared with landmarks: how well was done on the whole still counts', () => {
    const older = (count: number): string => Buffer.from(new Float32Array(count).fill(0.5).buffer).toString('base64');
    const text = JSON.stringify({
      ...JSON.parse(formatEntry(texts())),
      version: 1,
      features: 98,
      landmarks: undefined,
      products: older((98 * 99) / 2),
      moments: older(98),
    });
    const back = parseEntry(text, 'here');
    if (back.kind !== 'texts') throw new Error('texts were written');
    expect(back.gram.landmarks).toEqual([]);
    expect([...back.gram.moments.slice(0, OFFSETS)]).toEqual(new Array(OFFSETS).fill(0.5));
    expect(back.gram.moments.slice(OFFSETS).every((value) => value === 0)).toBe(true);
    expect(back.gram.products.filter((value) => value !== 0)).toHaveLength((OFFSETS * (OFFSETS + 1)) / 2);
  });

  it.each([
    ['no JSON', 'x', /is not JSON/],
    ['another kind', '{"kind":"recipe"}', /kind/],
    ['a rate above 1', formatEntry(skill).replace('"score":1', '"score":7'), /score/],
    ['more successes than trials', formatEntry(skill).replace('"successes":1', '"successes":9'), /more successes and failures than trials/],
    ['a cost below 0', formatEntry(skill).replace('"sum":0.5', '"sum":-5'), /costUsd: has a sum that no figures/],
    [
      'a time beyond all measure',
      formatEntry(skill).replace('"logLatency":{"weight":0,"sum":0', '"logLatency":{"weight":1,"sum":1e308'),
      /logLatency/,
    ],
    ['numbers that are missing', JSON.stringify({ ...JSON.parse(formatEntry(texts())), moments: 'AAAA' }), /moments.*right length/s],
    ['a landmark of too few figures', formatEntry(texts()).replace(/"style":\[[^,]+,/, '"style":['), /landmarks.*style/s],
    ['another version', formatEntry(texts()).replace('"version":2', '"version":9'), /form that this version does not know/],
  ])('is refused with %s', (_, text, complaint) => {
    expect(() => parseEntry(text, 'here')).toThrow(complaint);
  });

  it('is refused when it holds what is not a number', () => {
    const broken = createTextGram();
    broken.moments[3] = Number.NaN;
    const value: unknown = JSON.parse(formatEntry({ kind: 'texts', agent: 'ann', gram: broken }));
    expect(() => entryFrom(value, 'here')).toThrow(/not a list of numbers/);
  });
});
