import type { Agent, AgentProfile, Outcome, Work } from '../../../core/agent.ts';
import { AgentError } from '../../../core/agent-error.ts';
import { agentId } from '../../../core/ids.ts';
import type { Task } from '../../../core/task.ts';
import { readConversion } from './conversion.ts';
import { toJson } from './number-value.ts';
import { referencesTo, SUPPOSED } from './references.ts';
import { workOut } from './statement.ts';

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

/** What makes an instruction worth reading as arithmetic: a digit, or a word that orders or names a calculation. */
const HINT =
  /\d|\b(?:add|sum|total|multiply|product|divide|subtract|minus|plus|times|average|mean|median|mode|double|triple|halve|half|square|cube|round|percent|increase|decrease|difference|root|minimum|maximum|smallest|largest|deviation|variance|factorial|ratio|quotient|remainder|pi|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|million)\b/i;

/**
 * The calculator: exact as long as arithmetic allows (0.1 + 0.2 is 0.3, 2^100 has all its digits); what never ends
 * (100 / 7, roots) is given to about 16 digits. It reads signs and words ("half of 90", "15% of 240", "the mean of 4, 8 and 15"),
 * what earlier tasks found ("multiply the results", "subtract the second result from the first", "sum the revenue"),
 * and units ("10 km in miles"). Several expressions give a list. No code is ever evaluated.
 */
export function createCalculator(): Agent {
  return { profile: PROFILE, refuses, estimate: () => ({ durationMs: 5, inputTokens: 0, outputTokens: 0 }), perform };
}

function refuses({ instruction, capabilities }: Task): string | undefined {
  if (!HINT.test(instruction)) return 'the instruction asks for no calculation';
  if (readConversion(instruction) !== undefined) return undefined;
  try {
    workOut(instruction, SUPPOSED);
    return undefined;
  } catch (error) {
    if (!AgentError.isInstance(error)) throw error;
    if (error.code !== 'not-arithmetic') return undefined;
    // A column of a table that is not there yet looks like any word: whoever asks for math means arithmetic.
    return capabilities.includes('math') ? undefined : `cannot be read as arithmetic (${error.message})`;
  }
}

async function perform({ task, dependencies }: Work): Promise<Outcome> {
  const conversion = readConversion(task.instruction);
  if (conversion !== undefined) {
    const { convert } = await import('./units.ts');
    return { output: await convert(conversion) };
  }
  const results = workOut(task.instruction, referencesTo(dependencies)).map(toJson);
  return { output: results.length === 1 ? (results[0] ?? null) : results };
}
