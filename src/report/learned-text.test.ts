import { describe, expect, it } from 'vitest';
import type { LearnedFigures } from './learned-figures.ts';
import { learnedText } from './learned-text.ts';

const figure = (agent: string, skill: string, learned: number, given: Partial<LearnedFigures> = {}): LearnedFigures => ({
  agent,
  skill,
  declared: 0.9,
  learned,
  low: learned - 0.1,
  high: Math.min(1, learned + 0.1),
  trials: 20,
  changedAtMs: null,
  latencyMs: { median: 1500, low: 1000, high: 2000 },
  outputTokens: null,
  costUsd: 0.02,
  lastAtMs: 5,
  failures: [],
  ...given,
});

describe('what was learned, as lines', () => {
  it('says that there is nothing yet', () => {
    expect(learnedText([])).toEqual(['Nothing has been learned of this team yet: run something.']);
  });

  it('tells who succeeds most, and when that is not sure', () => {
    const lines = learnedText([
      figure('ann', 'math', 0.9),
      figure('bob', 'math', 0.4),
      figure('ann', '*', 0.6),
      figure('bob', '*', 0.65),
      figure('ann', 'art', 0.9),
    ]);
    const from = lines.indexOf('Succeeds most, of those tried:');
    expect(lines.slice(from + 1)).toEqual([
      '  math: ann',
      '  tasks that name no capability: bob, as far as can be told (ann may be as good)',
    ]);
  });

  it('marks who is worse than declared, and quotes the last failure on one line', () => {
    const failures = [
      { attempt: 'run/t/2', atMs: 9, why: '500: it\nbroke' },
      { attempt: 'run/t/1', atMs: 8, why: 'earlier' },
    ];
    const text = learnedText([figure('bob', 'math', 0.4, { failures })]).join('\n');
    expect(text).toMatch(/bob .*math .*90 % .*40 % .*30-50 % .*20 .*worse than declared/);
    expect(text).toContain('bob at math (run/t/2): 500: it broke');
    expect(text).not.toContain('earlier');
  });

  it('gives each agent a line of its own where the table would not fit', () => {
    const figures = [figure('bob', 'math', 0.4), figure('bob', 'writing', 0.9), figure('ann', 'math', 0.9, { changedAtMs: 7 })];
    expect(learnedText(figures, { columns: 80 }).slice(0, 8)).toEqual([
      '  capability  declared  learned  90 % sure of  tries  usual time   cost',
      'bob',
      '  math            90 %     40 %       30-50 %     20       1.5 s  $0.02',
      '    worse than declared',
      '  writing         90 %     90 %      80-100 %     20       1.5 s  $0.02',
      'ann',
      '  math            90 %     90 %      80-100 %     20       1.5 s  $0.02',
      '    it changed: tries since then',
    ]);
    expect(learnedText(figures, { columns: 120 })[1]).toMatch(/^bob {2,}math .*worse than declared$/);
    expect(learnedText(figures)[3]).toMatch(/^ann .*it changed: tries since then$/);
  });

  it('names what was declared and not tried', () => {
    const lines = learnedText([figure('bob', 'math', 0.9)], { declared: { bob: ['math', 'art', '*'], ann: ['math'], eve: ['*'] } });
    expect(lines.slice(lines.indexOf('Not tried yet:'))).toEqual(['Not tried yet:', '  bob at art', '  ann at math']);
  });
});
