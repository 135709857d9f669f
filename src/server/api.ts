import type { AgentProfile } from '../core/agent.ts';
import type { ErrorCode } from '../core/errors.ts';
import type { RunStatus } from '../core/event.ts';
import type { Limit, Resource } from '../core/team.ts';
import type { LearnedFigures } from '../report/learned-figures.ts';

/** What the server answers, for those who ask it. Types alone: instants are ms since the Unix epoch, addresses relative to the server's. */

/** `GET /runs/RUN/events` sends these, one a message: its id is `seq`. */
export type { RunEvent } from '../core/event.ts';
/** `GET /runs/RUN/explain` */
export type { ExplainDocument } from '../report/explain-document.ts';
/** `POST /plans` */
export type { PlanDocument } from '../report/plan-document.ts';
/** `GET /runs/RUN` */
export type { RunDocument } from '../report/run-document.ts';
/** `GET /runs` */
export type { RunsDocument } from '../report/runs-document.ts';

/** `POST /runs`, and what is done to a run: it is durable when this is answered. */
export interface AcceptedDocument {
  readonly runId: string;
  /** `running` also while it waits for its turn. */
  readonly status: RunStatus;
  readonly url: string;
  readonly events: string;
}

/** `GET /agents` */
export interface AgentsDocument {
  readonly agents: readonly AgentProfile[];
  readonly limits: Readonly<Record<string, Limit>>;
  readonly resources: Readonly<Record<string, Resource>>;
  readonly learned: readonly LearnedFigures[];
}

/** `GET /health`. Whoever shows no token, where one is wanted, is told the status alone. */
export interface HealthDocument {
  readonly status: 'ok' | 'stopping';
  readonly version?: string;
  /** Runs that this server drives now, and how many it drives at once. */
  readonly driven?: number;
  readonly maxRuns?: number;
  /** Runs that wait for their turn. */
  readonly waiting?: number;
  /** Runs that have not ended and that it does not go on with by itself. */
  readonly left?: readonly { readonly runId: string; readonly why: string }[];
}

/** What every refusal looks like. What is not said is `null`. */
export interface ErrorDocument {
  readonly error: {
    readonly code: ErrorCode | 'unauthorized' | 'forbidden' | 'too-large' | 'busy';
    /** All of it in one paragraph. */
    readonly message: string;
    readonly what: string | null;
    readonly where: string | null;
    readonly expected: string | null;
    readonly received: string | null;
    readonly todo: string | null;
  };
}
