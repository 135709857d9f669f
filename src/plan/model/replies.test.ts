import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_CAPS } from '../../core/plan.ts';
import type { Task } from '../../core/task.ts';
import { type Asked, askForTasks } from './ask-for-tasks.ts';
import { PlanDraft } from './plan-draft.ts';
import type { TextModel } from './text-model.ts';

const FOLDER = join(import.meta.dirname, 'replies');
const CAPABILITIES = ['math', 'data', 'analysis', 'visualization', 'reading', 'research', 'writing', 'coding'];

interface Reply {
  readonly name: string;
  readonly tasks: readonly string[];
  readonly complaints: readonly string[];
  readonly notes: readonly string[];
  readonly text: string;
}

/** A file holds what is expected, a line each, then `----`, then the reply to the letter. */
function readReply(file: string): Reply {
  const [head = '', ...rest] = readFileSync(join(FOLDER, file), 'utf8').split('----\n');
  const lines = (kind: string): string[] =>
    head.split('\n').flatMap((line) => (line.startsWith(`${kind}: `) ? [line.slice(kind.length + 2).trim()] : []));
  return {
    name: file.replace(/\.txt$/, ''),
    tasks: lines('task'),
    complaints: lines('complaint'),
    notes: lines('note'),
    text: rest.join('----\n'),
  };
}

/** `report [writing] (parent) <- fetch chart? optional expand:parts` */
function line({ id, capabilities, parent, dependsOn, optional, expand }: Task): string {
  const names = dependsOn.map((dependency) => `${dependency.task}${dependency.optional ? '?' : ''}`);
  return [
    id,
    `[${capabilities.join(',')}]`,
    ...(parent === undefined ? [] : [`(${parent})`]),
    ...(names.length === 0 ? [] : ['<-', ...names]),
    ...(optional ? ['optional'] : []),
    ...(expand === undefined ? [] : [`expand:${expand}`]),
  ].join(' ');
}

/** What comes of a first reply; the model has nothing more to say. */
async function read(pieces: readonly string[]) {
  const model: TextModel = {
    name: 'recorded',
    async *streamText() {
      yield* pieces;
    },
  };
  const asking = { model, instructions: '', question: '', signal: new AbortController().signal, sleep: async () => {} };
  const draft = new PlanDraft(
    { capabilities: new Set(CAPABILITIES), anyCapability: false },
    { ...DEFAULT_CAPS, maxTasks: 12, maxDepth: 3 },
  );
  const tasks: string[] = [];
  const complaints: string[] = [];
  for await (const asked of askForTasks(asking, () => draft)) {
    if (asked.kind === 'tasks') tasks.push(...asked.tasks.map(line));
    else if (isWrong(asked)) complaints.push(...asked.complaints);
    if (asked.kind !== 'tasks') break;
  }
  return { tasks, complaints, notes: draft.notes };
}

function isWrong(asked: Asked): asked is Extract<Asked, { readonly complaints: readonly string[] }> {
  return asked.kind === 'repair' || asked.kind === 'anew';
}

const replies = readdirSync(FOLDER).map(readReply);

describe('replies of models', () => {
  it('are at least sixty, good and bad', () => {
    expect(replies.length).toBeGreaterThanOrEqual(60);
    expect(replies.filter(({ complaints }) => complaints.length > 0).length).toBeGreaterThanOrEqual(20);
  });

  it.each(replies)('$name', async ({ tasks, complaints, notes, text }) => {
    const found = await read([text]);
    expect(found.tasks).toEqual(tasks);
    expect(
      found.complaints.map((complaint) => complaints.find((expected) => complaint.startsWith(expected.trim())) ?? complaint).sort(),
    ).toEqual([...complaints].sort());
    expect(found.notes.join()).toEqual(expect.stringContaining(notes.join()));
    expect(found.notes.length).toBe(notes.length);
  });

  it('are read the same, however they are cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...replies),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
        async ({ text }, sizes) => {
          const pieces: string[] = [];
          for (let at = 0, turn = 0; at < text.length; turn++) {
            const size = sizes[turn % sizes.length] ?? 1;
            pieces.push(text.slice(at, at + size));
            at += size;
          }
          expect(await read(pieces)).toEqual(await read([text]));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('give out a task with the character that completes it', async () => {
    const text = '{"tasks": [{"id": "a", "instruction": "Fetch"}, {"id": "b", "instruction": "Write"}]}';
    let said = 0;
    const model: TextModel = {
      name: 'slow',
      async *streamText() {
        for (const character of text) {
          said++;
          yield character;
        }
      },
    };
    const asking = { model, instructions: '', question: '', signal: new AbortController().signal, sleep: async () => {} };
    const draft = () => new PlanDraft({ capabilities: new Set(), anyCapability: true }, DEFAULT_CAPS);
    const given: [string, number][] = [];
    for await (const asked of askForTasks(asking, draft))
      if (asked.kind === 'tasks') for (const { id } of asked.tasks) given.push([id, said]);
    expect(given).toEqual([
      ['a', text.indexOf('}') + 1],
      ['b', text.indexOf('}]') + 1],
    ]);
  });
});
