import type { RunEvent } from '../core/event.ts';
import type { RunId } from '../core/ids.ts';
import type { RunStore } from '../store/run-store.ts';
import type { Feed } from './feed.ts';

export interface EventStreamOptions {
  readonly store: RunStore;
  readonly feed: Feed;
  readonly run: RunId;
  /** The number of the last event that the reader has; 0 for none. */
  readonly afterSeq: number;
  /** Whether the feed tells of this run: others are looked at again and again. */
  isDrivenHere(): boolean;
  nowMs(): number;
  /** Called once, when the stream has ended or its reader has gone. */
  ended(): void;
}

/** At most so much is on its way to a reader: the next is read from the store once this has gone out. */
const MOST_EVENTS = 64;
const MOST_CHARACTERS = 256 * 1024;

/** A reader hears something this often, and knows that the server is there. */
const HEARTBEAT_MS = 15_000;
/** How often a run that another process drives is looked at. */
const LOOK_EVERY_MS = 250;

/**
 * The journal of a run as server-sent events, from any event on, until the run has ended: each once, in order, none left out. Events come
 * from the store when the reader has room for them, so a slow reader takes no memory.
 */
export function eventStream({ store, feed, run, afterSeq, isDrivenHere, nowMs, ended }: EventStreamOptions): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let lastSeq = afterSeq;
  let isFinished = afterSeq > 0 && isOver(store, run, afterSeq);
  let saidAtMs = nowMs();
  const end = once(ended);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (;;) {
          const { text, events, last } = nextEvents(store, run, lastSeq);
          if (events > 0) {
            lastSeq += events;
            isFinished = last === 'run-finished';
            saidAtMs = nowMs();
            controller.enqueue(encoder.encode(text));
            return;
          }
          if (isFinished || feed.isClosed) {
            end();
            controller.close();
            return;
          }
          if (nowMs() - saidAtMs >= HEARTBEAT_MS) {
            // Removed meanwhile: nothing more will come.
            isFinished = nextEvents(store, run, 0).events === 0;
            saidAtMs = nowMs();
            controller.enqueue(encoder.encode(': the run goes on\n\n'));
            return;
          }
          await feed.news(run, isDrivenHere() ? HEARTBEAT_MS : LOOK_EVERY_MS);
        }
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  );
}

function nextEvents(store: RunStore, run: RunId, afterSeq: number): { text: string; events: number; last: RunEvent['type'] | undefined } {
  let text = '';
  let events = 0;
  let last: RunEvent['type'] | undefined;
  for (const event of store.replay(run, afterSeq)) {
    // JSON has no line breaks, so one line of data holds it all.
    text += `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
    last = event.type;
    if (++events >= MOST_EVENTS || text.length >= MOST_CHARACTERS) break;
  }
  return { text, events, last };
}

/** Whether a run has ended with this event, or has fewer, and ended before. */
export function isOver(store: RunStore, run: RunId, lastSeq: number): boolean {
  const [event, next] = store.replay(run, lastSeq - 1);
  if (event !== undefined) return event.type === 'run-finished' && next === undefined;
  let last: RunEvent | undefined;
  for (const one of store.replay(run)) last = one;
  return last?.type === 'run-finished';
}

function once(callback: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    callback();
  };
}
