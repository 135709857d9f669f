import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { seededRandom } from '../../src/agents/scripted/seeded-random.ts';
import type { RunEvent } from '../../src/core/event.ts';
import { foldEvents } from '../../src/core/run-record.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { eventsOf } from '../server.ts';
import { judgeJournal } from './judge-journal.ts';
import { QUICK_TEAM, twoHundredTasks } from './two-hundred-tasks.ts';

/** The command as the sources have it. */
const COMMAND = join(import.meta.dirname, '../../src/cli/main.ts');

export interface ServerKillTally {
  readonly seed: number;
  kills: number;
  /** Runs that were asked for, each under a key of its own, until a server had said yes. */
  runs: number;
  /** Requests that got no answer, and were sent again. */
  unanswered: number;
  /** Events that were streamed before their server was killed. */
  streamed: number;
  inFlight: number;
  repeated: number;
  /** What must not be: a sentence each. */
  readonly faults: string[];
}

/** So many runs are under way at once. */
const AT_ONCE = 3;

/** Something that was asked for. */
interface Order {
  readonly key: string;
  /** Once a server has said yes. */
  run?: string;
  readonly seen: Map<number, RunEvent>;
  hasEnded: boolean;
}

/**
 * Asks a server for runs of 200 tasks and follows their events, while it is killed at random moments and started again, and asks again for what got
 * no answer; then lets one server go on in peace. Checks that every run it was promised is there, once, and ended as it does in peace; that
 * every event that was streamed is in the journal; and that no more was repeated than had been in flight.
 *
 * @param seed Fixes the moments, as far as moments of processes can be fixed.
 */
export async function serverKillCampaign(kills: number, seed: number): Promise<ServerKillTally> {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'skein-server-kill-')));
  const random = seededRandom(seed, 'server kills');
  const tally: ServerKillTally = { seed, kills: 0, runs: 0, unanswered: 0, streamed: 0, inFlight: 0, repeated: 0, faults: [] };
  const orders: Order[] = [];
  try {
    writeFileSync(join(directory, 'skein.yaml'), QUICK_TEAM);
    for (; tally.kills < kills; tally.kills++) await killOnce(directory, orders, momentOf(random), tally);
    await finishInPeace(directory, orders, tally);
    judge(join(directory, '.skein/skein.db'), orders, tally);
    return tally;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Half of the kills come at any time from the start of the process, half while it works. */
type Moment = { readonly afterMs: number } | { readonly afterEvents: number };

function momentOf(random: () => number): Moment {
  return random() < 0.5 ? { afterMs: random() * 900 } : { afterEvents: 1 + Math.floor(random() * 250) };
}

async function killOnce(directory: string, orders: Order[], moment: Moment, tally: ServerKillTally): Promise<void> {
  const server = startServer(directory);
  let left = 'afterEvents' in moment ? moment.afterEvents : Number.POSITIVE_INFINITY;
  const timer = 'afterMs' in moment ? setTimeout(() => server.child.kill('SIGKILL'), moment.afterMs) : undefined;
  const saw = (): void => {
    tally.streamed++;
    if (--left <= 0) server.child.kill('SIGKILL');
  };
  const url = await server.url;
  if (url !== undefined)
    await Promise.all(Array.from({ length: AT_ONCE }, (_, place) => askAndFollow(url, orders, place, tally, saw, server.isGone)));
  await server.ended;
  clearTimeout(timer);
}

/** One client: goes on with the order of its place, and begins the next when that has ended, until the server is gone. */
async function askAndFollow(
  url: string,
  orders: Order[],
  place: number,
  tally: ServerKillTally,
  saw: () => void,
  isGone: () => boolean,
): Promise<void> {
  while (!isGone()) {
    const order = openOrder(orders, place);
    try {
      order.run ??= await ask(url, order.key);
      await follow(url, order, saw);
    } catch (error) {
      if (!isGone() && !isCutOff(error)) throw error;
      if (order.run === undefined) tally.unanswered++;
      return;
    }
  }
}

function openOrder(orders: Order[], place: number): Order {
  const mine = orders.filter((_, index) => index % AT_ONCE === place);
  const open = mine.find(({ hasEnded }) => !hasEnded);
  if (open !== undefined) return open;
  const order: Order = { key: `order-${place}-${mine.length}`, seen: new Map(), hasEnded: false };
  orders[mine.length * AT_ONCE + place] = order;
  return order;
}

async function ask(url: string, key: string): Promise<string> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key };
  const response = await fetch(`${url}/runs`, { method: 'POST', headers, body: JSON.stringify({ plan: JSON.parse(twoHundredTasks()) }) });
  if (!response.ok) throw new Error(`a run was refused with ${response.status}: ${await response.text()}`);
  return ((await response.json()) as { runId: string }).runId;
}

async function follow(url: string, order: Order, saw: () => void): Promise<void> {
  const response = await fetch(`${url}/runs/${order.run}/events`, {
    headers: { 'last-event-id': String(Math.max(0, ...order.seen.keys())) },
  });
  if (response.status === 204) order.hasEnded = true;
  if (response.status === 204) return;
  for await (const event of eventsOf(response)) {
    order.seen.set(event.seq, event);
    if (event.type === 'run-finished') order.hasEnded = true;
    saw();
  }
}

/** The connection broke: the server is gone, though it may not have been noticed yet. */
function isCutOff(error: unknown): boolean {
  return error instanceof TypeError;
}

async function finishInPeace(directory: string, orders: Order[], tally: ServerKillTally): Promise<void> {
  const server = startServer(directory);
  try {
    const url = await server.url;
    if (url === undefined) throw new Error('the server that is left in peace did not start');
    orders.push({ key: 'in-peace', seen: new Map(), hasEnded: false });
    for (const order of orders.filter((one) => one !== undefined)) {
      order.run ??= await ask(url, order.key);
      if (!order.hasEnded) await follow(url, order, () => tally.streamed++);
      if (!order.hasEnded) tally.faults.push(`run ${order.run} of seed ${tally.seed} did not end, though its events did`);
    }
  } finally {
    server.child.kill('SIGTERM');
    await server.ended;
  }
}

function judge(path: string, given: readonly Order[], tally: ServerKillTally): void {
  const fault = (sentence: string): number => tally.faults.push(`seed ${tally.seed}: ${sentence}`);
  const database = new DatabaseSync(path, { readOnly: true });
  const found = Object.values(database.prepare('PRAGMA integrity_check').get() ?? {})[0];
  database.close();
  if (found !== 'ok') fault(`the store is damaged: ${String(found)}`);
  const store = openSqliteStore(path, { readOnly: true });
  const orders = given.filter((one) => one !== undefined);
  const runs = store.runs();
  tally.runs = orders.length;
  if (runs.length !== orders.length) fault(`${orders.length} runs were asked for, ${runs.length} are there`);
  const answers = new Set<string | undefined>();
  for (const { run, seen } of orders) {
    const events = runs.filter((summary) => summary.run === run).flatMap((summary) => store.events(summary.run));
    const judged = judgeJournal(
      events,
      Array.from(seen.values(), (event) => JSON.stringify(event)),
    );
    for (const sentence of judged.faults) fault(`run ${run}: ${sentence}`);
    if (judged.repeated > judged.inFlight)
      fault(`run ${run}: ${judged.repeated} attempts were repeated, ${judged.inFlight} had been in flight`);
    tally.inFlight += judged.inFlight;
    tally.repeated += judged.repeated;
    const record = foldEvents(events);
    if (record?.status !== 'succeeded') fault(`run ${run} is ${record?.status ?? 'not there'}`);
    answers.add(record?.answer);
  }
  void store.close();
  if (answers.size !== 1) fault('the answers are not all that of the run left in peace');
}

interface StartedServer {
  readonly child: ChildProcess;
  /** `undefined` when it was killed before it took requests. */
  readonly url: Promise<string | undefined>;
  readonly ended: Promise<void>;
  isGone(): boolean;
}

function startServer(directory: string): StartedServer {
  const args = [COMMAND, 'serve', '--port', '0', '--json', '--max-runs', '2'];
  const child = spawn(process.execPath, args, { cwd: directory, stdio: ['ignore', 'pipe', 'ignore'] });
  let gone = false;
  const { promise: url, resolve: told } = Promise.withResolvers<string | undefined>();
  const ended = new Promise<void>((resolve) => {
    child.on('close', () => {
      gone = true;
      told(undefined);
      resolve();
    });
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    if (text.includes('}\n')) told((JSON.parse(text) as { url: string }).url);
  });
  return { child, url, ended, isGone: () => gone };
}
