import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { plannerOf } from '../config/planner-of.ts';
import { SkeinError } from '../core/errors.ts';
import { openLocalEngine } from '../engine/local/local-engine.ts';
import { isGone } from '../engine/local/this-owner.ts';
import { systemClock } from '../execute/clock.ts';
import type { RunStore } from '../store/run-store.ts';
import { makeApp } from './app.ts';
import { Attendant } from './attendant.ts';
import { Feed } from './feed.ts';
import { Guard } from './guard.ts';
import type { WorkTerms } from './work-order.ts';

export interface ServeOptions extends Omit<WorkTerms, 'planner'> {
  readonly store: RunStore;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Absent: nobody is asked for one. */
  readonly token: string | undefined;
  /** Names by which it may be called. */
  readonly names: readonly string[];
  readonly maxRuns: number;
  /** False: it goes by what agents declare. */
  readonly learning: false | { readonly seed: number };
  readonly version: string;
  log(line: string): void;
  /** It cannot go on. */
  broken(error: unknown): void;
}

/** A server that takes requests. */
export interface Serving {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Takes no more requests, gives attempts so long to end, and leaves the runs that have not ended to whoever comes next. */
  stop(graceMs: number): Promise<void>;
}

/** Nobody takes longer to say what they want, or to take what they are given. */
const HEADERS_MS = 5_000;
const REQUEST_MS = 30_000;
const SILENCE_MS = 60_000;
const MOST_CONNECTIONS = 1_024;

/**
 * Serves the runs of a store: the ones that are asked for, and the ones that nobody drives any more.
 *
 * @throws SkeinError `bad-usage` when it cannot listen there; `cannot-plan` when its planner has no model.
 */
export async function serve(options: ServeOptions): Promise<Serving> {
  const { configuration, store, host, token, names, maxRuns, learning, log, broken } = options;
  const { team, agents, checker } = configuration;
  const planner = await plannerOf(configuration);
  const feed = new Feed();
  const complain = (message: string): void => log(`note: ${message}`);
  const engine = openLocalEngine({
    team,
    agents,
    store,
    checker,
    expander: planner,
    learning: learning === false ? false : { ...learning, complain },
    observer: { event: ({ run }) => feed.tell(run) },
  });
  const nowMs = (): number => systemClock.nowMs();
  const attendant = new Attendant({ engine, store, team, maxRuns, nowMs, isGone, log, broken });
  const guard = new Guard({ token, names: [host, ...names] });
  const app = makeApp({ ...options, planner, engine, attendant, feed, guard, nowMs });
  const server = createServer(
    { headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS, connectionsCheckingInterval: HEADERS_MS / 5 },
    getRequestListener(app.fetch, { overrideGlobalObjects: false }),
  );
  server.timeout = SILENCE_MS;
  server.maxConnections = MOST_CONNECTIONS;
  const { port } = await listen(server, host, options.port);
  attendant.begin();
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    host,
    port,
    async stop(graceMs) {
      attendant.stop();
      feed.close();
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeIdleConnections();
      await engine.leave(graceMs);
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: ReturnType<typeof createServer>, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new SkeinError('bad-usage', {
          where: `${host}:${port}`,
          what: error.code === 'EADDRINUSE' ? 'somebody listens there already' : `cannot be listened at (${error.message})`,
          todo: 'Name another with --host and --port; --port 0 takes one that is free.',
          cause: error,
        }),
      );
    });
    // What it is bound to is a TCP port, so the address has the form of one.
    server.listen(port, host, () => resolve(server.address() as AddressInfo));
  });
}
