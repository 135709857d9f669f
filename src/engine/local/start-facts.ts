import type { EventBody, GrowthTerms } from '../../core/event.ts';
import type { RunId } from '../../core/ids.ts';
import { DEFAULT_CAPS } from '../../core/plan.ts';
import type { RunRecord } from '../../core/run-record.ts';
import type { Team } from '../../core/team.ts';
import type { RunTerms } from '../../schedule/messages.ts';
import type { StartRequest } from '../engine.ts';
import { deadlineFrom, termsOf } from './take-up-run.ts';

const USUAL_REPLANS = 2;

/** How the plan of a run may grow. */
export function growthTermsOf({ planner, caps = DEFAULT_CAPS, maxReplans = USUAL_REPLANS, synthesis = false }: StartRequest): GrowthTerms {
  return { caps, maxReplans, mends: planner.expand !== undefined || planner.replan !== undefined, synthesis };
}

/** The same of a run that is not new; one whose journal does not say how does not grow. */
export function growthTermsIn({ growth }: RunRecord): GrowthTerms {
  return growth ?? { caps: DEFAULT_CAPS, maxReplans: 0, mends: false, synthesis: false };
}

/** The first event of a run. @param askedAtMs When it was asked for: its time counts from then. */
export function startedBody(start: StartRequest, team: Team, askedAtMs: number): EventBody {
  const { request, options, fingerprint } = start;
  const agents = team.agents.map((agent) => agent.id);
  const known = fingerprint === undefined ? {} : { fingerprint };
  return { type: 'run-started', request, options, agents, growth: growthTermsOf(start), ...deadlineFrom(options, askedAtMs), ...known };
}

/** What the scheduler needs to know of a run that is new. */
export function openingTerms(start: StartRequest, run: RunId, askedAtMs: number): RunTerms {
  const { deadlineAtMs } = deadlineFrom(start.options, askedAtMs);
  return { ...termsOf(run, start.options, deadlineAtMs), ...(growthTermsOf(start).mends ? { mends: true } : {}) };
}
