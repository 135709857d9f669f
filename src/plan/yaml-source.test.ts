import { describe, expect, it } from 'vitest';
import { SkeinError } from '../core/errors.ts';
import { readYaml } from './yaml-source.ts';

function complaintOf(run: () => unknown): SkeinError {
  try {
    run();
  } catch (error) {
    if (SkeinError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('readYaml', () => {
  const yaml = ['request: x', 'tasks:', '  - id: a', '  - id: b', '    dependsOn: [a, c]'].join('\n');

  it('gives the value of YAML and the line and column of its parts', () => {
    const { value, locate } = readYaml(yaml, 'plan.yaml');
    expect(value).toEqual({ request: 'x', tasks: [{ id: 'a' }, { id: 'b', dependsOn: ['a', 'c'] }] });
    expect(locate(['tasks', 1, 'dependsOn'])).toBe('plan.yaml:5:5 (tasks[1].dependsOn)');
    expect(locate(['tasks', 1, 'dependsOn', 1])).toBe('plan.yaml:5:20 (tasks[1].dependsOn[1])');
    expect(locate(['tasks', 0])).toBe('plan.yaml:3:5 (tasks[0])');
    expect(locate([])).toBe('plan.yaml:1:1');
  });

  it('places what is absent where it would have to be added', () => {
    expect(readYaml(yaml, 'plan.yaml').locate(['tasks', 0, 'instruction'])).toBe('plan.yaml:3:5 (tasks[0].instruction)');
  });

  it('gives the value of JSON and the line and column of its parts', () => {
    const { value, locate } = readYaml('{\n  "tasks": [\n    {"id": "a"}\n  ]\n}', 'plan.json');
    expect(value).toEqual({ tasks: [{ id: 'a' }] });
    expect(locate(['tasks', 0, 'id'])).toBe('plan.json:3:6 (tasks[0].id)');
  });

  it('follows aliases when it places a part', () => {
    const { locate } = readYaml('a: &x\n  k: 1\nb: *x\n', 'f.yaml');
    expect(locate(['b', 'k'])).toBe('f.yaml:2:3 (b.k)');
  });

  it('passes over a byte order mark', () => {
    expect(readYaml('\uFEFF{"a": 1}', 'f.json').value).toEqual({ a: 1 });
  });

  it('says where YAML goes wrong, under the code it is given', () => {
    const error = complaintOf(() => readYaml('tasks:\n  - id: a\n   - id: b\n', 'plan.yaml', 'bad-plan'));
    expect(error.code).toBe('bad-plan');
    expect(error.complaint.where).toMatch(/^plan\.yaml:\d+:\d+$/);
  });

  it('says where JSON goes wrong', () => {
    expect(complaintOf(() => readYaml('{"a": 1,\n "b": }}', 'plan.json')).complaint.where).toBe('plan.json:2:8');
  });

  it('refuses the same key twice, two documents in a file, and aliases that multiply', () => {
    expect(complaintOf(() => readYaml('a: 1\na: 2\n', 'f.yaml')).complaint.where).toBe('f.yaml:2:1');
    expect(complaintOf(() => readYaml('a: 1\n---\nb: 2\n', 'f.yaml')).message).toContain('second document');
    const names = [...'abcdefgh'];
    const bomb = names.map((name, index) => `${name}: &${name} [${`${index === 0 ? 'x' : `*${names[index - 1]}`},`.repeat(9)}]`);
    expect(complaintOf(() => readYaml(bomb.join('\n'), 'f.yaml')).message).toMatch(/alias/i);
  });

  it('reads a mapping of eighty thousand keys in time that grows with their number', () => {
    // To compare each with every other would take minutes.
    const keys = Array.from({ length: 80_000 }, (_, index) => `k${index}: x`);
    expect(Object.keys(readYaml(keys.join('\n'), 'f.yaml').value as object)).toHaveLength(80_000);
    expect(complaintOf(() => readYaml([...keys, 'k7: y'].join('\n'), 'f.yaml')).complaint.where).toBe('f.yaml:80001:1');
  });

  it('gives null for an empty text', () => {
    expect(readYaml('', 'f.yaml').value).toBeNull();
  });
});

it('says of a text that is nested too deeply that it is', () => {
  // A mapping within a mapping, six thousand times over, each a step further in.
  const deep = Array.from({ length: 6000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n');
  expect(() => readYaml(deep, 'plan.yaml', 'bad-plan')).toThrow(/^plan\.yaml.*: it is nested too deeply$/);
  expect(() => readYaml(`a: ${'['.repeat(100_000)}`, 'plan.yaml', 'bad-plan')).toThrow(/^plan\.yaml/);
});
