import type { ServerCheck } from '../agents/model/tools/mcp/mcp-servers.ts';
import type { Agent } from '../core/agent.ts';
import type { Checker } from '../core/checker.ts';
import type { AgentId } from '../core/ids.ts';
import type { PlanCaps } from '../core/plan.ts';
import type { Objective, Team } from '../core/team.ts';

/** Everything a config file settles, defaults filled in. */
export interface Configuration {
  /** The file it was read from, absolute. Absent: there was none. */
  readonly path?: string;
  readonly team: Team;
  /** Those of the team, in its order. */
  readonly agents: readonly Agent[];
  /** Who plans: the built-in planner, or a model agent of the team. */
  readonly planner: 'offline' | { readonly agent: AgentId };
  readonly caps: PlanCaps;
  /** How often what is not done may be planned anew. Absent: as the engine has it. */
  readonly maxReplans?: number;
  readonly objective: Objective;
  /** What the user is to know of the file: settings that have no meaning here, agents left out. */
  readonly notes?: readonly string[];
  /** What agents may use, as the config names it, for whoever plans. Absent: nothing. */
  readonly tools?: readonly string[];
  /** Tools that agents have only in runs that the user has approved (`--approve`). */
  readonly toolsOnApproval?: readonly { readonly agent: AgentId; readonly tools: readonly string[] }[];
  /** The MCP servers that its agents may use. Absent: there are none. */
  readonly servers?: {
    /** Starts every one, to say whether it answers. */
    check(): Promise<readonly ServerCheck[]>;
    /** Ends those that were started. */
    close(): Promise<void>;
  };
  /** Decides whether results are what was asked for. */
  readonly checker: Checker;
  /** Absent: no bound. */
  readonly budgetUsd?: number;
}
