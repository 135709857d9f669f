import { describe, expect, it } from 'vitest';
import { DISCUSSIONS, PAPERS, REPOSITORIES } from '../findings.fixture.ts';
import { resultOf } from '../held-call.fixture.ts';
import { type Finding, gatherMaterial } from '../material/material.ts';
import { themesOf } from './themes.ts';

const material = gatherMaterial([resultOf('Papers', PAPERS), resultOf('Repositories', REPOSITORIES), resultOf('Discussions', DISCUSSIONS)]);
const titles = material.sources.map(({ title }) => title);

describe('themesOf', () => {
  it('puts every finding into exactly one theme', async () => {
    const themes = await themesOf(material.findings, titles, 'AI trends');
    const placed = themes.flatMap(({ findings }) => findings);
    expect(placed).toHaveLength(material.findings.length);
    expect(new Set(placed)).toEqual(new Set(material.findings));
  });

  it('names themes by what their findings speak of', async () => {
    const themes = await themesOf(material.findings, titles, 'AI trends');
    const homeOf = (start: string): string =>
      themes.find(({ findings }) => findings.some(({ text }) => text.startsWith(start)))?.heading ?? '';
    expect(homeOf('Review has become')).toMatch(/coding agents/i);
    expect(homeOf('Caching is')).toMatch(/cost|token/i);
    expect(homeOf('Document understanding')).toMatch(/multimodal models/i);
    expect(homeOf('Small companies')).toMatch(/regulation/i);
  });

  it('has between two and eight themes with headings of at most eight words, none twice', async () => {
    const headings = (await themesOf(material.findings, titles, 'AI trends')).map(({ heading }) => heading);
    expect(headings.length).toBeGreaterThanOrEqual(2);
    expect(headings.length).toBeLessThanOrEqual(8);
    expect(new Set(headings).size).toBe(headings.length);
    for (const heading of headings) expect(heading.split(' ').length).toBeLessThanOrEqual(8);
  });

  it('gives the same themes every time', async () => {
    expect(await themesOf(material.findings, titles, 'AI trends')).toEqual(await themesOf(material.findings, titles, 'AI trends'));
  });

  it('leaves a handful of findings together', async () => {
    const few = material.findings.slice(0, 4);
    expect(await themesOf(few, titles, 'AI trends')).toEqual([{ heading: 'Findings', findings: few }]);
  });

  it('makes one theme of findings that have no words in common', async () => {
    const strange: Finding[] = ['αβγ', 'δεζ', 'ηθι', 'κλμ', 'νξο', 'πρσ', 'τυφ'].map((text) => ({
      text,
      sources: [],
      score: 1,
      origin: 0,
    }));
    expect((await themesOf(strange, [], '')).map(({ heading }) => heading)).toEqual(['Findings']);
  });
});
