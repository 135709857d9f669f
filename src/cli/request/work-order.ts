import { resolve } from 'node:path';
import type { Configuration } from '../../config/configuration.ts';
import { plannerOf } from '../../config/planner-of.ts';
import type { RunOptions } from '../../core/event.ts';
import type { PlanCaps } from '../../core/plan.ts';
import { givenPlan } from '../../plan/given-plan.ts';
import type { Planner } from '../../plan/planner.ts';
import type { WorkOptions } from '../options.ts';
import type { Surroundings } from '../surroundings.ts';
import { resolveInputs, splitRequestFromInputs } from './given-inputs.ts';
import { readRequestSource } from './request-source.ts';

/** What there is to plan or run, everything checked. */
export interface WorkOrder {
  /** In the user's words; the name of a plan file that has none. */
  readonly request: string;
  /** In the user's words or absent. */
  readonly statedRequest?: string;
  readonly planner: Planner;
  /** Who breaks tasks of a plan file down that ask for it. */
  readonly expander?: Planner;
  /** Whether several results become one answer where a model can word it: for requests, not for plans that say all there is to do. */
  readonly synthesis: boolean;
  readonly caps: PlanCaps;
  /** Absolute. */
  readonly inputs: readonly string[];
  /** The hosts that the tasks of a plan file name. */
  readonly namedHosts?: readonly string[];
  /** The paths out of the current folder that they name. */
  readonly namedPaths?: readonly string[];
}

/** Chosen once, so that the same request runs the same way twice. */
const DEFAULT_SEED = 1;

/**
 * Reads what the command line asks for: a request for the planner of the team, or a plan file.
 *
 * @throws SkeinError `bad-usage`, `bad-plan`, `cannot-plan`
 */
export async function readWorkOrder(
  given: readonly string[],
  options: WorkOptions,
  configuration: Configuration,
  surroundings: Surroundings,
): Promise<WorkOrder> {
  const { directory } = surroundings;
  const { words, inputs } = splitRequestFromInputs(given, options.input ?? [], directory);
  const caps = options.maxDepth === undefined ? configuration.caps : { ...configuration.caps, maxDepth: options.maxDepth };
  const source = await readRequestSource(words, surroundings);
  const resolved = resolveInputs(inputs, directory);
  if (source.kind === 'request') {
    const { request } = source;
    return { request, statedRequest: request, planner: await plannerOf(configuration), synthesis: true, caps, inputs: resolved };
  }
  const { readPlanFile } = await import('../../plan/plan-file.ts');
  const [{ hostsNamedIn }, { pathsNamedIn }] = await Promise.all([
    import('../../agents/embedded/network/address-grants.ts'),
    import('../../agents/embedded/library/may-read.ts'),
  ]);
  const plan = readPlanFile(source.text, source.name, caps);
  const instructions = plan.tasks.map(({ instruction }) => instruction);
  const [namedHosts, namedPaths] = [hostsNamedIn(instructions), pathsNamedIn(instructions)];
  return {
    request: plan.request ?? source.name,
    planner: givenPlan(plan, source.name),
    synthesis: false,
    ...(plan.tasks.some(({ expand }) => expand === 'parts') ? { expander: await plannerOf(configuration) } : {}),
    caps,
    inputs: resolved,
    ...(namedHosts.length === 0 ? {} : { namedHosts }),
    ...(namedPaths.length === 0 ? {} : { namedPaths }),
    ...(plan.request === undefined ? {} : { statedRequest: plan.request }),
  };
}

/** The options of a run: those of the command line, then those of the config. */
export function runOptionsOf(
  options: WorkOptions,
  configuration: Configuration,
  { inputs, namedHosts, namedPaths }: WorkOrder,
  directory: string,
): RunOptions {
  const budgetUsd = options.budget ?? configuration.budgetUsd;
  return {
    objective: options.objective ?? configuration.objective,
    priority: options.priority ?? 0,
    seed: options.seed ?? DEFAULT_SEED,
    inputs,
    ...(namedHosts === undefined ? {} : { namedHosts }),
    ...(namedPaths === undefined ? {} : { namedPaths }),
    directory: resolve(directory),
    ...(budgetUsd === undefined ? {} : { budgetUsd }),
    ...(options.quality === undefined ? {} : { quality: options.quality }),
    ...(options.deadline === undefined ? {} : { deadlineMs: options.deadline }),
  };
}
