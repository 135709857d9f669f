import * as z from 'zod';
import { SkeinError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest-name.ts';
import { type DocumentPath, type Locate, parseWith } from '../../core/parse.ts';
import { ACTS, KINDS_OF_THINGS, PLACEHOLDERS, type Playbook } from './playbook.ts';

const kind = z.enum(KINDS_OF_THINGS);
const names = z.array(z.string().min(1)).min(1);
const condition = z.strictObject({
  given: z.enum(['nothing', 'table']).optional(),
  topic: names.optional(),
  followed: z.boolean().optional(),
});

const partSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'expected lower-case letters, digits and dashes, at most 40'),
  instruction: z.string().min(1).max(2000),
  capabilities: z.array(z.string().min(1)).optional(),
  playbook: z.string().min(1).optional(),
  dependsOn: z.array(z.union([z.string(), z.strictObject({ task: z.string(), optional: z.boolean().optional() })])).optional(),
  optional: z.boolean().optional(),
  forEach: z.enum(['items', 'inputs']).optional(),
  when: condition.optional(),
  unless: condition.optional(),
  gives: kind.optional(),
  durationMs: z.number().min(0).optional(),
});

/** The playbook file's shape: also the source of its published JSON Schema. */
export const playbookSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'expected lower-case letters, digits and dashes, at most 40'),
  description: z.string().optional(),
  match: z.strictObject({
    acts: z.array(z.enum(ACTS)).min(1).optional(),
    verbs: names.optional(),
    nouns: names.optional(),
    words: names.optional(),
    minItems: z.number().int().min(1).optional(),
    minInputs: z.number().int().min(1).optional(),
    not: z.array(z.enum(['question', 'file', 'given'])).optional(),
    whole: z.boolean().optional(),
  }),
  takes: z.array(kind).optional(),
  gives: kind.optional(),
  partial: z.boolean().optional(),
  tasks: z.array(partSchema).min(1).max(100),
});

/**
 * Reads one playbook.
 *
 * @throws SkeinError `bad-playbook` naming line and reason.
 */
export function parsePlaybook(value: unknown, locate: Locate): Playbook {
  const playbook = parseWith(playbookSchema, value, 'bad-playbook', locate);
  const { acts, verbs, nouns, words } = playbook.match;
  if (acts === undefined && verbs === undefined && nouns === undefined && words === undefined) {
    throw bad(locate, ['match'], 'it would match every task', 'Say which by acts, verbs, nouns or words.');
  }
  const earlier = new Set<string>();
  for (const [index, part] of playbook.tasks.entries()) {
    checkPart(part, ['tasks', index], earlier, locate);
    earlier.add(part.id);
  }
  // Absent keys stay absent: what was parsed is what `JSON.parse` of a compiled playbook gives.
  return JSON.parse(JSON.stringify(playbook)) as Playbook;
}

function checkPart(part: z.output<typeof partSchema>, path: DocumentPath, earlier: ReadonlySet<string>, locate: Locate): void {
  if (earlier.has(part.id)) throw bad(locate, [...path, 'id'], `the id "${part.id}" is there twice`, 'Give each part an id of its own.');
  for (const [position, dependency] of (part.dependsOn ?? []).entries()) {
    const name = typeof dependency === 'string' ? dependency : dependency.task;
    if (earlier.has(name)) continue;
    const nearest = nearestName(name, earlier);
    throw bad(
      locate,
      [...path, 'dependsOn', position],
      `there is no part "${name}" before it`,
      nearest === undefined
        ? `Parts come after what they depend on. Before it: ${[...earlier].join(', ') || 'none'}.`
        : `Did you mean "${nearest}"?`,
    );
  }
  if ((part.capabilities === undefined) === (part.playbook === undefined)) {
    throw new SkeinError('bad-playbook', {
      where: locate(path),
      expected: 'either capabilities or a playbook',
      received: part.playbook === undefined ? 'neither' : 'both',
    });
  }
  for (const [hole, name] of part.instruction.matchAll(/\{([^{}]*)\}/g)) {
    if ((PLACEHOLDERS as readonly string[]).includes(name ?? '')) continue;
    throw bad(
      locate,
      [...path, 'instruction'],
      `cannot fill in ${hole}`,
      `Known are ${PLACEHOLDERS.map((known) => `{${known}}`).join(', ')}.`,
    );
  }
}

function bad(locate: Locate, path: DocumentPath, what: string, todo: string): SkeinError {
  return new SkeinError('bad-playbook', { where: locate(path), what, todo });
}

/** Where each playbook was read, for errors that show only when all are known. */
export interface Located {
  readonly playbook: Playbook;
  readonly locate: Locate;
}

/** @throws SkeinError `bad-playbook` for a nested playbook that is not there, or that comes to contain itself. */
export function checkNesting(playbooks: ReadonlyMap<string, Located>): void {
  const sound = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (sound.has(name)) return;
    const { playbook, locate } = playbooks.get(name) as Located;
    for (const [index, part] of playbook.tasks.entries()) {
      if (part.playbook === undefined) continue;
      const where: DocumentPath = ['tasks', index, 'playbook'];
      const circle = [...path, name].indexOf(part.playbook);
      if (circle >= 0) {
        throw bad(
          locate,
          where,
          `playbooks contain each other: ${[...[...path, name].slice(circle), part.playbook].join(' -> ')}`,
          'Take one of them out.',
        );
      }
      if (!playbooks.has(part.playbook)) {
        const nearest = nearestName(part.playbook, playbooks.keys());
        throw bad(
          locate,
          where,
          `there is no playbook "${part.playbook}"`,
          nearest === undefined ? `There are: ${[...playbooks.keys()].join(', ')}.` : `Did you mean "${nearest}"?`,
        );
      }
      visit(part.playbook, [...path, name]);
    }
    sound.add(name);
  };
  for (const name of playbooks.keys()) visit(name, []);
}
