import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Configuration } from '../config/configuration.ts';
import { SkeinError } from '../core/errors.ts';
import { type RunId, runId } from '../core/ids.ts';
import { locateIn } from '../core/parse.ts';
import type { Plan, PlanCaps } from '../core/plan.ts';
import { parsePlan } from '../core/plan-file.ts';
import type { StartRequest } from '../engine/engine.ts';
import { parseRequest } from '../engine/parse-request.ts';
import { givenPlan } from '../plan/given-plan.ts';
import type { Planner } from '../plan/planner.ts';
import { isWfFormat, planFromWfFormat } from '../plan/wf-format.ts';
import { confine } from './confine.ts';
import type { WorkBody } from './requests.ts';

/** What the server works with, whatever is asked of it. */
export interface WorkTerms {
  readonly configuration: Configuration;
  readonly planner: Planner;
  /** The folder below which inputs lie; absolute, without symbolic links. */
  readonly root: string;
  /** Each run has a folder of its own in here for the files that it makes; absolute. */
  readonly output: string;
}

/** What there is to plan, everything checked. */
export type PlanTerms = Pick<StartRequest, 'request' | 'planner'> & {
  readonly statedRequest?: string;
  readonly caps: PlanCaps;
  readonly inputs: readonly string[];
  /** Who breaks tasks of a plan down that ask for it. */
  readonly expander?: Planner;
  readonly hasPlan: boolean;
};

const DEFAULT_SEED = 1;

/** @throws SkeinError `bad-usage`, `bad-plan` */
export function planTermsOf(body: WorkBody, { configuration, planner, root }: WorkTerms): PlanTerms {
  const caps = body.maxDepth === undefined ? configuration.caps : { ...configuration.caps, maxDepth: body.maxDepth };
  const inputs = confine(body.inputs ?? [], root);
  if (body.plan === undefined) {
    const request = parseRequest(body.request ?? '');
    return { request, statedRequest: request, planner, caps, inputs, hasPlan: false };
  }
  const plan = planOf(body.plan, caps);
  const request = plan.request === undefined ? undefined : parseRequest(plan.request);
  return {
    request: request ?? 'a plan',
    ...(request === undefined ? {} : { statedRequest: request }),
    planner: givenPlan(plan, 'given'),
    ...(plan.tasks.some(({ expand }) => expand === 'parts') ? { expander: planner } : {}),
    caps,
    inputs,
    hasPlan: true,
  };
}

function planOf(value: unknown, caps: PlanCaps): Plan {
  const locate = locateIn('plan');
  return isWfFormat(value) ? planFromWfFormat(value, locate, caps) : parsePlan(value, locate, caps);
}

/** A run as the engine takes it in. @throws SkeinError `bad-usage`, `bad-plan` */
export function startRequestOf(body: WorkBody, run: RunId, terms: WorkTerms): StartRequest {
  const { configuration, output } = terms;
  const { request, planner, expander, caps, inputs, hasPlan } = planTermsOf(body, terms);
  const budgetUsd = budgetOf(body, configuration);
  return {
    run,
    request,
    planner,
    caps,
    ...(expander === undefined ? {} : { expander }),
    synthesis: !hasPlan,
    ...(configuration.maxReplans === undefined ? {} : { maxReplans: configuration.maxReplans }),
    fingerprint: createHash('sha256').update(JSON.stringify(body)).digest('hex'),
    options: {
      objective: body.objective ?? configuration.objective,
      priority: body.priority ?? 0,
      seed: body.seed ?? DEFAULT_SEED,
      inputs,
      confinedTo: terms.root,
      directory: join(output, run),
      ...(budgetUsd === undefined ? {} : { budgetUsd }),
      ...(body.quality === undefined ? {} : { quality: body.quality }),
      ...(body.deadlineMs === undefined ? {} : { deadlineMs: body.deadlineMs }),
    },
  };
}

/** Whoever wrote the config pays: a request may ask for less than that allows, not for more. */
function budgetOf({ budgetUsd }: WorkBody, configuration: Configuration): number | undefined {
  const most = configuration.budgetUsd;
  if (budgetUsd === undefined || most === undefined || budgetUsd <= most) return budgetUsd ?? most;
  throw new SkeinError('bad-usage', {
    where: 'the body at budgetUsd',
    expected: `at most ${most}, the budget of the config`,
    received: String(budgetUsd),
  });
}

const LETTERS = 'abcdefghjkmnpqrstuvwxyz';

/** The run that a key stands for, always the same: so a key holds across restarts, and for all servers on a store. */
export function runOfKey(key: string): RunId {
  const digest = createHash('sha256').update(key).digest();
  return runId(Array.from(digest.subarray(0, 20), (byte) => LETTERS[byte % LETTERS.length]).join(''));
}
