import type { Agent, AgentProfile, Call, Outcome, Work } from '../../../src/core/agent.ts';
import { RetryableError, TerminalError } from '../../../src/core/agent-error.ts';
import type { Json } from '../../../src/core/json.ts';
import { Chance } from './chance.ts';
import type { Life } from './life.ts';
import type { Scenario } from './scenario.ts';
import type { Witness } from './witness.ts';

export interface AgentPorts {
  readonly scenario: Scenario;
  readonly life: Life;
  readonly witness: Witness;
  /** Whether the process dies now. */
  dies(): boolean;
}

/** What the scheduler takes an attempt to use when nothing is said of it. */
const USUAL_TOKENS = { inputTokens: 1500, outputTokens: 500 };

type Trouble = (chance: Chance, work: Work, call: Call, life: Life) => Promise<Outcome>;

const TROUBLES: readonly [Trouble, ...Trouble[]] = [
  async () => {
    throw new RetryableError('500', 'the server failed');
  },
  async (chance) => {
    throw new RetryableError('429', 'too many requests', { retryAfterMs: chance.between(0, 5000) });
  },
  async () => {
    throw new TerminalError('401', 'not authorised');
  },
  async () => {
    throw new TerminalError('impossible', 'nobody can do this', { for: 'task' });
  },
  async () => {
    throw new Error('a surprise\nof two lines');
  },
  // What is thrown need not be an error, and an output need not be JSON: agents are other people's code.
  () => Promise.reject(undefined),
  async () => ({ output: undefined as unknown as Json }),
  async () => ({ output: 10n as unknown as Json }),
  // Takes no notice of being told to stop, and answers when nobody wants to know any more.
  async (chance, work, _, life) => {
    await new Promise<void>((resolve) => life.after((work.task.timeoutMs ?? 1000) + chance.between(0, 20_000), resolve));
    return { output: 'too late' };
  },
  // Never answers: only a time-out or a cancellation ends it.
  (_, work) => (work.task.timeoutMs === undefined ? Promise.reject(new RetryableError('500', 'the server failed')) : new Promise(() => {})),
];

/** An agent that does well or badly by the seed alone, and tells the witness of all it does. */
export function simulatedAgent(profile: AgentProfile, { scenario, life, witness, dies }: AgentPorts): Agent {
  return {
    profile,
    refuses: (task) =>
      new Chance(scenario.seed, `refuses/${profile.id}/${task.instruction}`).is(0.05) ? 'it is not in the mood' : undefined,
    async perform(work, call) {
      if (!life.isAlive) return new Promise(() => {});
      const chance = new Chance(scenario.seed, `fate/${work.idempotencyKey}/${profile.id}`);
      const over = witness.begins(life, profile.id, work, call.signal);
      try {
        if (dies()) life.die();
        await call.sleep(chance.pick([0, 0, 100, 100, 500, chance.between(1, 3000)]));
        for (let count = chance.pick([0, 0, 0, 1, 50]); count > 0; count--) call.progress('...');
        if (dies()) life.die();
        if (!life.isAlive) return await new Promise<never>(() => {});
        if (chance.is(scenario.trouble)) return await chance.pick(TROUBLES)(chance, work, call, life);
        const outcome = outcomeOf(chance, profile, work, life);
        if (outcome.usage !== undefined) witness.used(life, work.idempotencyKey, outcome.usage.inputTokens + outcome.usage.outputTokens);
        return outcome;
      } finally {
        over();
      }
    },
  };
}

/** The process is named in the output: work that is done again shows. */
function outcomeOf(chance: Chance, { price }: AgentProfile, { task, idempotencyKey }: Work, life: Life): Outcome {
  const filler = chance.is(0.1) ? 'x'.repeat(chance.between(4000, 9000)) : '';
  const part = chance.pick([1, 1, 0.5]);
  const usage = {
    inputTokens: Math.floor((task.estimate?.inputTokens ?? USUAL_TOKENS.inputTokens) * part),
    outputTokens: Math.floor((task.estimate?.outputTokens ?? USUAL_TOKENS.outputTokens) * part),
  };
  return {
    output: { by: life.number, of: idempotencyKey, filler },
    ...(chance.is(0.7) ? { usage } : {}),
    ...(price.perAttemptUsd !== undefined && chance.is(0.3) ? { costUsd: price.perAttemptUsd * part } : {}),
  };
}
