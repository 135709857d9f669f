import type { Finding, Work } from '../core/agent.ts';
import type { RunOptions } from '../core/event.ts';
import { idempotencyKey } from '../core/ids.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { Task } from '../core/task.ts';
import { dependencyResults } from './dependency-results.ts';
import type { RunDriver } from './run-driver.ts';
import { seedOf } from './seed.ts';

/** Failures that speak of a result; others speak of servers and keys. */
const ON_RESULTS: ReadonlySet<string> = new Set(['check-failed', 'bad-output']);
const MOST_FINDINGS = 3;

/** Everything that an agent is told about one attempt, as the journal has it now. */
export function workOf({ record, run, outputOf }: RunDriver, task: Task, attempt: number): Work {
  const { request, options } = record;
  const findings = findingsOn(record, task);
  const work: Work = {
    ...namedIn(options),
    run,
    task,
    attempt,
    idempotencyKey: idempotencyKey(run, task.id, attempt),
    request,
    dependencies: dependencyResults(record, task.id, outputOf),
    inputs: options.inputs,
    seed: seedOf(options.seed, task.id, attempt),
  };
  return findings.length === 0 ? work : { ...work, findings };
}

/** What the user allowed by naming it, as far as anything was. */
function namedIn({ namedHosts, namedPaths, confinedTo }: RunOptions): Pick<Work, 'namedHosts' | 'namedPaths' | 'confinedTo'> {
  if (namedHosts === undefined && namedPaths === undefined && confinedTo === undefined) return {};
  return {
    ...(namedHosts === undefined ? {} : { namedHosts }),
    ...(namedPaths === undefined ? {} : { namedPaths }),
    ...(confinedTo === undefined ? {} : { confinedTo }),
  };
}

function findingsOn({ tasks }: RunRecord, { id }: Task): Finding[] {
  const attempts = tasks.get(id)?.attempts ?? [];
  if (attempts.length < 2) return [];
  const findings = attempts.flatMap(({ attempt, agent, failure }) =>
    failure !== undefined && ON_RESULTS.has(failure.code) ? [{ attempt, agent, message: failure.message }] : [],
  );
  return findings.slice(-MOST_FINDINGS);
}
