import type { Limit, Team } from '../../core/team.ts';
import type { CheckedRun, ScheduledAttempt, Violation } from './check-schedule.ts';
import { mostAtOnce } from './most-at-once.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Looks at every window of every limit: one begins at each start, since a window that draws most begins with one. */
export function checkLimits(team: Team, runs: readonly CheckedRun[], attempts: readonly ScheduledAttempt[]): Violation[] {
  const limitsOf = new Map(team.agents.map(({ id, limits }) => [id, limits]));
  const tasks = new Map(runs.flatMap(({ run, tasks: list }) => list.map((task) => [`${run ?? runs[0]?.run}/${task.id}`, task])));
  const tokensOf = ({ run, task, inputTokens, outputTokens }: ScheduledAttempt): number => {
    const estimate = tasks.get(`${run ?? runs[0]?.run}/${task}`)?.estimate;
    return (inputTokens ?? estimate?.inputTokens ?? 0) + (outputTokens ?? estimate?.outputTokens ?? 0);
  };
  return Object.entries(team.limits).flatMap(([name, limit]) => {
    const own = attempts.filter(({ agent }) => limitsOf.get(agent)?.includes(name)).toSorted((a, b) => a.startMs - b.startMs);
    return [...windowViolations(name, limit, own, tokensOf), ...concurrencyViolation(name, limit, own)];
  });
}

function windowViolations(
  name: string,
  limit: Limit,
  attempts: readonly ScheduledAttempt[],
  tokensOf: (attempt: ScheduledAttempt) => number,
): Violation[] {
  const windows = [
    ['requests', MINUTE_MS, limit.requestsPerMinute, () => 1],
    ['requests', DAY_MS, limit.requestsPerDay, () => 1],
    ['tokens', MINUTE_MS, limit.tokensPerMinute, tokensOf],
    ['tokens', DAY_MS, limit.tokensPerDay, tokensOf],
  ] as const;
  return windows.flatMap(([what, lengthMs, capacity, amountOf]): Violation[] => {
    if (capacity === undefined) return [];
    let sum = 0;
    let next = 0;
    for (const [first, { startMs }] of attempts.entries()) {
      for (let inside = attempts[next]; inside !== undefined && inside.startMs < startMs + lengthMs; inside = attempts[++next])
        sum += amountOf(inside);
      const isAlone = next - first === 1 && what === 'tokens';
      if (sum > capacity && !isAlone)
        return [{ rule: 'limits', what: `${name}: ${sum} ${what} in the ${lengthMs} ms from ${startMs}, ${capacity} are allowed` }];
      const leaving = attempts[first];
      if (leaving !== undefined) sum -= amountOf(leaving);
    }
    return [];
  });
}

function concurrencyViolation(name: string, { concurrency }: Limit, attempts: readonly ScheduledAttempt[]): Violation[] {
  const most = mostAtOnce(attempts, () => 1);
  return concurrency !== undefined && most > concurrency
    ? [{ rule: 'limits', what: `${name}: ${most} at once, ${concurrency} are allowed` }]
    : [];
}
