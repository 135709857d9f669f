import assert from 'node:assert/strict';
import type { EventBody, RunEvent } from '../core/event.ts';
import { runId, taskId } from '../core/ids.ts';
import { makeTask } from '../core/task.ts';
import type { RunStore } from '../store/run-store.ts';

/** A fact every store must keep to, to be run by any test runner on a fresh store. */
export interface StoreCase {
  readonly name: string;
  run(store: RunStore): Promise<void>;
}

const started: EventBody = {
  type: 'run-started',
  request: 'do it',
  options: { objective: 'balanced', priority: 0, seed: 1, inputs: [], directory: '/out' },
  agents: [],
};
const planned: EventBody = { type: 'tasks-planned', tasks: [makeTask({ id: taskId('t'), instruction: 'do — "it" \u{1f9f6}\n' })] };
const finished: EventBody = { type: 'run-finished', status: 'succeeded', answer: '21', missing: [], artifacts: [] };

function journal(run: string, bodies: readonly EventBody[], startMs = 1000): RunEvent[] {
  return bodies.map((body, index) => ({ ...body, run: runId(run), seq: index + 1, atMs: startMs + index }));
}

/** Invariants S1 to S3 of `RunStore`, one case each or more. */
export const STORE_CASES: readonly StoreCase[] = [
  {
    name: 'gives back the events of a run as they were put in',
    async run(store) {
      const events = journal('a', [started, planned, finished]);
      await store.append(events.slice(0, 1));
      await store.append(events.slice(1));
      assert.deepEqual(store.events(runId('a')), events);
      assert.deepEqual(store.events(runId('a'), 2), events.slice(2));
    },
  },
  {
    name: 'has no events of a run it never saw',
    async run(store) {
      assert.deepEqual(store.events(runId('nobody')), []);
      assert.deepEqual(store.runs(), []);
    },
  },
  {
    name: 'keeps the events of runs apart when they are appended in one step',
    async run(store) {
      const a = journal('a', [started, planned]);
      const b = journal('b', [started]);
      await store.append([a[0], b[0], a[1]].filter((event) => event !== undefined));
      assert.deepEqual(store.events(runId('a')), a);
      assert.deepEqual(store.events(runId('b')), b);
    },
  },
  {
    name: 'refuses a number that is taken, without effect, and goes on afterwards',
    async run(store) {
      const events = journal('a', [started, planned, finished]);
      await store.append(events.slice(0, 2));
      await assert.rejects(store.append(journal('a', [started])), { code: 'wrong-state' });
      const [, second, third] = events;
      assert.ok(second !== undefined && third !== undefined);
      await assert.rejects(store.append([third, second]), { code: 'wrong-state' });
      assert.deepEqual(store.events(runId('a')), events.slice(0, 2));
      await store.append([third]);
      assert.deepEqual(store.events(runId('a')), events);
    },
  },
  {
    name: 'commits what is good of a group of which one append is refused',
    async run(store) {
      await store.append(journal('a', [started]));
      const good = store.append(journal('b', [started]));
      const bad = store.append(journal('a', [started]));
      await assert.rejects(bad, { code: 'wrong-state' });
      await good;
      assert.equal(store.events(runId('b')).length, 1);
    },
  },
  {
    name: 'lists runs newest first, with status and cost',
    async run(store) {
      await store.append(journal('old', [started, finished], 1000));
      const cost: EventBody = { type: 'attempt-cancelled', task: taskId('t'), attempt: 1, agent: 'x' as never, reason: 'r', costUsd: 0.25 };
      await store.append(journal('new', [started, cost, cost], 2000));
      assert.deepEqual(store.runs(), [
        { run: 'new', request: 'do it', status: 'running', startedAtMs: 2000, endedAtMs: undefined, costUsd: 0.5 },
        { run: 'old', request: 'do it', status: 'succeeded', startedAtMs: 1000, endedAtMs: 1001, costUsd: 0 },
      ]);
    },
  },
  {
    name: 'keeps a text under its SHA-256, once',
    async run(store) {
      const hash = await store.putBlob('abc');
      assert.equal(hash, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
      assert.equal(await store.putBlob('abc'), hash);
      assert.equal(store.blob(hash), 'abc');
      assert.throws(() => store.blob('00'), { code: 'not-found' });
    },
  },
];
