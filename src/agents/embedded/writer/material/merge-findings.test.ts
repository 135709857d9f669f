import { expect, it } from 'vitest';
import { gistOf } from '../text/terms.ts';
import type { Finding } from './material.ts';
import { mergeFindings, saySame } from './merge-findings.ts';

const finding = (text: string, source: number, score: number): Finding => ({ text, sources: [source], score, origin: 0 });

it('puts the most relevant first', () => {
  expect(mergeFindings([finding('Alpha beta gamma.', 0, 0.1), finding('Delta epsilon zeta.', 1, 0.9)]).map(({ score }) => score)).toEqual([
    0.9, 0.1,
  ]);
});

it('makes one of statements that say the same, with both sources and the longer text', () => {
  const merged = mergeFindings([
    finding('Prompt caching halves the cost of agents.', 0, 0.9),
    finding('Caching of prompts halves the cost of long running agents.', 1, 0.8),
  ]);
  expect(merged).toEqual([{ text: 'Caching of prompts halves the cost of long running agents.', sources: [0, 1], score: 0.9, origin: 0 }]);
});

it('keeps apart what differs in its numbers', () => {
  expect(
    saySame(gistOf('The share of agents rose to 19 percent of requests'), gistOf('The share of agents rose to 91 percent of requests')),
  ).toBe(false);
});

it('keeps apart empty statements', () => {
  expect(saySame(gistOf(''), gistOf(''))).toBe(false);
});
