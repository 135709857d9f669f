import type { EventBody, RunEvent } from '../../src/core/event.ts';
import { agentId, runId, taskId } from '../../src/core/ids.ts';
import { makeTask } from '../../src/core/task.ts';
import type { RunStore } from '../../src/store/run-store.ts';

export const LONG_RUN = runId('k3f9xt');
const AT_ONCE = 10_000;

/** Writes the journal of a run of half as many tasks: each planned, started and succeeded, with a decision like a real one. */
export async function writeLongJournal(store: RunStore, events: number): Promise<void> {
  const count = Math.floor(events / 2);
  const agent = agentId('idle');
  const decision = {
    why: 'idle: the only agent that can do it, free now',
    candidates: [{ agent, finishMs: 100, success: 0.9, costUsd: 0, utility: 0.009 }],
  };
  let seq = 0;
  const write = async (bodies: readonly EventBody[]): Promise<void> => {
    await store.append(bodies.map((body): RunEvent => ({ ...body, run: LONG_RUN, seq: ++seq, atMs: 1_795_000_000_000 + seq / 10 })));
  };
  const options = { objective: 'balanced', priority: 0, seed: 1, inputs: [], directory: '/tmp' } as const;
  await write([{ type: 'run-started', request: 'a long one', options, agents: [agent] }]);
  for (let first = 0; first < count; first += AT_ONCE) {
    const ids = Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, index) => taskId(`t${first + index}`));
    await write([{ type: 'tasks-planned', tasks: ids.map((id) => makeTask({ id, instruction: `do ${id}` })) }]);
    await write(
      ids.flatMap((task): EventBody[] => [
        { type: 'attempt-started', task, attempt: 1, agent, decision },
        { type: 'attempt-succeeded', task, attempt: 1, agent, output: { inline: `${task} is done` }, artifacts: [], costUsd: 0 },
      ]),
    );
  }
}
