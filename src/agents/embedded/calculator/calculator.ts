import type { Agent, AgentProfile, Call, Outcome, Work } from '../../../core/agent.ts';
import { agentId } from '../../../core/ids.ts';
import type { Task } from '../../../core/task.ts';
import { Fault, sentenceOf, terminalErrorOf } from './fault.ts';
import { readInstruction } from './language/read-instruction.ts';
import type { Program } from './language/syntax.ts';
import { MAX_LENGTH } from './language/tokenize.ts';

const PROFILE: AgentProfile = {
  id: agentId('calculator'),
  kind: 'embedded',
  description: 'exact arithmetic in signs or words: powers, roots, percentages, units, statistics of lists and of table columns',
  capabilities: { math: 1 },
  slots: 4,
  limits: [],
  price: { perAttemptUsd: 0 },
  latencyMs: { '*': 5 },
};

/**
 * The calculator: exact as long as arithmetic allows (0.1 + 0.2 is 0.3, 2^100 has all its digits). It evaluates no code.
 *
 * What can be said to it:
 * - signs: `(1 + 2) * 3`, `2^100`, `5!`, `7 mod 3`, `3 × 4 ÷ 2`, `2³`, `|-5|`, `√2`, `0xff`, `1.5e3`, `2(3 + 4)`;
 * - words: "half of 90", "twelve squared", "one hundred and five times three", "2 to the power of 10", "the cube root of 27",
 *   "100 divided by 7", "5 less than 20", "10 choose 3", "log base 2 of 8", "factorial of 20";
 * - percentages: "15% of 240", "20% more than 50", "increase 80 by 25%", "20% off 50", "what percent of 50 is 10",
 *   "percentage change from 50 to 60", "36 is 15% of what", "50 + 10%";
 * - lists: sum, product, mean, median, mode, min, max, range, variance, standard deviation (of a sample; say "population" for the
 *   other), geometric mean, gcd, lcm, count: "the mean and median of 4, 8 and 15", "the sum of 1 to 100";
 * - units: "10 km in miles", "5 ft + 3 in in cm", "100 F in C", "60 mph * 2 hours", "15% of $240", "how many seconds in a day";
 * - rounding and form: "to 2 decimals", "to 3 significant figures", "to the nearest ten", "rounded up", "as a fraction", "as a percentage";
 * - earlier results: "multiply the results", "subtract the second result from the first", "double it", "the result of step 1", "the sum",
 *   "sum the revenue" (a column or field by name), where a result is a number, a text with one, a list, or a table;
 * - several at once: "1+2 and 3+4" gives a list; "add 3 and 4, then double it" goes on from what it has.
 *
 * Results are written as `printed` in `print.ts` says. Whatever cannot be worked out ends at once in a `TerminalError`:
 * `not-arithmetic`, `no-operands`, `division-by-zero`, `not-a-real-number`, `too-large` (over 10,000 digits, 20,000 characters,
 * 100 levels of nesting, or about a second of work), all for the task, and `unknown-name` for this agent (another may know it); with the
 * column, what was expected and what was found.
 */
export function createCalculator(): Agent {
  return { profile: PROFILE, refuses, estimate: () => ({ durationMs: 5, inputTokens: 0, outputTokens: 0 }), perform };
}

/** It takes what it can read as arithmetic; a task that asks for `math` may also name columns that are not there yet. */
function refuses({ instruction, capabilities }: Task): string | undefined {
  if (instruction.length > MAX_LENGTH) return `the instruction has ${instruction.length} characters: expected at most ${MAX_LENGTH}`;
  try {
    const program = readInstruction(instruction);
    if (!program.computes) return 'the instruction asks for no calculation';
    if (capabilities.includes('math')) return undefined;
    const [name] = program.names;
    if (name !== undefined) return 'the instruction names what may be no number';
    return program.explicit || program.asked ? undefined : 'the instruction does not say what to calculate with';
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    // What is arithmetic, but too much of it, is taken: so that the task fails at once with the reason.
    return error.code === 'not-arithmetic' ? sentenceOf(error, instruction) : undefined;
  }
}

async function perform({ task, dependencies }: Work, { signal }: Call): Promise<Outcome> {
  signal.throwIfAborted();
  const program = read(task.instruction);
  const { calculate } = await import('./evaluation/calculate.ts');
  try {
    return { output: await calculate(program, dependencies) };
  } catch (error) {
    throw error instanceof Fault ? terminalErrorOf(error, task.instruction) : error;
  }
}

function read(instruction: string): Program {
  try {
    return readInstruction(instruction);
  } catch (error) {
    throw error instanceof Fault ? terminalErrorOf(error, instruction) : error;
  }
}
