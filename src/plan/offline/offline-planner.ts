import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SkeinError } from '../../core/errors.ts';
import { taskId } from '../../core/ids.ts';
import { checkPlan, type PlanCaps } from '../../core/plan.ts';
import { makeTask, type Task } from '../../core/task.ts';
import type { Planner } from '../planner.ts';
import { BUILT_IN_ACTS, builtInPlaybooks, loadPlaybooks } from './load-playbooks.ts';
import type { Playbook } from './playbook.ts';
import { orderSteps } from './step-order.ts';
import { readSteps } from './steps.ts';
import { writeTasks } from './write-tasks.ts';

export interface OfflineRequest {
  readonly request: string;
  /** Absolute. */
  readonly inputs: readonly string[];
  readonly caps: PlanCaps;
  /** Folders of further playbooks; later ones win. Default: `.skein/playbooks` below the current folder. */
  readonly playbookFolders?: readonly string[];
}

/** A request of more words is a document, not a request. */
const MAX_LENGTH = 200_000;

/**
 * Decomposes a request without a model: reads what it says to do, what orders it, and breaks down what a playbook knows.
 * Deterministic. The tagger and the playbooks are loaded only for requests that need them.
 *
 * @throws SkeinError `cannot-plan` when there is nothing to do in it, `bad-playbook`, `bad-plan` when it is over the caps.
 */
export async function planOffline({
  request,
  inputs,
  caps,
  playbookFolders = [join(process.cwd(), '.skein', 'playbooks')],
}: OfflineRequest): Promise<Task[]> {
  if (!/[\p{L}\p{N}]/u.test(request))
    throw new SkeinError('cannot-plan', { where: 'the request', what: 'there are no words in it', todo: 'Say what is to be done.' });
  if (request.length > MAX_LENGTH)
    throw new SkeinError('cannot-plan', {
      where: 'the request',
      expected: `at most ${MAX_LENGTH} characters`,
      received: String(request.length),
      todo: 'Put long material into a file and name it with --input.',
    });
  const steps = await readSteps(request);
  // Words that order nothing that could be understood are one task for whoever accepts it.
  if (steps.steps.length === 0) return [makeTask({ id: taskId('task'), instruction: request.trim() })];
  const own = playbookFolders.filter((folder) => existsSync(folder));
  const playbooks: ReadonlyMap<string, Playbook> =
    own.length > 0 || steps.steps.some(({ action }) => BUILT_IN_ACTS.has(action.act))
      ? await loadPlaybooks([builtInPlaybooks(), ...own])
      : new Map();
  const tasks = writeTasks({ request, inputs, caps, playbooks, steps: steps.steps, waits: orderSteps(steps) });
  checkPlan({ tasks }, undefined, caps);
  return tasks;
}

/** The built-in planner as the engine takes it. */
export function offlinePlanner(): Planner {
  return {
    name: 'offline',
    streams: false,
    async *plan({ request, inputs, caps }) {
      yield { tasks: await planOffline({ request, inputs, caps }) };
    },
  };
}
