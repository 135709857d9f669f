import type { Agent, Call, Outcome, Work } from '../../core/agent.ts';
import { RetryableError, TerminalError } from '../../core/agent-error.ts';
import { addSpending, type Checked, type Checker, NOTHING_SPENT, type Spending } from '../../core/checker.ts';
import { formatDuration } from '../../core/duration.ts';
import { messageOf } from '../../core/errors.ts';
import type { AgentId } from '../../core/ids.ts';
import { nearestName } from '../../core/nearest-name.ts';
import type { Task } from '../../core/task.ts';
import { levelOf } from '../../core/team.ts';
import { NO_SANDBOX } from '../sandbox/sandbox.ts';
import { type CheckRule, type CommandRule, isCommandRule, type RubricRule, rulesOf } from './check-rule.ts';
import { review } from './review.ts';

export interface CheckerSettings {
  readonly rules: readonly CheckRule[];
  /** Those who may review: agents with a model. */
  readonly reviewers: readonly Agent[];
  /** Where programs find what they need; they see the harmless part of it only. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What a program is told of the environment: no keys. */
const HARMLESS = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TMPDIR', 'TZ', 'SystemRoot', 'TEMP'];

/** Makes the checks that the config and the tasks ask for, one after the other: the first that fails ends the attempt. */
export function makeChecker(settings: CheckerSettings): Checker {
  return {
    problemWith: (task) => problemWith(task, settings),
    check: async (work, outcome, by, call) => {
      let spent = NOTHING_SPENT;
      let quality: number | undefined;
      for (const rule of rulesOf(work.task, settings.rules)) {
        if (isCommandRule(rule)) await checkByCommand(rule, work, outcome, settings.environment, call, spent);
        else {
          const found = await checkByReview(rule, work, outcome, by, settings.reviewers, call, spent);
          spent = addSpending(spent, found);
          if (found.quality !== undefined) quality = Math.min(quality ?? 1, found.quality);
        }
      }
      return { ...spent, ...(quality === undefined ? {} : { quality }) };
    },
  };
}

function problemWith(task: Task, { rules, reviewers }: CheckerSettings): string | undefined {
  const { check } = task;
  if (typeof check === 'string' && !rules.some(({ name }) => name === check)) {
    const names = rules.map(({ name }) => name);
    const nearest = nearestName(check, names);
    return `there is no check "${check}" under "checks:" in the config${nearest === undefined ? '' : `; did you mean "${nearest}"?`}`;
  }
  const needsReview = rulesOf(task, rules).some((rule) => !isCommandRule(rule));
  return needsReview && reviewers.length === 0 ? 'it is to be reviewed, and the team has no agent with a model' : undefined;
}

async function checkByCommand(
  { name, command, directory, timeoutMs, sandbox }: CommandRule,
  { run, task, idempotencyKey }: Work,
  { output, artifacts = [] }: Outcome,
  environment: CheckerSettings['environment'],
  call: Call,
  spent: Spending,
): Promise<void> {
  call.progress(`is checked: ${name}`);
  const seen = HARMLESS.flatMap((variable) => {
    const value = environment[variable];
    return value === undefined ? [] : [[variable, value] as const];
  });
  const { runCommand } = await import('./run-command.ts');
  const files = artifacts.map(({ path }) => path);
  const given = {
    directory,
    timeoutMs,
    input: typeof output === 'string' ? output : JSON.stringify(output),
    environment: {
      ...Object.fromEntries(seen),
      SKEIN_RUN: run,
      SKEIN_TASK: task.id,
      SKEIN_IDEMPOTENCY_KEY: idempotencyKey,
      SKEIN_ARTIFACTS: files.join('\n'),
    },
  };
  const wrapped = (sandbox ?? NO_SANDBOX).wrap(command, directory, files);
  const running = wrapped.then((inside) => runCommand({ ...given, command: inside }, call.signal));
  const { status, tail, isTooSlow } = await running.catch((cause: unknown) => {
    call.signal.throwIfAborted();
    throw new TerminalError('check-broken', `the check "${name}" cannot be run: ${messageOf(cause)}`, { for: 'task', cause, ...spent });
  });
  if (status === 0 && !isTooSlow) return;
  const how = isTooSlow ? `it took more than ${formatDuration(timeoutMs)}` : status === undefined ? 'it was killed' : `exit ${status}`;
  throw new RetryableError('check-failed', `the check "${name}" failed (${how})${lastWords(tail)}`, spent);
}

function lastWords(tail: string): string {
  const lines = tail.split('\n').filter((line) => line.trim() !== '');
  const words = lines.slice(-4).join(' / ').replace(/\s+/g, ' ').slice(-300);
  return words === '' ? '' : `: ${words}`;
}

async function checkByReview(
  { name, rubric, by: wanted }: RubricRule,
  work: Work,
  outcome: Outcome,
  by: AgentId,
  reviewers: readonly Agent[],
  call: Call,
  spentBefore: Spending,
): Promise<Checked> {
  const verdict = await review(work, outcome, rubric, inOrder(reviewers, wanted, by), call);
  const spent = addSpending(spentBefore, verdict.spent);
  if ('failure' in verdict) {
    throw new RetryableError('review-failed', `nobody could review it (${name}): ${verdict.failure}`, spent);
  }
  const { problems, quality } = verdict;
  if (problems.length === 0) return { ...verdict.spent, ...(quality === undefined ? {} : { quality }) };
  throw new RetryableError('check-failed', `the review (${name}) found: ${problems.slice(0, 5).join(' ').slice(0, 600)}`, spent);
}

/** The one that is named first, then the others by how good they are at it; who did the work comes last. */
function inOrder(reviewers: readonly Agent[], wanted: string | undefined, by: AgentId): Agent[] {
  const rank = ({ profile }: Agent): number => {
    if (profile.id === by) return -1;
    return profile.id === wanted ? 2 : Math.max(levelOf(profile, 'review'), levelOf(profile, 'analysis'));
  };
  return reviewers.toSorted((a, b) => rank(b) - rank(a));
}
