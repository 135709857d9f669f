import type { Configuration } from '../../config/configuration.ts';
import { loadConfiguration } from '../../config/load-configuration.ts';
import { SkeinError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan.ts';
import type { Objective } from '../../core/team.ts';
import type { Learner } from '../../learn/learner.ts';
import { collectPlan } from '../../plan/collect-plan.ts';
import { estimatePlan, type PlanEstimate } from '../../report/estimate.ts';
import type { Estimates } from '../../report/expected-work.ts';
import { hopelessTasks } from '../../report/hopeless-tasks.ts';
import { plainLine } from '../../report/text/plain-text.ts';
import { jsonText } from '../json-text.ts';
import type { WorkOptions } from '../options.ts';
import { printNotes } from '../print-notes.ts';
import { estimatesOf } from '../request/agent-estimates.ts';
import { learnedTeam } from '../request/learned-team.ts';
import { readWorkOrder } from '../request/work-order.ts';
import { refusalsOf } from '../simulate/refusals.ts';
import type { Surroundings } from '../surroundings.ts';
import { paintFor } from '../terminal/paint.ts';
import { writeFileWhole } from '../write-file.ts';

export interface PlanOptions extends WorkOptions {
  readonly yaml?: boolean;
  readonly dot?: boolean;
  readonly mermaid?: boolean;
  readonly output?: string;
  /** The choices between time and money instead of the plan. */
  readonly frontier?: boolean;
}

type Format = 'json' | 'yaml' | 'dot' | 'mermaid';
const FORMATS: readonly Format[] = ['json', 'yaml', 'dot', 'mermaid'];

interface MadePlan {
  readonly plan: Plan;
  readonly planner: string;
  readonly configuration: Configuration;
  readonly estimates: Estimates;
  readonly learner: Learner | undefined;
  readonly objective: Objective;
}

/** `skein plan`: makes a plan, or reads one, and shows it without running it. */
export async function plan(words: readonly string[], options: PlanOptions, surroundings: Surroundings): Promise<number> {
  const { out, err, directory, environment } = surroundings;
  const format = chosenFormat(options);
  if (options.output !== undefined) refuseOtherNames(options.output);
  const configuration = await loadConfiguration(options.config, directory);
  printNotes(configuration, err);
  const order = await readWorkOrder(words, options, configuration, surroundings);
  const { plan, notes, planner } = await collectPlan(order, configuration);
  const learner = await learnedTeam(configuration.team, options, surroundings);
  const objective = options.objective ?? configuration.objective;
  const made: MadePlan = { plan, planner, configuration, estimates: estimatesOf(configuration), learner, objective };
  printNotes({ notes }, err);
  if (options.output !== undefined) writeFileWhole(options.output, await fileText(options.output, made), directory);
  if (options.frontier === true) {
    const { printFrontier } = await import('../simulate/print-frontier.ts');
    return printFrontier(plan.tasks, configuration, options, out, learner);
  }
  if (format === undefined) {
    const { planFigures, planTree } = await import('../../report/plan-tree.ts');
    const estimate = estimateOf(made, made.objective);
    const paint = paintFor({ isTerminal: out.isTerminal, environment });
    const { wrapLines } = await import('../../report/text/wrap-line.ts');
    for (const line of wrapLines([...planTree(plan, estimate, paint), ...planFigures(plan, estimate)], out.columns)) out.writeLine(line);
  } else {
    out.write(await textAs(format, made));
  }
  await warn(made, options, err);
  if (options.output !== undefined) err.writeLine(`Wrote ${plainLine(options.output)}.`);
  return 0;
}

/** What nobody can do, and a budget or deadline that nothing could keep, is told before anything is spent. */
async function warn(made: MadePlan, options: PlanOptions, err: Surroundings['err']): Promise<void> {
  const { team, agents } = made.configuration;
  const offered = made.plan.tasks.map((task) => ({ task, refusals: refusalsOf(task, agents, team), expands: task.expand !== undefined }));
  printNotes({ notes: hopelessTasks(offered, team) }, err);
  const asked = { budgetUsd: options.budget ?? made.configuration.budgetUsd, deadlineMs: options.deadline };
  if (asked.budgetUsd === undefined && asked.deadlineMs === undefined) return;
  const { impossibleTerms } = await import('../../report/impossible-terms.ts');
  const { lowerBoundMs, makespanMs, minimumCostUsd } = estimateOf(made).figures;
  printNotes({ notes: impossibleTerms(asked, { lowerBoundMs, fastestMs: makespanMs, minimumCostUsd }) }, err);
}

function chosenFormat(options: PlanOptions): Format | undefined {
  const chosen = FORMATS.filter((format) => options[format] === true);
  const beside = options.frontier === true ? chosen.find((format) => format !== 'json') : undefined;
  if (beside !== undefined) {
    throw new SkeinError('bad-usage', {
      where: `--frontier and --${beside}`,
      what: 'the frontier is a table, or JSON',
      todo: `Leave out --${beside}, or ask for the two one after the other.`,
    });
  }
  if (chosen.length > 1) {
    throw new SkeinError('bad-usage', {
      where: chosen.map((format) => `--${format}`).join(' and '),
      what: 'standard output can have one format',
      todo: 'Leave all but one out; -o FILE writes a file beside it.',
    });
  }
  return chosen[0];
}

async function textAs(format: Format, made: MadePlan): Promise<string> {
  switch (format) {
    case 'json': {
      const { planDocument } = await import('../../report/plan-document.ts');
      return `${jsonText(planDocument(made.plan, made.configuration.team, made.planner, made.estimates, made.learner, made.objective))}\n`;
    }
    case 'yaml': {
      const { planFileYaml } = await import('../request/plan-text.ts');
      return planFileYaml(made.plan);
    }
    case 'dot': {
      const { planDot } = await import('../../report/plan-dot.ts');
      return planDot(made.plan, estimateOf(made, made.objective));
    }
    case 'mermaid': {
      const { planMermaid } = await import('../../report/plan-mermaid.ts');
      return planMermaid(made.plan, estimateOf(made, made.objective));
    }
  }
}

function refuseOtherNames(name: string): void {
  if (/\.(ya?ml|json|dot|gv|mmd|mermaid)$/i.test(name)) return;
  throw new SkeinError('bad-usage', {
    where: '--output',
    expected: 'a file that ends in .yaml, .json, .dot or .mmd',
    received: `"${name}"`,
    todo: 'The ending says what is written: a plan file, a Graphviz graph or a Mermaid diagram.',
  });
}

/** What goes into a file is told by its name: a drawing, or a plan file as JSON or YAML. */
async function fileText(name: string, made: MadePlan): Promise<string> {
  if (/\.(dot|gv)$/i.test(name)) return await textAs('dot', made);
  if (/\.(mmd|mermaid)$/i.test(name)) return await textAs('mermaid', made);
  const { planFileJson, planFileYaml } = await import('../request/plan-text.ts');
  return /\.json$/i.test(name) ? planFileJson(made.plan) : planFileYaml(made.plan);
}

function estimateOf({ plan, configuration, estimates, learner }: MadePlan, objective?: Objective): PlanEstimate {
  return estimatePlan(plan, configuration.team, estimates, learner, objective);
}
