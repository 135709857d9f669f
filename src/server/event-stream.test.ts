import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { RunEvent } from '../core/event.ts';
import { runId } from '../core/ids.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import { eventStream } from './event-stream.ts';
import { Feed } from './feed.ts';

const RUN = runId('r');

const note = (seq: number, size = 0): RunEvent => ({ type: 'run-cancel-requested', reason: 'x'.repeat(size), run: RUN, seq, atMs: seq });
const first: RunEvent = {
  type: 'run-started',
  request: 'x',
  options: { objective: 'balanced', priority: 0, seed: 1, inputs: [], directory: '/' },
  agents: [],
  run: RUN,
  seq: 1,
  atMs: 1,
};
const last = (seq: number): RunEvent => ({
  type: 'run-finished',
  status: 'succeeded',
  answer: '',
  missing: [],
  artifacts: [],
  run: RUN,
  seq,
  atMs: seq,
});

const idsIn = (text: string): number[] => Array.from(text.matchAll(/^id: (\d+)$/gm), ([, id]) => Number(id));

it('gives every event once and in order, wherever readers break off and however slowly events come (property)', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 6 }),
      async (batches, breaks) => {
        const [store, feed] = [createMemoryStore(), new Feed()];
        await store.append([first]);
        let seq = 1;
        const write = async (): Promise<void> => {
          for (const count of batches) {
            await new Promise((resolve) => setImmediate(resolve));
            await store.append(Array.from({ length: count }, () => note(++seq, 10)));
            feed.tell(RUN);
          }
          await store.append([last(++seq)]);
          feed.tell(RUN);
        };
        const writing = write();
        const seen: number[] = [];
        const turns = [...breaks, Number.POSITIVE_INFINITY];
        let open = 0;
        for (const most of turns) {
          const stream = eventStream({
            store,
            feed,
            run: RUN,
            afterSeq: seen.at(-1) ?? 0,
            isDrivenHere: () => true,
            nowMs: () => 0,
            ended: () => open--,
          });
          open++;
          const reader = stream.getReader();
          for (let chunk = 0; chunk < most; chunk++) {
            const { done, value } = await reader.read();
            if (done) break;
            seen.push(...idsIn(Buffer.from(value).toString()));
          }
          await reader.cancel();
        }
        await writing;
        expect(seen).toEqual(Array.from({ length: seq }, (_, index) => index + 1));
        expect(open).toBe(0);
      },
    ),
    { numRuns: 40 },
  );
});

it('has no more on its way than its reader has room for', async () => {
  const store = createMemoryStore();
  await store.append([first, ...Array.from({ length: 999 }, (_, index) => note(index + 2, 10_000)), last(1001)]);
  const stream = eventStream({ store, feed: new Feed(), run: RUN, afterSeq: 0, isDrivenHere: () => true, nowMs: () => 0, ended: () => {} });
  let most = 0;
  let seen = 0;
  for await (const chunk of stream) {
    most = Math.max(most, chunk.byteLength);
    seen += idsIn(Buffer.from(chunk).toString()).length;
  }
  expect(seen).toBe(1001);
  // 256 kB, and the event that goes over it.
  expect(most).toBeLessThan(256 * 1024 + 11_000);
});

it('ends when the server does, though the run goes on', async () => {
  const [store, feed] = [createMemoryStore(), new Feed()];
  await store.append([first]);
  const stream = eventStream({ store, feed, run: RUN, afterSeq: 0, isDrivenHere: () => true, nowMs: () => 0, ended: () => {} });
  const reader = stream.getReader();
  expect((await reader.read()).done).toBe(false);
  const next = reader.read();
  feed.close();
  expect(await next).toEqual({ done: true, value: undefined });
});
