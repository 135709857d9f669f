import { DEFAULT_CAPS, type Plan, type PlanCaps } from '../core/plan.ts';
import { parsePlan } from '../core/plan-file.ts';
import { isWfFormat, planFromWfFormat } from './wf-format.ts';
import { readYaml } from './yaml-source.ts';

/**
 * Reads a plan file: YAML or JSON in the plan format of design.md, or a WfCommons WfFormat 1.5 instance.
 *
 * @param name What to call the text in errors, usually its file name.
 * @throws SkeinError `bad-plan` naming line and column.
 */
export function readPlanFile(text: string, name: string, caps: PlanCaps = DEFAULT_CAPS): Plan {
  const { value, locate } = readYaml(text, name, 'bad-plan');
  return isWfFormat(value) ? planFromWfFormat(value, locate, caps) : parsePlan(value, locate, caps);
}
