import type { AgentProfile } from '../core/agent.ts';
import type { Team } from '../core/team.ts';

/** A team as it could be. */
export interface TeamVariant {
  readonly team: Team;
  /** In words, against the team as it is. */
  readonly words: string;
  /** How far it is from the team as it is: 0 is that team. */
  readonly distance: number;
}

const FACTORS = [
  [0.5, 'half the slots'],
  [2, 'twice the slots'],
  [0.25, 'a quarter of the slots'],
  [4, 'four times the slots'],
] as const;

/** More agents than this are not left out one by one. */
const MAX_LEFT_OUT = 8;

/**
 * The team as it is; with fewer and more slots; without each of its agents; and with only its cheapest ones. Embedded agents are always
 * there, as they are. Nearest first.
 */
export function teamVariants(team: Team): TeamVariant[] {
  const own = team.agents.filter(({ kind }) => kind !== 'embedded');
  const variants: TeamVariant[] = [{ team, words: 'the team as it is', distance: 0 }];
  const withAgents = (change: (agent: AgentProfile) => AgentProfile | undefined, words: string): void => {
    const agents = team.agents.flatMap((agent) => (agent.kind === 'embedded' ? agent : (change(agent) ?? [])));
    const isNew = agents.length > 0 && !variants.some((other) => isSame(other.team.agents, agents));
    if (isNew) variants.push({ team: { ...team, agents }, words, distance: variants.length });
  };
  if (own.length === 0) return variants;
  for (const [factor, words] of FACTORS) {
    withAgents((agent) => ({ ...agent, slots: Math.max(1, Math.round(agent.slots * factor)) }), words);
  }
  if (own.length > 1) {
    for (const left of own.slice(0, MAX_LEFT_OUT)) withAgents((agent) => (agent === left ? undefined : agent), `without ${left.id}`);
    const byPrice = own.toSorted((a, b) => priceOf(a) - priceOf(b));
    for (let count = 1; count < own.length - 1 && count <= MAX_LEFT_OUT; count++) {
      const cheapest = new Set(byPrice.slice(0, count));
      withAgents((agent) => (cheapest.has(agent) ? agent : undefined), `only ${[...cheapest].map(({ id }) => id).join(', ')}`);
    }
  }
  return variants;
}

function isSame(agents: readonly AgentProfile[], others: readonly AgentProfile[]): boolean {
  return (
    agents.length === others.length && agents.every(({ id, slots }, index) => others[index]?.id === id && others[index].slots === slots)
  );
}

/** What a usual task would cost: good enough to order agents by. */
function priceOf({ price: { perAttemptUsd = 0, inputPerMillionUsd = 0, outputPerMillionUsd = 0 } }: AgentProfile): number {
  return perAttemptUsd + (1500 * inputPerMillionUsd + 500 * outputPerMillionUsd) / 1e6;
}
