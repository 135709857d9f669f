import { describe, expect, it } from 'vitest';
import { hoistCommand } from './command-words.ts';
import { buildProgram } from './program.ts';
import type { Surroundings } from './surroundings.ts';

// Building the program only reads where its output would go.
const { program } = buildProgram({} as Surroundings, '0.0.0');
const hoisted = (...given: string[]) => hoistCommand(given, program);

describe('hoistCommand', () => {
  it.each([
    [
      ['runs', '--json'],
      ['runs', '--json'],
    ],
    [
      ['--json', 'runs'],
      ['runs', '--json'],
    ],
    [
      ['--store', 'runs', 'show', 'latest'],
      ['show', '--store', 'runs', 'latest'],
    ],
    [
      ['--store=a.db', 'runs'],
      ['runs', '--store=a.db'],
    ],
    [
      ['Compare the regions', '--json'],
      ['run', 'Compare the regions', '--json'],
    ],
    [
      ['--budget', '2', 'Compare the regions'],
      ['run', '--budget', '2', 'Compare the regions'],
    ],
    [
      ['--input', 'a.csv', 'b.csv', 'Compare the regions'],
      ['run', '--input', 'a.csv', 'b.csv', 'Compare the regions'],
    ],
    [
      ['compare', 'the', 'regions'],
      ['run', 'compare', 'the', 'regions'],
    ],
    [
      ['--', 'runs of text'],
      ['run', '--', 'runs of text'],
    ],
    [['-'], ['run', '-']],
    [['--help'], ['--help']],
    [[], []],
  ])('%j is %j', (given, expected) => {
    expect(hoisted(...given)).toEqual(expected);
  });

  it('leaves a request alone that begins like a command', () => {
    expect(hoisted('plans for the weekend trip')).toEqual(['run', 'plans for the weekend trip']);
    expect(hoisted('shop', 'for', 'shoes')).toEqual(['run', 'shop', 'for', 'shoes']);
  });

  it('refuses a mistyped command and one of another version', () => {
    expect(() => hoisted('evnts', 'latest')).toThrow('Did you mean "skein events"?');
    expect(() => hoisted('--json', 'tell', 'k3f9xt')).toThrow('this version has no such command');
  });
});
