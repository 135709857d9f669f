import { expect, it } from 'vitest';
import { readPurpose } from './purpose.ts';

it.each([
  ['summarize notes.md', { kind: 'summarize', about: '', sentences: undefined, exact: false }],
  ['Summarise the notes on heat pumps in three sentences', { kind: 'summarize', about: 'heat pumps', sentences: 3, exact: true }],
  ['give me 5 key points of report.pdf', { kind: 'summarize', about: '', sentences: 5, exact: false }],
  ['find what notes.md says about prompt injection', { kind: 'find', about: 'prompt injection' }],
  ['compare a.md and b.md', { kind: 'compare', about: '' }],
  ['What does the contract say about rent?', { kind: 'answer', question: 'What does the contract say about rent?' }],
  ['answer: what is the rent?', { kind: 'answer', question: 'what is the rent?' }],
  ['Answer the question: who wrote it?', { kind: 'answer', question: 'who wrote it?' }],
  ['extract the dates', { kind: 'extract', what: 'dates' }],
  ['Extract action items from the meeting notes', { kind: 'extract', what: 'action items' }],
  ['list all names in a.txt', { kind: 'extract', what: 'names' }],
  ['list the documents', { kind: 'list' }],
  ['show me all files in the folder', { kind: 'list' }],
  ['read notes.md', { kind: 'read' }],
  ['identify the main themes', { kind: 'themes' }],
  ['analyze the customer complaints', { kind: 'study', about: 'customer complaints' }],
  ['Review the documents', { kind: 'study', about: '' }],
  ['bake a cake', undefined],
])('reads "%s"', (instruction, purpose) => {
  expect(readPurpose(instruction)).toEqual(purpose);
});
