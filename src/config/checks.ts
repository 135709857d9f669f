import { resolve } from 'node:path';
import type { CheckRule } from '../agents/check/check-rule.ts';
import { makeChecker } from '../agents/check/make-checker.ts';
import type { Agent } from '../core/agent.ts';
import type { Checker } from '../core/checker.ts';
import { parseDurationMs } from '../core/duration.ts';
import { SkeinError } from '../core/errors.ts';
import { nearestName } from '../core/nearest-name.ts';
import type { Locate } from '../core/parse.ts';
import { complain } from './complain.ts';
import type { ConfigFile } from './config-schema.ts';
import type { Environment } from './dot-env.ts';
import { sandboxOf } from './sandboxes.ts';

const DEFAULT_TIMEOUT_MS = 120_000;

export interface CheckSurroundings {
  readonly environment: Environment;
  /** The folder that relative ones start from, absolute. */
  readonly directory: string;
}

/**
 * Makes the checks of a config. Programs are run for the ones that it names, and for no others: a plan can ask for a check by name
 * only, or for a review.
 *
 * @throws SkeinError `bad-config` when a review is to be made by an agent that is not there, or by nobody.
 */
export function checkerOf(
  config: ConfigFile,
  agents: readonly Agent[],
  { environment, directory }: CheckSurroundings,
  locate: Locate,
): Checker {
  const { checks = {} } = config;
  const reviewers = agents.filter(({ profile }) => profile.kind === 'model');
  const rules = Object.entries(checks).map(([name, check]): CheckRule => {
    const { capabilities = [] } = check;
    if ('command' in check) {
      const { command, cwd = '.', timeout } = check;
      const timeoutMs = timeout === undefined ? DEFAULT_TIMEOUT_MS : timeoutOf(timeout, locate(['checks', name, 'timeout']));
      const sandbox = sandboxOf(check, config, environment, () => locate(['checks', name]));
      return { name, capabilities, command, directory: resolve(directory, cwd), timeoutMs, sandbox };
    }
    const { rubric, by } = check;
    refuseUnknown(by, reviewers, locate(['checks', name, 'by']));
    if (reviewers.length === 0) {
      complain(locate(['checks', name, 'rubric']), {
        what: `the check "${name}" is a review, and the team has no agent with a model to make it`,
        todo: 'Add an agent with a "model".',
      });
    }
    return { name, capabilities, rubric, ...(by === undefined ? {} : { by }) };
  });
  return makeChecker({ rules, reviewers, environment });
}

function refuseUnknown(by: string | undefined, reviewers: readonly Agent[], where: string): void {
  const ids = reviewers.map(({ profile }) => profile.id);
  if (by === undefined || ids.some((id) => id === by)) return;
  const nearest = nearestName(by, ids);
  complain(where, {
    what: `there is no agent "${by}" with a model to review`,
    todo: nearest === undefined ? 'Name an agent that has a model.' : `Did you mean "${nearest}"?`,
  });
}

function timeoutOf(timeout: string | number, where: string): number {
  try {
    return parseDurationMs(timeout, where);
  } catch (error) {
    throw SkeinError.isInstance(error) ? new SkeinError('bad-config', error.complaint) : error;
  }
}
