import type { Configuration } from '../../config/configuration.ts';
import { SkeinError } from '../../core/errors.ts';
import type { Learner } from '../../learn/learner.ts';
import { type CollectedPlan, collectPlan } from '../../plan/collect-plan.ts';
import { givenPlan } from '../../plan/given-plan.ts';
import type { Planner } from '../../plan/planner.ts';
import { estimatePlan } from '../../report/estimate.ts';
import { planFigures, planTree } from '../../report/plan-tree.ts';
import { plainLine } from '../../report/text/plain-text.ts';
import { wrapLines } from '../../report/text/wrap-line.ts';
import { describeError } from '../describe-error.ts';
import type { WorkOptions } from '../options.ts';
import { frontierText } from '../simulate/print-frontier.ts';
import type { Surroundings } from '../surroundings.ts';
import { paintFor } from '../terminal/paint.ts';
import { estimatesOf } from './agent-estimates.ts';
import { editPlan } from './edit-plan.ts';
import { learnedTeam } from './learned-team.ts';
import type { WorkOrder } from './work-order.ts';

/**
 * Shows what a run would do and waits for a word of the person at the terminal: run it, leave it, or edit it first.
 *
 * @returns The order to run just that plan, or `undefined` when they said no.
 * @throws What planning throws.
 */
export async function approvePlan(
  order: WorkOrder,
  configuration: Configuration,
  surroundings: Surroundings,
  options: WorkOptions,
): Promise<WorkOrder | undefined> {
  const { isCancel, selectKey } = await import('@clack/prompts');
  const collected = await collectPlan(order, configuration);
  const learner = await learnedTeam(configuration.team, options, surroundings);
  let { plan } = collected;
  let isShown = false;
  for (;;) {
    if (!isShown) show({ ...collected, plan }, configuration, surroundings, options, learner);
    isShown = true;
    const answer = await selectKey({
      message: 'Run it?',
      options: [
        { value: 'y', label: 'yes, run it' },
        { value: 'n', label: 'no, leave it' },
        { value: 'e', label: 'edit it first' },
      ],
      input: surroundings.input(),
      output: surroundings.err.stream,
    });
    if (isCancel(answer) || answer === 'n') return undefined;
    if (answer === 'y') return { ...order, planner: { ...order.planner, ...billed(givenPlan(plan, collected.planner), collected) } };
    try {
      plan = await editPlan(plan, order.caps, surroundings.environment);
      isShown = false;
    } catch (error) {
      // What was wrong with the edit is said, and asked again: the plan is as it was.
      if (!SkeinError.isInstance(error)) throw error;
      surroundings.err.writeLine(describeError(error, false));
    }
  }
}

/** The plan was made before the run began: its calls are paid for, and count in the limits, as the run begins. */
function billed(given: Planner, { calls, asked }: CollectedPlan): Planner {
  return {
    ...given,
    async *plan(request) {
      const { spent, sideCall, signal } = request;
      for (const { usage, costUsd } of calls) spent?.(usage, costUsd);
      for (const [index, agent] of asked.entries()) {
        const { inputTokens, outputTokens } = calls[index]?.usage ?? { inputTokens: 0, outputTokens: 0 };
        await sideCall?.({ agent, tokens: inputTokens + outputTokens, signal, isWithin: true }, async () => ({}));
      }
      yield* given.plan(request);
    },
  };
}

function show(
  { plan, notes }: CollectedPlan,
  configuration: Configuration,
  { err, environment }: Surroundings,
  options: WorkOptions,
  learner: Learner | undefined,
): void {
  const estimate = estimatePlan(
    plan,
    configuration.team,
    estimatesOf(configuration),
    learner,
    options.objective ?? configuration.objective,
  );
  const paint = paintFor({ isTerminal: err.isTerminal, environment });
  for (const note of notes) err.writeLine(`note: ${plainLine(note)}`);
  for (const line of wrapLines([...planTree(plan, estimate, paint), ...planFigures(plan, estimate)], err.columns)) err.writeLine(line);
  err.writeLine('');
  err.writeLine('The ways to run it, by time and cost (simulated; choose with --objective, --budget and --deadline):');
  for (const line of wrapLines(frontierText(plan.tasks, configuration, options, learner), err.columns)) err.writeLine(line);
  for (const line of approvalLines(configuration)) err.writeLine(line);
}

/** What saying yes grants beside the plan. */
function approvalLines({ toolsOnApproval = [] }: Configuration): string[] {
  if (toolsOnApproval.length === 0) return [];
  return [
    'With a yes, these agents may also use:',
    ...toolsOnApproval.map(({ agent, tools }) => `  ${plainLine(`${agent}: ${tools.join(', ')}`)}`),
  ];
}
