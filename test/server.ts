import { setTimeout as pause } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { RunEvent } from '../src/core/event.ts';
import { type Ended, type SkeinOptions, startSkein } from './skein.ts';

/** A `skein serve` under way, on a port that was free. */
export interface Server {
  readonly url: string;
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Resolves once its log has shown this text. */
  shows(text: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** Asks it for something; a body makes it a POST. */
  ask(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Asks for a run and waits for its end. */
  run(body: unknown): Promise<RunAnswer>;
  /** All events of a run after one of them, to the end of the stream or of so many. */
  events(run: string, options?: { readonly after?: number; readonly most?: number }): Promise<RunEvent[]>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Tests look into answers with matchers, which say what is missing.
  readonly json: unknown;
}

export interface RunAnswer {
  readonly runId: string;
  readonly status: string;
  readonly answer: string;
}

/** Starts a server in a folder; it is killed when the test is finished. */
export async function startServer(directory: string, args: readonly string[] = [], options: SkeinOptions = {}): Promise<Server> {
  const underWay = startSkein(['serve', '--port', '0', '--json', ...args], { ...options, directory });
  const { process: child, ended } = underWay;
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  let printed = '';
  child.stdout?.on('data', (text: string) => {
    printed += text;
  });
  await underWay.shows('}\n');
  const { url, pid } = JSON.parse(printed) as { url: string; pid: number };
  const ask = async (path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> => {
    const posted = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(url + path, { ...posted, headers: { ...type, ...headers } });
    const text = await response.text();
    return { status: response.status, headers: response.headers, json: text === '' ? undefined : JSON.parse(text) };
  };
  const events = async (
    run: string,
    { after, most = Number.POSITIVE_INFINITY }: { after?: number; most?: number } = {},
  ): Promise<RunEvent[]> => {
    const response = await fetch(`${url}/runs/${run}/events`, { headers: after === undefined ? {} : { 'last-event-id': String(after) } });
    return await eventsIn(response, most);
  };
  const run = async (body: unknown): Promise<RunAnswer> => {
    const { runId } = (await ask('/runs', body)).json as { runId: string };
    await events(runId);
    return (await ask(`/runs/${runId}`)).json as RunAnswer;
  };
  return { url, pid, ended, ask, events, run, kill: (signal) => child.kill(signal), shows: (text) => underWay.shows(text) };
}

/** Reads server-sent events until the stream ends, or so many have come. */
export async function eventsIn(response: Response, most = Number.POSITIVE_INFINITY): Promise<RunEvent[]> {
  const found: RunEvent[] = [];
  for await (const event of eventsOf(response)) {
    found.push(event);
    if (found.length >= most) break;
  }
  return found;
}

/** Server-sent events as they come, to the end of the stream. */
export async function* eventsOf(response: Response): AsyncGenerator<RunEvent> {
  if (response.status !== 200) throw new Error(`no events: ${response.status} ${await response.text()}`);
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    const messages = text.split('\n\n');
    text = messages.pop() ?? '';
    for (const message of messages) {
      const [, id, type, data] = /^id: (\d+)\nevent: (\S+)\ndata: (.*)$/.exec(message) ?? [];
      if (data === undefined) continue;
      const event = JSON.parse(data) as RunEvent;
      if (String(event.seq) !== id || event.type !== type) throw new Error(`event ${event.seq} came as ${id}, ${type}`);
      yield event;
    }
  }
}

/** Asks again and again, until it is so. */
export async function until<Value>(look: () => Promise<Value>, isSo: (value: Value) => boolean): Promise<Value> {
  for (;;) {
    const value = await look();
    if (isSo(value)) return value;
    await pause(20);
  }
}
