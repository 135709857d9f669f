import type { Agent, CallSpent, MakeSideCall } from '../core/agent.ts';
import type { Checker } from '../core/checker.ts';
import type { AgentId, RunId, TaskId } from '../core/ids.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { InterruptedPolicy } from '../core/task.ts';
import type { WhichAttempt } from './attempt-facts.ts';
import type { Clock } from './clock.ts';
import type { LeaseKeeper } from './lease-keeper.ts';
import { type AttemptEnd, type AttemptTools, Cancelled } from './perform-attempt.ts';
import type { RunDriver } from './run-driver.ts';
import type { SharedLimits } from './shared-limits.ts';
import { workOf } from './work-of.ts';

export interface AttemptPorts {
  readonly agents: readonly Agent[];
  readonly leases: LeaseKeeper;
  readonly limits: SharedLimits;
  readonly clock: Clock;
  /** Decides whether results are what was asked for. Default: their schemas alone do. */
  readonly checker?: Checker | undefined;
  progress?(run: RunId, task: string, agent: string, message: string): void;
}

/** Told when the agent has done its part of an attempt and the result is being looked at. */
export type HandIn = (spent: Pick<AttemptEnd, 'usage' | 'rateLimit'>) => void;

/** What a request within an attempt takes is told with the end of that. */
const NOTHING_MORE = async (): Promise<CallSpent> => ({});

/** Has the agents of a team do what was begun. */
export class AttemptRunner {
  readonly #ports: AttemptPorts;
  readonly #agents: ReadonlyMap<AgentId, Agent>;
  readonly #sideCall: MakeSideCall;

  constructor(ports: AttemptPorts, sideCall: MakeSideCall) {
    this.#ports = ports;
    this.#agents = new Map(ports.agents.map((agent) => [agent.profile.id, agent]));
    this.#sideCall = sideCall;
  }

  /** What becomes of the attempt if it is interrupted. Kept with it: whoever takes the run up later may have another team. */
  policyOf(
    { tasks }: RunRecord,
    { task, agent }: { readonly task: TaskId; readonly agent: AgentId },
  ): { readonly interrupted?: InterruptedPolicy } {
    const policy = tasks.get(task)?.task.interrupted ?? this.#agents.get(agent)?.profile.interrupted ?? 'repeat';
    return policy === 'repeat' ? {} : { interrupted: policy };
  }

  /** Rejects only when the store cannot be used. */
  perform(driver: RunDriver, { task: id, attempt, agent: agentName }: WhichAttempt, handedIn: HandIn): Promise<AttemptEnd> {
    const { clock, checker, leases, limits } = this.#ports;
    const { record, run, workspace } = driver;
    const agent = this.#agents.get(agentName);
    const task = record.tasks.get(id)?.task;
    if (agent === undefined || task === undefined)
      throw new TypeError(`attempt ${attempt} of ${id} names an agent or task that is not there`);
    const controller = driver.attemptBegins(id, attempt);
    const { signal } = controller;
    const progress = (message: string): void => this.#ports.progress?.(run, id, agentName, message);
    const tools: AttemptTools = {
      clock,
      workspace,
      controller,
      progress,
      nextRequest: () => this.#sideCall({ agent: agentName, tokens: 0, isWithin: true, signal, progress }, NOTHING_MORE),
      sideCall: this.#sideCall,
      handedIn,
      waited: async () => {
        if (!(await leases.holds(run))) throw new Cancelled('another process drives the run by now');
      },
      checker,
    };
    return limits.perform(agent, workOf(driver, task, attempt), tools);
  }
}
