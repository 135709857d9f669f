import { describeError } from '../../../src/cli/describe-error.ts';
import { SkeinError } from '../../../src/core/errors.ts';
import type { Chance } from '../simulation/chance.ts';
import type { Target } from './target.ts';

export interface Verdict {
  readonly outcome: 'accepted' | 'refused' | 'fault';
  readonly fault?: string;
  /** Of this thread's processor time: a busy machine does not make a text slow. */
  readonly cpuMs: number;
}

const LONGEST_MESSAGE = 2000;

/** Reads a text and judges what comes of it: a result, or a message that a person can use. */
export async function judge(target: Target, text: string, chance: Chance): Promise<Verdict> {
  const before = process.threadCpuUsage();
  const verdict = (outcome: Verdict['outcome'], fault?: string): Verdict => ({
    outcome,
    cpuMs: spentMs(before),
    ...(fault === undefined ? {} : { fault }),
  });
  try {
    await target.read(text, chance);
  } catch (error) {
    const fault = faultOf(error, target);
    return fault === undefined ? verdict('refused') : verdict('fault', fault);
  }
  const polluted = Object.keys(Object.getPrototypeOf({}) as object);
  return polluted.length === 0 ? verdict('accepted') : verdict('fault', `every object has ${polluted.join()} now`);
}

function spentMs(before: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

function faultOf(error: unknown, target: Target): string | undefined {
  if (!SkeinError.isInstance(error)) return `throws ${error instanceof Error ? error.stack?.slice(0, 600) : String(error)}`;
  const message = describeError(error, false);
  if (error.code !== target.refusal) return `refuses with ${error.code}, not ${target.refusal}: ${message}`;
  if (!message.includes(target.place)) return `names no place: ${message}`;
  if (/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]/.test(message)) return `writes control characters: ${JSON.stringify(message)}`;
  if (/\n\s+at |node_modules|\.ts:\d+/.test(message)) return `shows its inside: ${message}`;
  if (message.length > LONGEST_MESSAGE) return `says too much, ${message.length} characters: ${message.slice(0, 200)}`;
  return undefined;
}
