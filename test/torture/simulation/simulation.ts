import { SkeinError } from '../../../src/core/errors.ts';
import type { RunId } from '../../../src/core/ids.ts';
import type { Task } from '../../../src/core/task.ts';
import type { Engine, RunHandle } from '../../../src/engine/engine.ts';
import { openLocalEngine } from '../../../src/engine/local/local-engine.ts';
import type { Planner } from '../../../src/plan/planner.ts';
import { createMemoryStore } from '../../../src/store/memory-store.ts';
import type { RunStore } from '../../../src/store/run-store.ts';
import { ManualClock } from '../../../src/testing/manual-clock.ts';
import { Chance } from './chance.ts';
import { Disk, type WriteFault } from './disk.ts';
import { except } from './except.ts';
import type { Violation } from './invariants.ts';
import { Life } from './life.ts';
import type { Plant } from './plant.ts';
import type { PlannedRun, Scenario } from './scenario.ts';
import { simulatedAgent } from './simulated-agent.ts';
import { Witness } from './witness.ts';

export interface SimulationResult {
  readonly violations: readonly Violation[];
  /** Everything that happened, a line each. */
  readonly trace: readonly string[];
  readonly digest: string;
  readonly counts: SimulationCounts;
}

export interface SimulationCounts {
  readonly runs: number;
  readonly tasks: number;
  readonly attempts: number;
  readonly repeats: number;
  readonly crashes: number;
  readonly refusals: number;
  readonly pauses: number;
  /** Processes that left their runs to the next. */
  readonly leavings: number;
  readonly cancellations: number;
  readonly steps: number;
}

export interface SimulationOptions {
  /** Opens what they share, once for each process. Default: one store in memory. */
  readonly openStore?: () => RunStore;
  /** Puts something between a process and the world, to see that it is found out. */
  readonly plant?: Plant;
  /** A run that is not finished after so many steps never will be. Default 200,000. */
  readonly mostSteps?: number;
}

const TAKE_UP_EVERY_MS = 3000;
const LONGEST_PAUSE_MS = 60_000;

/** Runs one scenario to its end: the real engine, executor and scheduler, in as many processes as it takes. */
export async function simulateScenario(scenario: Scenario, options: SimulationOptions = {}): Promise<SimulationResult> {
  return new Simulation(scenario, options).run();
}

class Simulation {
  readonly #scenario: Scenario;
  readonly #options: SimulationOptions;
  readonly #clock = new ManualClock(1_700_000_000_000);
  /** What is on the disk, as somebody sees it who is no process of these. */
  readonly #store: RunStore;
  readonly #opened: RunStore[] = [];
  readonly #witness: Witness;
  readonly #chance: Chance;
  readonly #disks: Disk[] = [];
  readonly #lives: Life[] = [];
  readonly #retried = new Set<RunId>();
  #faults = 0;
  #crashes = 0;
  #refusals = 0;
  #pauses = 0;
  #leavings = 0;
  readonly #engines = new Map<Life, Engine>();
  #cancellations = 0;
  #steps = 0;

  constructor(scenario: Scenario, options: SimulationOptions) {
    this.#scenario = scenario;
    this.#options = options;
    this.#store = options.openStore?.() ?? createMemoryStore();
    this.#witness = new Witness(scenario, () => this.#clock.nowMs());
    this.#chance = new Chance(scenario.seed, 'faults');
  }

  async run(): Promise<SimulationResult> {
    this.#boot();
    for (const planned of this.#scenario.runs) {
      const { cancel } = planned;
      if (cancel?.from === 'elsewhere') this.#clock.at(cancel.atMs, () => this.#cancelFromElsewhere(planned.run));
    }
    for (;;) {
      await this.#settle();
      this.#witness.afterStep();
      if (this.#witness.violations.length > 0) break;
      if (this.#openRuns().length === 0) {
        if (!this.#retryOne()) break;
        continue;
      }
      if (++this.#steps > (this.#options.mostSteps ?? 200_000) || !this.#clock.advanceToNext()) {
        this.#witness.accuse('no-task-lost', `after ${this.#steps} steps, ${this.#openRuns().join(', ')} is still open`);
        break;
      }
    }
    if (this.#witness.violations.length === 0) this.#witness.atTheEnd(this.#store);
    for (const store of [...this.#opened, this.#store]) await store.close();
    const { violations, trace, views, performed, repeated } = this.#witness;
    return {
      violations,
      trace,
      digest: this.#witness.digest(),
      counts: {
        runs: views.size,
        tasks: [...views.values()].reduce((sum, view) => sum + view.tasks.size, 0),
        attempts: performed,
        repeats: repeated,
        crashes: this.#crashes,
        refusals: this.#refusals,
        pauses: this.#pauses,
        leavings: this.#leavings,
        cancellations: this.#cancellations,
        steps: this.#steps,
      },
    };
  }

  /** Until nothing more happens by itself. */
  async #settle(): Promise<void> {
    do await new Promise((resolve) => setImmediate(resolve));
    while (this.#disks.some((disk) => disk.inFlight > 0));
  }

  #openRuns(): RunId[] {
    return this.#scenario.runs.filter(({ run }) => this.#witness.views.get(run)?.finished === undefined).map(({ run }) => run);
  }

  /** False when there is nothing to do anew. */
  #retryOne(): boolean {
    const again = this.#scenario.runs.find(
      ({ run, retried }) => retried && !this.#retried.has(run) && this.#witness.view(run).finished?.status !== 'succeeded',
    );
    if (again === undefined) return false;
    this.#retried.add(again.run);
    this.#boot(again.run);
    return true;
  }

  /** A new process, which takes up every run that is not finished, and does what is missing of `again` anew. */
  #boot(again?: RunId): Life {
    const { faults, team } = this.#scenario;
    const skewMs = this.#chance.between(-faults.skewMs, faults.skewMs);
    const life = new Life(this.#lives.length + 1, this.#clock, skewMs, () => this.#bury(life));
    this.#lives.push(life);
    this.#witness.note(`process ${life.number} begins`);
    const engine = this.#engine(life, team);
    if (again !== undefined) {
      void this.#ask(life, again, () => engine.retry(again));
      return life;
    }
    for (const planned of this.#scenario.runs) life.at(planned.atMs + skewMs, () => this.#takeUp(life, engine, planned));
    return life;
  }

  #engine(life: Life, team: Scenario['team']): Engine {
    const { plant } = this.#options;
    const scenario = this.#scenario;
    const disk = new Disk({
      store: this.#openStore(),
      life,
      chance: this.#chance,
      diskMs: scenario.diskMs,
      fault: () => this.#writeFault(life),
      written: (events, handedOverMs) => this.#witness.written(life, events, handedOverMs),
      appending: (change) => this.#witness.appending(life, change),
      acknowledged: (events) => this.#witness.acknowledged(life, events),
      granted: (draw, asker) => this.#witness.granted(draw, asker),
      settled: (id, tokens, owner) => this.#witness.settled(id, tokens, owner),
      lost: (events) => {
        // Whoever wanted a run to be taken in is told that it was not; the others go on.
        if (!scenario.served || events[0]?.type !== 'run-started') this.#witness.lostDisk(life);
      },
    });
    this.#disks.push(disk);
    const given = plant?.team?.(team) ?? team;
    const agents = given.agents.map((profile) => {
      const agent = simulatedAgent(profile, {
        scenario,
        life,
        witness: this.#witness,
        dies: () => this.#happens(life, scenario.faults.crash),
      });
      return plant?.agent?.(agent) ?? agent;
    });
    const engine = openLocalEngine({
      team: given,
      agents,
      store: plant?.store?.(disk.store) ?? disk.store,
      clock: plant?.clock?.(life) ?? life,
      owner: life.owner,
      isGone: (owner) => !scenario.faults.apart && this.#lives.some((other) => other.owner.id === owner.id && !other.isAlive),
      observer: {
        event: (event) => {
          if (life.isAlive) this.#witness.told(life, event);
        },
      },
      ...(scenario.served ? { expander: this.#plannerOfAll(life) } : {}),
    });
    this.#engines.set(life, engine);
    return engine;
  }

  /** Messages are heard at once: how often a process looks for those of others goes by a real clock. */
  #openStore(): RunStore {
    const own = this.#options.openStore?.();
    if (own === undefined) return this.#store;
    this.#opened.push(own);
    const { send, onMessage } = this.#store;
    return except(own, { send: send.bind(this.#store), onMessage: onMessage.bind(this.#store) });
  }

  /** Plans a run that was taken in before it was planned. */
  #plannerOfAll(life: Life): Planner {
    const runs = this.#scenario.runs;
    return {
      name: 'simulated',
      streams: true,
      async *plan(asked) {
        const planned = runs.find(({ run }) => requestOf(run) === asked.request);
        if (planned !== undefined) yield* plannerOf(planned.tasks, planned.batch, life).plan(asked);
      },
    };
  }

  /** Sees to it that a run is driven, by this process or another one, until it is finished. */
  #takeUp(life: Life, engine: Engine, planned: PlannedRun): void {
    const { run } = planned;
    if (this.#witness.views.get(run)?.finished !== undefined) return;
    const isNew = this.#store.events(run).length === 0;
    void this.#ask(
      life,
      run,
      async () => {
        if (isNew && !this.#scenario.served) return await engine.start(startRequestOf(planned, life));
        if (isNew) await engine.admit(startRequestOf(planned, life));
        return await engine.resume(run, { repeat: 'all' });
      },
      () => life.after(TAKE_UP_EVERY_MS, () => this.#takeUp(life, engine, planned)),
    );
  }

  async #ask(life: Life, run: RunId, drive: () => Promise<RunHandle>, again: () => void = () => {}): Promise<void> {
    try {
      const handle = await drive();
      if (life.isAlive) this.#cancelHere(life, handle);
      const record = await handle.finished;
      life.when(() => this.#witness.ended(life, run, record));
    } catch (error) {
      life.when(() => this.#disappointed(life, run, error, again));
    }
  }

  #disappointed(life: Life, run: RunId, error: unknown, again: () => void): void {
    this.#witness.note(`process ${life.number}, run ${run}: ${error instanceof Error ? error.message : String(error)}`);
    if (!SkeinError.isInstance(error)) {
      this.#witness.accuse('no-task-lost', `run ${run} breaks with ${error instanceof Error ? error.stack : String(error)}`);
      return;
    }
    // Nobody could be found for any of its tasks: it was never begun, and its user was told.
    if (error.code === 'no-agent')
      this.#witness.view(run).finished ??= { type: 'run-finished', status: 'failed', answer: '', missing: [], artifacts: [] };
    else if (error.code === 'wrong-state') again();
    else {
      // As a command does: it ends with a message, and is given again.
      life.after(this.#chance.between(0, 500), () => life.die());
    }
  }

  #bury(life: Life): void {
    this.#crashes++;
    this.#witness.note(`process ${life.number} ends`);
    this.#clock.at(this.#clock.nowMs() + this.#chance.between(0, 3000), () => this.#boot());
  }

  /** It is told to end: attempts have a while, the rest is left to the next process. */
  #leave(life: Life): void {
    this.#leavings++;
    this.#witness.note(`process ${life.number} is told to end`);
    const graceMs = this.#chance.pick([0, 50, 500, 5000]);
    // Not in the midst of a write: a signal is heard between two turns of the event loop.
    life.after(1, () => {
      this.#engines
        .get(life)
        ?.leave(graceMs)
        .then(
          () => life.when(() => life.die()),
          () => life.when(() => life.die()),
        );
    });
  }

  #cancelHere(life: Life, handle: RunHandle): void {
    const cancel = this.#scenario.runs.find(({ run }) => run === handle.run)?.cancel;
    if (cancel?.from !== 'here' || this.#retried.has(handle.run)) return;
    life.after(cancel.atMs - this.#clock.nowMs(), () => {
      this.#cancellations++;
      handle.cancel('enough');
    });
  }

  #cancelFromElsewhere(run: RunId): void {
    if (this.#openRuns().every((open) => open !== run) || this.#store.events(run).length === 0) return;
    this.#cancellations++;
    const life = new Life(this.#lives.length + 1, this.#clock, 0, () => this.#bury(life));
    this.#lives.push(life);
    this.#witness.note(`process ${life.number} begins, to cancel ${run}`);
    const engine = this.#engine(life, this.#scenario.team);
    engine.cancel(run, 'enough, from elsewhere').then(
      (record) => life.when(() => this.#witness.ended(life, run, record)),
      (error: unknown) => life.when(() => this.#disappointed(life, run, error, () => {})),
    );
  }

  #happens(life: Life, probability: number): boolean {
    if (!life.isAlive || this.#faults >= this.#scenario.faults.most || !this.#chance.is(probability)) return false;
    this.#faults++;
    return true;
  }

  #writeFault(life: Life): WriteFault | undefined {
    const { crash, refuse, pause, leave } = this.#scenario.faults;
    if (leave > 0 && this.#happens(life, leave)) this.#leave(life);
    if (this.#happens(life, crash)) return this.#chance.pick(['dies-before', 'dies-after']);
    if (this.#happens(life, refuse)) {
      this.#refusals++;
      return this.#chance.pick(['refuses-before', 'refuses-after']);
    }
    if (this.#happens(life, pause)) {
      this.#pauses++;
      this.#witness.note(`process ${life.number} stands still`);
      life.standStill(this.#chance.between(1, LONGEST_PAUSE_MS));
      this.#boot();
    }
    return undefined;
  }
}

const requestOf = (run: RunId): string => `the request of ${run}`;

function startRequestOf(planned: PlannedRun, life: Life): Parameters<Engine['start']>[0] {
  const { run, tasks, batch, objective, priority, budgetUsd, deadlineMs } = planned;
  return {
    run,
    request: requestOf(run),
    planner: plannerOf(tasks, batch, life),
    options: {
      objective,
      priority,
      seed: 1,
      inputs: [],
      directory: '/nowhere',
      ...(budgetUsd === undefined ? {} : { budgetUsd }),
      ...(deadlineMs === undefined ? {} : { deadlineMs }),
    },
  };
}

function plannerOf(tasks: readonly Task[], batch: number | undefined, life: Life): Planner {
  return {
    name: 'simulated',
    streams: batch !== undefined,
    async *plan({ signal }) {
      const size = batch ?? tasks.length;
      for (let first = 0; first < tasks.length && !signal.aborted; first += size) {
        if (batch !== undefined) await new Promise<void>((resolve) => life.after(300, resolve));
        yield { tasks: tasks.slice(first, first + size) };
      }
    },
  };
}
