import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { seededRandom } from '../../src/agents/scripted/seeded-random.ts';
import { foldEvents } from '../../src/core/run-record.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { judgeJournal } from './judge-journal.ts';
import { type KillMoment, runUntilKilled } from './killed-run.ts';
import { quickTeam, twoHundredTasks } from './two-hundred-tasks.ts';

export interface KillTally {
  readonly seed: number;
  kills: number;
  runs: number;
  /** Events that were printed before their process was killed. */
  acknowledged: number;
  inFlight: number;
  repeated: number;
  /** What must not be: a sentence each. */
  readonly faults: string[];
  elapsedMs: number;
}

/** So many tasks can be done at once, and their events are written together: in rows of their own, and in rows that they share. */
const WIDTHS = [10, 50];

const NEVER: KillMoment = { afterMs: 2 ** 30 };

/**
 * Runs plans of 200 tasks with the real command and kills it at random moments, again and again, until each is done;
 * checks after every run that nothing acknowledged was lost, that no more was repeated than had been in flight, that the
 * answer is that of a run left in peace, and that SQLite finds the file whole.
 *
 * @param kills How many, at least; the last run is seen to its end.
 * @param seed Fixes the moments, as far as moments of processes can be fixed.
 */
export async function killCampaign(kills: number, seed: number): Promise<KillTally> {
  const beganMs = performance.now();
  const directory = mkdtempSync(join(tmpdir(), 'skein-kill-'));
  const random = seededRandom(seed, 'kills');
  const tally: KillTally = { seed, kills: 0, runs: 0, acknowledged: 0, inFlight: 0, repeated: 0, faults: [], elapsedMs: 0 };
  try {
    writeFileSync(join(directory, 'skein.yaml'), quickTeam(Math.max(...WIDTHS)));
    const plans: PlanInPeace[] = [];
    for (const width of WIDTHS) {
      const plan = `plan-${width}.json`;
      writeFileSync(join(directory, plan), twoHundredTasks(width));
      plans.push({ plan, answer: await answerInPeace(directory, plan) });
    }
    for (const plan of inTurn(plans)) {
      if (tally.kills >= kills) break;
      await killOneRun(directory, random, plan, tally);
    }
    tally.elapsedMs = performance.now() - beganMs;
    return tally;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function* inTurn<Thing>(things: readonly Thing[]): Generator<Thing> {
  while (things.length > 0) yield* things;
}

interface PlanInPeace {
  readonly plan: string;
  readonly answer: string;
}

async function answerInPeace(directory: string, plan: string): Promise<string> {
  const store = join(directory, `peace-${plan}.db`);
  const { code, stderr } = await runUntilKilled(['run', plan, '--store', store, '--events'], directory, NEVER);
  if (code !== 0) throw new Error(`the run that is left in peace ends with ${code}: ${stderr}`);
  return finalAnswer(store) ?? '';
}

async function killOneRun(directory: string, random: () => number, { plan, answer }: PlanInPeace, tally: KillTally): Promise<void> {
  const store = join(directory, `run-${tally.runs}.db`);
  const acknowledged: string[] = [];
  const fault = (sentence: string): number => tally.faults.push(`run ${tally.runs} of seed ${tally.seed}: ${sentence}`);
  tally.runs++;
  for (let begun = false; ; ) {
    const args = begun ? ['resume', 'latest'] : ['run', plan];
    const ended = await runUntilKilled([...args, '--store', store, '--events'], directory, momentOf(random));
    acknowledged.push(...ended.lines);
    if (ended.killed) tally.kills++;
    else if (ended.code !== 0 && !(begun && ended.stderr.includes('is finished: it succeeded'))) {
      fault(`\`skein ${args[0]}\` ends with ${ended.code}: ${ended.stderr.slice(-300)}`);
      return;
    }
    if (!ended.killed) break;
    // Most of the time the next process is left to find the file as the killed one left it.
    begun ||= ended.lines.length > 0 || hasRun(store);
    if (begun && random() < 0.2) checkWhole(store, fault);
  }
  checkWhole(store, fault);
  const { inFlight, repeated, faults } = judge(store, acknowledged);
  for (const sentence of faults) fault(sentence);
  if (repeated > inFlight) fault(`${repeated} attempts were repeated, ${inFlight} had been in flight`);
  if (finalAnswer(store) !== answer) fault('the answer is not that of a run left in peace');
  tally.acknowledged += acknowledged.length;
  tally.inFlight += inFlight;
  tally.repeated += repeated;
  for (const suffix of ['', '-wal', '-shm']) rmSync(store + suffix, { force: true });
}

/** Half of the kills come at any time from the start of the process, half while it works. */
function momentOf(random: () => number): KillMoment {
  if (random() < 0.5) return { afterMs: random() * 300 };
  return { afterEvents: 1 + Math.floor(random() * 60), thenMs: random() * 4 };
}

function hasRun(path: string): boolean {
  try {
    return withStore(path, (store) => store.runs().length > 0);
  } catch {
    return false;
  }
}

function checkWhole(path: string, fault: (sentence: string) => void): void {
  const database = new DatabaseSync(path, { readOnly: true });
  const found = Object.values(database.prepare('PRAGMA integrity_check').get() ?? {})[0];
  database.close();
  if (found !== 'ok') fault(`the store is damaged: ${String(found)}`);
}

function judge(path: string, acknowledged: readonly string[]) {
  return withStore(path, (store) =>
    judgeJournal(
      store.runs().flatMap(({ run }) => store.events(run)),
      acknowledged,
    ),
  );
}

/** Without the name of the run, which an answer gives for what is too long for it. */
function finalAnswer(path: string): string | undefined {
  const record = withStore(path, (store) => foldEvents(store.runs().flatMap(({ run }) => store.events(run))));
  return record?.answer?.replaceAll(record.run, 'RUN');
}

function withStore<Result>(path: string, use: (store: ReturnType<typeof openSqliteStore>) => Result): Result {
  const store = openSqliteStore(path, { readOnly: true });
  try {
    return use(store);
  } finally {
    void store.close();
  }
}
