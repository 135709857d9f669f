import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SkeinError } from '../../core/errors.ts';
import { taskId } from '../../core/ids.ts';
import { makeTask, type Task } from '../../core/task.ts';
import type { Expansion, Planner } from '../planner.ts';
import { OTHER_EXPECTED_MS } from './capabilities.ts';
import { isEnglish } from './language/is-english.ts';
import { AbsentTagger, loadTagger } from './language/tagger.ts';
import { builtInPlaybooks, loadPlaybooks } from './load-playbooks.ts';
import type { Playbook } from './playbook.ts';
import { type Reading, readRequest } from './read-request.ts';
import { writeTasks } from './write-tasks.ts';

export interface OfflineRequest {
  readonly request: string;
  /** Files and folders given with the request. */
  readonly inputs: readonly string[];
  readonly playbooks: readonly Playbook[];
  /** How deep tasks may be nested: 0 breaks nothing down. */
  readonly maxDepth: number;
  readonly maxTasks: number;
}

export interface OfflinePlan {
  /** What comes first before what waits for it, parents before their parts. */
  readonly tasks: Task[];
  /** What the user should know of how the plan came to be. */
  readonly notes: string[];
}

/** A longer text is material, no request: it is not taken apart. */
const LONGEST_REQUEST = 200_000;

/**
 * Decomposes a request without a model: reads what it says to do and what orders that, and breaks down what a playbook knows.
 * What cannot be taken apart is one task, and a note says why. Deterministic.
 *
 * @throws SkeinError `cannot-plan` when there is not a word in the request, or when the rules it states go in a circle.
 */
export async function planOffline({ request, inputs, playbooks, maxDepth, maxTasks }: OfflineRequest): Promise<OfflinePlan> {
  if (!/[\p{L}\p{N}]/u.test(request)) {
    throw new SkeinError('cannot-plan', {
      where: 'the request',
      expected: 'what is to be done, in words',
      received: request.trim() === '' ? 'nothing' : request.trim().slice(0, 20),
      todo: 'For example: Calculate 1+2 and 3+4, then multiply the results.',
    });
  }
  if (request.length > LONGEST_REQUEST)
    return wholeRequest(request, `It has more than ${LONGEST_REQUEST} characters, so it is planned as one task.`);
  if (!isEnglish(request)) return wholeRequest(request, 'It does not read as English, so it is planned as one task.');
  const reading = await read(request);
  if (reading.units.length === 0)
    return wholeRequest(request, 'It names nothing to do that could be told apart, so it is planned as one task.');
  const draft = { request, inputs, playbooks, maxDepth, maxTasks, reading };
  const plan = writeTasks(draft);
  if (plan.tasks.length <= maxTasks) return plan;
  return wholeRequest(request, `It would be ${plan.tasks.length} tasks, more than the ${maxTasks} allowed, so it is planned as one task.`);
}

/** Most requests are read with the lexicon alone; a word it does not have, where it matters, brings in the tagger. */
async function read(request: string): Promise<Reading> {
  const absent = new AbsentTagger();
  const reading = readRequest(request, absent);
  return absent.asked ? readRequest(request, await loadTagger()) : reading;
}

function wholeRequest(request: string, note: string): OfflinePlan {
  return {
    tasks: [makeTask({ id: taskId('task'), instruction: request.trim(), estimate: { durationMs: OTHER_EXPECTED_MS } })],
    notes: [note],
  };
}

/** Where users keep playbooks of their own, below the current folder. */
export const OWN_PLAYBOOKS = join('.skein', 'playbooks');

export interface OfflinePlannerOptions {
  /** Folders of playbooks; of two with one name, the later counts. Default: the built-in ones, then `.skein/playbooks`. */
  readonly playbookFolders?: readonly string[];
}

/** The built-in playbooks and those of the user. */
export function usualPlaybooks(): Promise<Playbook[]> {
  return loadPlaybooks(existing([builtInPlaybooks(), join(process.cwd(), OWN_PLAYBOOKS)]));
}

function existing(folders: readonly string[]): string[] {
  return folders.filter((folder) => existsSync(folder));
}

/** The offline planner behind the planner port. Playbooks are read when first needed. */
export function offlinePlanner({ playbookFolders }: OfflinePlannerOptions = {}): Planner {
  const playbooks = (): Promise<Playbook[]> =>
    playbookFolders === undefined ? usualPlaybooks() : loadPlaybooks(existing(playbookFolders));
  return {
    name: 'offline',
    streams: false,
    async *plan({ request, inputs, caps: { maxDepth, maxTasks } }) {
      const { tasks, notes } = await planOffline({ request, inputs, playbooks: await playbooks(), maxDepth, maxTasks });
      for (const note of notes) yield { note };
      yield { tasks };
    },
    /** By a playbook, as a request for nothing but the task would be. */
    async expand({ task, inputs, failures, caps: { maxDepth, maxTasks } }) {
      const known = await playbooks();
      const { tasks } = await planOffline({
        request: task.instruction,
        inputs,
        playbooks: known,
        maxDepth: maxDepth + 1,
        maxTasks: maxTasks + 1,
      });
      const expansion = partsOf(tasks, task);
      // What has failed would fail again as a part of itself, or by the playbook that made it, and be broken down for ever.
      return expansion !== undefined && failures.length > 0 && comesBack(task, expansion, known) ? undefined : expansion;
    },
  };
}

/** What stands below the one task that a task's own words come to, or beside each other in its place. */
function partsOf(tasks: readonly Task[], whole: Task): Expansion | undefined {
  const tops = tasks.filter(({ parent }) => parent === undefined);
  const [only] = tops;
  const isOne = tops.length === 1 && only !== undefined;
  const parts = isOne ? tasks.filter(({ id }) => id !== only.id) : tasks;
  if (parts.length < 2) return undefined;
  const by = (isOne ? only.playbook : undefined) ?? 'offline';
  return {
    by,
    tasks: parts.map((part) => {
      const { parent, ...rest } = part;
      const inside = isOne && parent === only.id ? rest : part;
      return {
        ...inside,
        capabilities: part.capabilities.length === 0 && !isCompound(part, tasks) ? whole.capabilities : part.capabilities,
      };
    }),
  };
}

function comesBack({ instruction }: Task, { by, tasks }: Expansion, playbooks: readonly Playbook[]): boolean {
  const templates = playbooks.filter(({ name }) => name === by).flatMap((playbook) => playbook.tasks.map((part) => part.instruction));
  return tasks.some((part) => saysTheSame(part.instruction, instruction)) || templates.some((template) => isMadeBy(template, instruction));
}

/** Longer instructions are not matched: nobody writes templates of that size. */
const LONGEST_MADE = 2000;

/** Whether a template, filled in with anything, comes to this instruction. One without words of its own comes to all. */
function isMadeBy(template: string, instruction: string): boolean {
  const literal = template.replace(/\[[^[\]]*\]|\{\w+\}/g, ' ');
  if (!/\p{L}{2}/u.test(literal) || instruction.length > LONGEST_MADE) return false;
  const pattern = template
    .split(/(\[[^[\]]*\]|\{\w+\})/)
    .map((piece, index) => (index % 2 === 1 ? '.*' : piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')))
    .join('');
  return new RegExp(`^${pattern}$`, 'isu').test(instruction);
}

function saysTheSame(one: string, other: string): boolean {
  const plain = (text: string): string =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  return plain(one) === plain(other);
}

function isCompound({ id }: Task, tasks: readonly Task[]): boolean {
  return tasks.some(({ parent }) => parent === id);
}
