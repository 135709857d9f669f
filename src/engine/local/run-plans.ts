import type { Agent } from '../../core/agent.ts';
import type { EventBody, GrowthTerms } from '../../core/event.ts';
import { DEFAULT_CAPS } from '../../core/plan.ts';
import type { RunRecord } from '../../core/run-record.ts';
import type { Task } from '../../core/task.ts';
import type { Team } from '../../core/team.ts';
import type { Clock } from '../../execute/clock.ts';
import { considerTasks } from '../../execute/consider-tasks.ts';
import type { Executor } from '../../execute/executor.ts';
import { PlanStream, type PlanStreamPorts } from '../../execute/growth/plan-stream.ts';
import { plannedTasks, type Question, RunGrowth } from '../../execute/growth/run-growth.ts';
import type { RunDriver } from '../../execute/run-driver.ts';
import type { Planner } from '../../plan/planner.ts';
import type { AddedTask } from '../../schedule/messages.ts';
import type { StartRequest } from '../engine.ts';
import { requireSomeAgent } from './able-agents.ts';
import { planRemarks } from './plan-remarks.ts';
import { planWhole } from './plan-whole.ts';
import { PlanningBill } from './planning-bill.ts';
import { growthTermsIn, growthTermsOf } from './start-facts.ts';
import { deadlineFrom } from './take-up-run.ts';

export interface RunPlansPorts {
  readonly team: Team;
  readonly agents: readonly Agent[];
  readonly clock: Clock;
  readonly executor: Executor;
}

/** A plan that has come whole, with what is journaled of it. */
export interface WholePlan {
  readonly bodies: readonly EventBody[];
  readonly added: readonly AddedTask[];
  readonly growth: RunGrowth;
}

/** A plan of which the first tasks are there. */
export interface StreamedPlan {
  readonly first: readonly Task[];
  readonly added: readonly AddedTask[];
  /** Goes on with it, once the run has begun. */
  rest(): void;
}

/** Where the plans of an engine's runs come from, how they grow, and what making them takes. */
export class RunPlans {
  readonly #ports: RunPlansPorts;
  readonly #growths = new WeakMap<RunDriver, RunGrowth>();
  readonly #bills = new WeakMap<RunDriver, PlanningBill>();

  constructor(ports: RunPlansPorts) {
    this.#ports = ports;
  }

  /** Something is to be decided about a task of a run. */
  take(driver: RunDriver, question: Question): void {
    this.#growths.get(driver)?.take(question);
  }

  /** @throws SkeinError `cannot-plan`, `bad-plan`; `no-agent` when nobody could do any of it. */
  async whole(start: StartRequest, driver: RunDriver, spent: PlanningBill['spent']): Promise<WholePlan> {
    const { request, options, planner, caps = DEFAULT_CAPS } = start;
    const { team, clock, executor } = this.#ports;
    const beganMs = clock.nowMs();
    const { signal } = driver.planning;
    const steps = planner.plan({ request, inputs: options.inputs, team, caps, signal, spent, sideCall: executor.sideCalls.make });
    const { tasks, notes, planner: name } = await planWhole(steps, { request, planner: planner.name, caps });
    const growth = this.growthOf(driver, start.expander ?? planner, growthTermsOf(start));
    const closing = growth.closing(tasks);
    const all = closing === undefined ? tasks : [...tasks, closing];
    const added = growth.added(all);
    requireSomeAgent(team, added);
    const planMs = clock.nowMs() - beganMs;
    const remarks = planRemarks(added, this.#ports, options);
    const bodies: readonly EventBody[] = [
      { type: 'tasks-planned', tasks: all },
      { type: 'plan-completed', planner: name, planMs, notes: [...notes, ...remarks] },
    ];
    return { bodies, added, growth };
  }

  /** Waits for the first tasks of a plan that starts while it is written. @param askedAtMs When its run was asked for. */
  async streamed(start: StartRequest, driver: RunDriver, askedAtMs: number): Promise<StreamedPlan> {
    const { request, options, planner, caps = DEFAULT_CAPS } = start;
    const { team, executor } = this.#ports;
    const growth = this.growthOf(driver, start.expander ?? planner, growthTermsOf(start));
    const { signal } = driver.planning;
    const bill = this.billOf(driver, planner.name);
    const { spent } = bill;
    const steps = planner.plan({ request, inputs: options.inputs, team, caps, signal, spent, sideCall: executor.sideCalls.make });
    const remarks = (tasks: readonly Task[]): string[] => planRemarks(growth.added(tasks), this.#ports, options);
    const stream = new PlanStream(driver, planner.name, steps, caps, { ...this.#streamPorts(driver, growth), remarks });
    const first = await stream.first(request);
    const rest = (): void => {
      bill.open();
      this.#stopPlanningAt(driver, deadlineFrom(options, askedAtMs).deadlineAtMs);
      void stream.rest();
    };
    return { first, added: growth.added(first), rest };
  }

  /** Has written what is missing of a plan that was interrupted, or not begun. */
  rest(driver: RunDriver, record: RunRecord, planner: Planner, growth: RunGrowth): void {
    const { request, options, tasks } = record;
    const { team, executor } = this.#ports;
    const { caps } = growthTermsIn(record);
    const begun = plannedTasks(driver.record, driver.outputOf);
    const { signal } = driver.planning;
    const steps = planner.plan({
      request,
      inputs: options.inputs,
      team,
      caps,
      signal,
      ...(begun.length === 0 ? {} : { begun }),
      spent: this.billOf(driver, planner.name).spent,
      sideCall: executor.sideCalls.make,
    });
    const wanted = [...tasks.values()].filter(({ isReplaced }) => isReplaced !== true).map(({ task }) => task);
    const remarks = (all: readonly Task[]): string[] => (begun.length === 0 ? planRemarks(growth.added(all), this.#ports, options) : []);
    this.#stopPlanningAt(driver, record.deadlineAtMs);
    const ports = { ...this.#streamPorts(driver, growth), remarks };
    void new PlanStream(driver, planner.name, steps, caps, ports, wanted).rest();
  }

  /** @param record Of a run that is not new. */
  growthOf(driver: RunDriver, planner: Planner | undefined, terms: GrowthTerms, record?: RunRecord): RunGrowth {
    const { team, agents, executor } = this.#ports;
    const ports = {
      team,
      consider: (tasks: readonly Task[]) => considerTasks(agents, tasks),
      report: executor.report.bind(executor),
      spent: this.billOf(driver, planner?.name ?? '').spent,
      sideCall: executor.sideCalls.make,
    };
    const growth = new RunGrowth(driver, planner, terms, ports, record);
    this.#growths.set(driver, growth);
    return growth;
  }

  billOf(driver: RunDriver, planner: string): PlanningBill {
    const { executor } = this.#ports;
    let bill = this.#bills.get(driver);
    if (bill === undefined) {
      bill = new PlanningBill(driver.run, planner, (bodies, events) => {
        // What a call took that ended after its run did cannot be told any more.
        if (executor.drivers.includes(driver)) executor.report(driver, bodies, events);
      });
      this.#bills.set(driver, bill);
    }
    return bill;
  }

  #streamPorts(driver: RunDriver, growth: RunGrowth): PlanStreamPorts {
    const { clock, executor } = this.#ports;
    return {
      nowMs: () => clock.nowMs(),
      report: (bodies, events) => executor.report(driver, bodies, events),
      added: (tasks) => growth.added(tasks),
      closing: (tasks) => growth.closing(tasks),
      closed: () => growth.planClosed(),
    };
  }

  /** Nobody waits for the end of a plan whose run has come to its own. */
  #stopPlanningAt(driver: RunDriver, atMs: number | undefined): void {
    if (atMs === undefined) return;
    const callOff = this.#ports.clock.at(atMs, () => driver.planning.abort(new Error('the deadline has passed')));
    void driver.finished.catch(() => {}).finally(callOff);
  }
}
