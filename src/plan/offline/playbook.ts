import * as z from 'zod';
import { SkeinError } from '../../core/errors.ts';
import { type Locate, parseWith } from '../../core/parse.ts';

/** One part of a playbook. `{topic}`, `{object}`, `{text}` and `{item}` are filled in. */
const partSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'expected lower-case letters, digits and dashes'),
  instruction: z.string().min(1),
  capabilities: z.array(z.string().min(1)).optional(),
  dependsOn: z.array(z.union([z.string(), z.strictObject({ task: z.string(), optional: z.boolean().optional() })])).optional(),
  optional: z.boolean().optional(),
  /** A task for each thing named, or for each input. */
  forEach: z.enum(['items', 'inputs']).optional(),
  /** Breaks it down further. */
  playbook: z.string().optional(),
});

const playbookSchema = z.strictObject({
  name: z.string().min(1),
  match: z.strictObject({
    acts: z.array(z.string()).min(1),
    /** The verb must be one of them. */
    verbs: z.array(z.string()).optional(),
    /** The object's noun must be one of them. */
    nouns: z.array(z.string()).optional(),
    /** One of them must be in the text. */
    words: z.array(z.string()).optional(),
    not: z.array(z.enum(['question'])).optional(),
    /** At least so many things are named. */
    minItems: z.number().int().min(1).optional(),
    /** Only for a request that is this and nothing else. */
    whole: z.boolean().optional(),
  }),
  /** Who uses it can do with a part of it. */
  partial: z.boolean().optional(),
  tasks: z.array(partSchema).min(1).max(100),
});

/** A way to break one kind of task into parts: a method, in the terms of hierarchical task networks. */
export type Playbook = z.output<typeof playbookSchema>;

/**
 * Reads one playbook.
 *
 * @throws SkeinError `bad-playbook` naming line and reason.
 */
export function parsePlaybook(value: unknown, locate: Locate): Playbook {
  const playbook = parseWith(playbookSchema, value, 'bad-playbook', locate);
  const earlier = new Set<string>();
  for (const [index, part] of playbook.tasks.entries()) {
    if (earlier.has(part.id))
      throw new SkeinError('bad-playbook', {
        where: locate(['tasks', index, 'id']),
        what: `the id "${part.id}" is there twice`,
        todo: 'Give each part an id of its own.',
      });
    for (const [position, dependency] of (part.dependsOn ?? []).entries()) {
      const name = typeof dependency === 'string' ? dependency : dependency.task;
      if (earlier.has(name)) continue;
      throw new SkeinError('bad-playbook', {
        where: locate(['tasks', index, 'dependsOn', position]),
        what: `there is no part "${name}" before it`,
        todo: `Parts come after what they depend on. Before it: ${[...earlier].join(', ') || 'none'}.`,
      });
    }
    if ((part.capabilities === undefined) === (part.playbook === undefined)) {
      throw new SkeinError('bad-playbook', {
        where: locate(['tasks', index]),
        expected: 'either capabilities or a playbook',
        received: part.playbook === undefined ? 'neither' : 'both',
      });
    }
    for (const [hole] of part.instruction.matchAll(/\{[^}]*\}/g)) {
      if (['{topic}', '{object}', '{text}', '{item}'].includes(hole)) continue;
      throw new SkeinError('bad-playbook', {
        where: locate(['tasks', index, 'instruction']),
        what: `cannot fill in ${hole}`,
        todo: 'Known are {topic}, {object}, {text} and {item}.',
      });
    }
    earlier.add(part.id);
  }
  return playbook;
}

/** @throws SkeinError `bad-playbook` for a nested playbook that is not there, or that comes to contain itself. */
export function checkNesting(playbooks: ReadonlyMap<string, Playbook>): void {
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name))
      throw new SkeinError('bad-playbook', {
        where: `playbook ${name}`,
        what: `playbooks contain each other: ${[...path, name].join(' -> ')}`,
        todo: 'Take one of them out.',
      });
    const playbook = playbooks.get(name);
    if (playbook === undefined)
      throw new SkeinError('bad-playbook', {
        where: `playbook ${path.at(-1)}`,
        what: `there is no playbook "${name}"`,
        todo: `There are: ${[...playbooks.keys()].join(', ')}.`,
      });
    for (const part of playbook.tasks) if (part.playbook !== undefined) visit(part.playbook, [...path, name]);
  };
  for (const name of playbooks.keys()) visit(name, []);
}
