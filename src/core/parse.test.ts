import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { formatPath, locateIn, parseWith } from './parse.ts';

const schema = z.strictObject({
  name: z.string().min(1),
  slots: z.number().int().min(1).max(9).optional(),
  mode: z.enum(['fast', 'slow']).optional(),
  needs: z.array(z.union([z.string(), z.strictObject({ task: z.string() })])).optional(),
  levels: z.record(z.string(), z.strictObject({ level: z.number() })).optional(),
});

const complaint = (value: unknown): string => {
  try {
    parseWith(schema, value, 'bad-config', locateIn('skein.yaml'));
  } catch (error) {
    return String(error);
  }
  return 'accepted';
};

describe('parseWith', () => {
  it('gives back what fits', () => {
    expect(parseWith(schema, { name: 'a', slots: 2 }, 'bad-config', locateIn('x'))).toEqual({ name: 'a', slots: 2 });
  });

  it.each([
    [undefined, 'skein.yaml: expected a mapping, received nothing'],
    [[], 'skein.yaml: expected a mapping, received []'],
    [{}, 'skein.yaml at name: expected a string, received nothing'],
    [{ name: '' }, 'skein.yaml at name: expected at least 1 character, received ""'],
    [{ name: 'a', slots: 0 }, 'skein.yaml at slots: expected at least 1, received 0'],
    [{ name: 'a', slots: 10 }, 'skein.yaml at slots: expected at most 9, received 10'],
    [{ name: 'a', slots: 1.5 }, 'skein.yaml at slots: expected a whole number, received 1.5'],
    [{ name: 'a', mode: 'quick' }, 'skein.yaml at mode: expected one of fast, slow, received "quick"'],
    [{ name: 'a', needs: 'b' }, 'skein.yaml at needs: expected a list, received "b"'],
    [{ name: 'a', needs: [5] }, 'skein.yaml at needs[0]: expected a string or a mapping, received 5'],
    [{ name: 'a', needs: [{ task: 5 }] }, 'skein.yaml at needs[0].task: expected a string, received 5'],
    [{ name: 'a', solts: 1 }, 'skein.yaml at solts: unknown key "solts". Did you mean "slots"?'],
    [{ name: 'a', zzzzzz: 1 }, 'unknown key "zzzzzz". Known keys: name, slots, mode, needs, levels.'],
    [
      { name: 'a', levels: { math: { levle: 1 } } },
      'at levels.math.level: expected a number, received nothing. Also wrong (1 more): skein.yaml at levels.math.levle.',
    ],
    [{ name: 10n }, 'skein.yaml at name: expected a string, received 10'],
  ])('complains of %#', (value, message) => {
    expect(complaint(value)).toContain(message);
  });

  it('counts further complaints and names the first few, however many there are', () => {
    const many = z.array(z.strictObject({ id: z.string() }));
    const value = Array.from({ length: 20_000 }, () => ({ di: 'x' }));
    expect(() => parseWith(many, value, 'bad-plan', locateIn('plan'))).toThrow('Also wrong (39999 more): ');
  });

  it('refuses what is nested too deeply instead of overflowing', () => {
    let deep: unknown = {};
    for (let depth = 0; depth < 200_000; depth++) deep = { deep };
    expect(() => parseWith(z.json(), deep, 'bad-plan', locateIn('plan'))).toThrow('plan: it is nested too deeply');
  });

  it('shows values that are no JSON', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(complaint({ name: circle })).toContain('at name: expected a string, received a value that is no JSON');
  });
});

describe('formatPath', () => {
  it('writes keys with dots and indexes in brackets', () => {
    expect(formatPath(['tasks', 2, 'dependsOn', 0])).toBe('tasks[2].dependsOn[0]');
    expect(formatPath([])).toBe('');
  });
});
