import assert from 'node:assert/strict';
import type { EventBody, RunEvent } from '../core/event.ts';
import { runId, taskId } from '../core/ids.ts';
import { makeTask } from '../core/task.ts';
import type { Owner } from '../store/lease.ts';
import type { RunStore } from '../store/run-store.ts';

/** A fact every store must keep to, to be run by any test runner on a fresh store. */
export interface StoreCase {
  readonly name: string;
  run(store: RunStore): Promise<void>;
}

const ann: Owner = { id: 'oak/1', label: 'ann, process 1' };
const bob: Owner = { id: 'oak/2', label: 'bob, process 2' };

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

/** Invariants S1 to S5 of `RunStore`, one case each or more. */
export const STORE_CASES: readonly StoreCase[] = [
  {
    name: 'gives back the events of a run as they were put in',
    async run(store) {
      const events = journal('a', [started, planned, finished]);
      await store.append(events.slice(0, 1));
      await store.append(events.slice(1));
      assert.deepEqual(store.events(runId('a')), events);
      assert.deepEqual(store.events(runId('a'), 2), events.slice(2));
      assert.deepEqual([...store.replay(runId('a'), 1)], events.slice(1));
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
    name: 'keeps them apart when there are a hundred, in turn',
    async run(store) {
      const bodies = [started, ...Array.from({ length: 49 }, () => planned)];
      const a = journal('a', bodies);
      const b = journal('b', bodies);
      await store.append(a.flatMap((event, index) => [event, ...b.slice(index, index + 1)]));
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
    name: 'appends a hundred events in one step, or none of them when the number of one is taken',
    async run(store) {
      const events = journal('a', [started, ...Array.from({ length: 99 }, () => planned)]);
      const [first, ...rest] = events;
      assert.ok(first !== undefined);
      await store.append([first]);
      await assert.rejects(store.append([...rest, first]), { code: 'wrong-state' });
      assert.equal(store.events(runId('a')).length, 1);
      await store.append(rest);
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
    name: 'gives back the events after any of them, however many were put in together',
    async run(store) {
      const sizes = [1, 15, 16, 128, 129, 271, 1];
      const events = journal('a', [started, ...Array.from({ length: 560 }, () => planned)]);
      let written = 0;
      for (const size of sizes) {
        await store.append(events.slice(written, written + size));
        written += size;
      }
      assert.equal(written, events.length);
      for (let after = 0; after <= events.length; after++) {
        const found = store.events(runId('a'), after);
        assert.equal(found.length, events.length - after);
        assert.deepEqual(found[0], events[after]);
      }
      assert.deepEqual([...store.replay(runId('a'))], events);
    },
  },
  {
    name: 'refuses a number that leaves others out, without effect',
    async run(store) {
      const events = journal('a', [started, planned, planned, finished]);
      const [first, second, , fourth] = events;
      assert.ok(first !== undefined && second !== undefined && fourth !== undefined);
      await assert.rejects(store.append([second]), { code: 'wrong-state', message: /expected the event 1, received the event 2/i });
      await store.append([first]);
      await assert.rejects(store.append([second, fourth]), { code: 'wrong-state' });
      assert.deepEqual(store.events(runId('a')), [first]);
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
  {
    name: 'gives a run to one owner at a time',
    async run(store) {
      const lease = await store.claim(runId('a'), { owner: ann, nowMs: 1000, untilMs: 2000 });
      assert.deepEqual(lease, { run: 'a', owner: ann, token: 1, sinceMs: 1000, untilMs: 2000 });
      assert.deepEqual(store.leaseOf(runId('a')), lease);
      await assert.rejects(store.claim(runId('a'), { owner: bob, nowMs: 1999, untilMs: 3000 }), {
        code: 'wrong-state',
        message: /is driven by ann, process 1 since 1970-01-01T00:00:01.000Z/,
      });
      await assert.rejects(store.claim(runId('a'), { owner: ann, nowMs: 1999, untilMs: 3000 }), { code: 'wrong-state' });
      await store.claim(runId('b'), { owner: bob, nowMs: 1999, untilMs: 3000 });
    },
  },
  {
    name: 'gives a run to another when its lease has run out, or its owner is gone, or has let go',
    async run(store) {
      const first = await store.claim(runId('a'), { owner: ann, nowMs: 1000, untilMs: 2000 });
      assert.deepEqual(await store.renew([first], 5000), []);
      await assert.rejects(store.claim(runId('a'), { owner: bob, nowMs: 2000, untilMs: 3000 }), { code: 'wrong-state' });
      assert.equal((await store.claim(runId('a'), { owner: bob, nowMs: 5000, untilMs: 6000 })).token, 2);
      const isGone = ({ id }: Owner): boolean => id === bob.id;
      const third = await store.claim(runId('a'), { owner: ann, nowMs: 5500, untilMs: 6000, isGone });
      assert.equal(third.token, 3);
      await store.release(third);
      assert.equal(store.leaseOf(runId('a')), undefined);
      assert.equal((await store.claim(runId('a'), { owner: bob, nowMs: 5501, untilMs: 6000 })).token, 4);
      assert.deepEqual(await store.renew([first, third], 9000), ['a', 'a']);
      await store.release(first);
      assert.equal(store.leaseOf(runId('a'))?.untilMs, 6000);
    },
  },
  {
    name: 'refuses what is written without the lease, or under an old one, without effect',
    async run(store) {
      const a = runId('a');
      const events = journal('a', [started, planned, finished]);
      const old = await store.claim(a, { owner: ann, nowMs: 1000, untilMs: 2000 });
      await store.append(events.slice(0, 1), new Map([[a, old.token]]));
      await assert.rejects(store.append(events.slice(1, 2)), { code: 'wrong-state', message: /is driven by ann, process 1 now/ });
      const fresh = await store.claim(a, { owner: bob, nowMs: 2000, untilMs: 3000 });
      await assert.rejects(store.append(events.slice(1, 2), new Map([[a, old.token]])), { code: 'wrong-state' });
      const other = store.append(journal('b', [started]));
      const stale = store.append(events.slice(1, 2), new Map([[a, old.token]]));
      await assert.rejects(stale, { code: 'wrong-state' });
      await other;
      await store.append(events.slice(1), new Map([[a, fresh.token]]));
      assert.deepEqual(store.events(a), events);
    },
  },
  {
    name: 'lets go of a run that is finished, and drops its messages',
    async run(store) {
      const a = runId('a');
      const heard: string[] = [];
      const callOff = store.onMessage((run) => heard.push(run));
      const { token } = await store.claim(a, { owner: ann, nowMs: 1000, untilMs: 2000 });
      await store.append(journal('a', [started]), new Map([[a, token]]));
      await store.send(a, { type: 'cancel', reason: 'enough' });
      callOff();
      await store.send(a, { type: 'cancel', reason: 'I said enough' });
      assert.deepEqual(heard, ['a']);
      assert.deepEqual(
        store.messages(a).map(({ reason }) => reason),
        ['enough', 'I said enough'],
      );
      await store.append(journal('a', [started, finished]).slice(1), new Map([[a, token]]));
      assert.equal(store.leaseOf(a), undefined);
      assert.deepEqual(store.messages(a), []);
      assert.equal((await store.claim(a, { owner: bob, nowMs: 1001, untilMs: 2000 })).token, 2);
    },
  },
  {
    name: 'removes finished runs with what only they name, and no others',
    async run(store) {
      const [a, b] = [runId('a'), runId('b')];
      const text = JSON.stringify('x'.repeat(9000));
      const hash = await store.putBlob(text);
      const done: EventBody = {
        type: 'attempt-succeeded',
        task: taskId('t'),
        attempt: 1,
        agent: 'x' as never,
        output: { hash, bytes: text.length },
        artifacts: [],
      };
      await store.append([...journal('a', [started, planned, done, finished]), ...journal('b', [started, planned, done])]);
      const missing = journal('c', [started, planned, { ...done, output: { hash: '00', bytes: 9 } }]);
      await assert.rejects(store.append(missing), { code: 'wrong-state', message: /names an output that is not in this store/ });
      assert.ok(store.bytesOf(a) > 0 && store.bytesOf(a) < 9000);
      assert.ok(store.bytes() > 9000);
      await assert.rejects(store.remove([a, b]), { code: 'wrong-state', message: /run b: is not finished/ });
      const lease = await store.claim(a, { owner: ann, nowMs: 1000, untilMs: 2000 });
      await assert.rejects(store.remove([a]), { code: 'wrong-state' });
      await store.release(lease);
      await store.remove([a]);
      await store.compact();
      assert.deepEqual(store.events(a), []);
      assert.deepEqual(
        store.runs().map(({ run }) => run),
        [b],
      );
      assert.equal(store.blob(hash), text);
    },
  },
  {
    name: 'keeps what was learned by name, and changes it in one step or not at all',
    async run(store) {
      assert.deepEqual([...store.learned()], []);
      await store.changeLearned(['b', 'a'], (present, name) => `${name}${present ?? ''}`);
      await Promise.all([1, 2, 3].map((more) => store.changeLearned(['a'], (present) => `${present}${more}`)));
      assert.deepEqual([...store.learned()].sort(), [
        ['a', 'a123'],
        ['b', 'b'],
      ]);
      const refused = store.changeLearned(['a', 'b'], (_, name) => {
        if (name === 'b') throw new TypeError('no');
        return 'changed';
      });
      await assert.rejects(refused);
      assert.equal(store.learned().get('a'), 'a123');
      await store.changeLearned(['a'], () => undefined);
      assert.deepEqual([...store.learned().keys()], ['b']);
    },
  },
];
