import { describe, expect, it } from 'vitest';
import { readPurpose } from './purpose.ts';
import { subjectOf } from './subject.ts';

const REQUEST = 'Research AI trends, write report, create presentation';

describe('subjectOf', () => {
  it.each([
    ['Draft sections of the report on AI trends', 'AI trends'],
    ['Write a two-page report about electric cars for the board', 'electric cars'],
    ['draft an email to Bob about the Q3 numbers from the findings', 'Q3 numbers'],
    ['Summarize findings about solar power in three sentences', 'solar power'],
    ['Write a sales report', 'sales'],
    ['analyze sales_by-region.csv and write a report', 'sales by region'],
    [REQUEST, 'AI trends'],
  ])('%s', (instruction, subject) => expect(subjectOf(instruction)).toBe(subject));

  it.each([
    'Review and refine the report',
    'Write a summary of the results',
    'Combine the results',
    'Write an executive summary',
    'Write report',
  ])('none in: %s', (instruction) => expect(subjectOf(instruction)).toBeUndefined());
});

describe('readPurpose', () => {
  it.each([
    ['Write a report on geese', 'report'],
    ['write a summary of the results', 'summary'],
    ['Combine the results', 'summary'],
    ['Write a comparison of Rust and Go', 'comparison'],
    ['Compare Postgres vs MySQL on cost', 'comparison'],
    ['List pros and cons of remote work', 'pros-and-cons'],
    ['draft an outline of the talk', 'outline'],
    ['draft an email to Ann', 'email'],
  ])('%s: %s', (instruction, form) => expect(readPurpose(instruction, '').form).toBe(form));

  it('drafts without saving when a review follows', () => {
    expect(readPurpose('Draft sections of the report on AI trends', REQUEST)).toMatchObject({ stage: 'draft', saves: false });
    expect(readPurpose('Draft a report on AI trends', REQUEST)).toMatchObject({ stage: 'draft', saves: false });
  });

  it('saves a draft that the user asked for by that name', () => {
    expect(readPurpose('Draft a report on geese', 'Draft a report on geese')).toMatchObject({ stage: 'final', saves: true });
    expect(readPurpose('draft an outline of the talk', REQUEST)).toMatchObject({ stage: 'final', saves: true });
  });

  it('reviews and saves', () =>
    expect(readPurpose('Review and refine the report', REQUEST)).toMatchObject({ stage: 'refine', saves: true }));

  it('does not save what only joins results', () => expect(readPurpose('Combine the results', REQUEST).saves).toBe(false));

  it('reads lengths', () => {
    expect(readPurpose('Write a 200-word summary', '').maxWords).toBe(200);
    expect(readPurpose('Write a two-page report', '').maxWords).toBe(900);
    expect(readPurpose('Summarize it in three sentences', '').maxSentences).toBe(3);
    expect(readPurpose('Write a report', '').maxWords).toBeUndefined();
  });

  it('reads the headings that are asked for', () => {
    expect(readPurpose('write a report with sections on cost, safety and speed', '').headings).toEqual(['cost', 'safety', 'speed']);
  });

  it('reads what is to be compared', () => {
    expect(readPurpose('Write a comparison of Rust and Go', '').rivals).toEqual(['Rust', 'Go']);
    expect(readPurpose('Write a report comparing the regions North and South', '').rivals).toEqual(['North', 'South']);
    expect(readPurpose('Compare Postgres vs MySQL on cost', '').rivals).toEqual(['Postgres', 'MySQL']);
  });

  it('reads whom an e-mail is for', () => expect(readPurpose('draft an email to Ann Lee about the results', '').recipient).toBe('Ann Lee'));
});
