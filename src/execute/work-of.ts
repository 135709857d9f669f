import type { Work } from '../core/agent.ts';
import { idempotencyKey } from '../core/ids.ts';
import type { Task } from '../core/task.ts';
import { dependencyResults } from './dependency-results.ts';
import type { RunDriver } from './run-driver.ts';
import { seedOf } from './seed.ts';

/** Everything that an agent is told about one attempt, as the journal has it now. */
export function workOf({ record, run, outputOf }: RunDriver, task: Task, attempt: number): Work {
  const { request, options } = record;
  return {
    run,
    task,
    attempt,
    idempotencyKey: idempotencyKey(run, task.id, attempt),
    request,
    dependencies: dependencyResults(record, task.id, outputOf),
    inputs: options.inputs,
    seed: seedOf(options.seed, task.id, attempt),
  };
}
