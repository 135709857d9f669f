import { Readable } from 'node:stream';
import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { type Complaint, messageOf, SkeinError } from '../core/errors.ts';
import type { RunStatus } from '../core/event.ts';
import { type RunId, taskId } from '../core/ids.ts';
import { foldEvents } from '../core/run-record.ts';
import type { Engine, InFlightAnswers, RunHandle } from '../engine/engine.ts';
import { newRunId } from '../engine/local/run-ids.ts';
import { TeamMemory } from '../engine/local/team-memory.ts';
import { collectPlan } from '../plan/collect-plan.ts';
import { explainTask } from '../report/explain.ts';
import { explainDocument } from '../report/explain-document.ts';
import { learnedFigures } from '../report/learned-figures.ts';
import { planDocument } from '../report/plan-document.ts';
import { runDocument } from '../report/run-document.ts';
import { runsDocument } from '../report/runs-document.ts';
import { keptOutput } from '../store/kept-output.ts';
import type { RunStore } from '../store/run-store.ts';
import type { AcceptedDocument, AgentsDocument, HealthDocument } from './api.ts';
import type { Attendant } from './attendant.ts';
import { eventStream, isOver } from './event-stream.ts';
import type { Feed } from './feed.ts';
import { hasRun, idOf, isKnown, recordOf } from './found-runs.ts';
import type { Guard } from './guard.ts';
import { bodyOf } from './read-body.ts';
import { answerTo, Refusal } from './refusal.ts';
import { parseCancel, parseCount, parseKey, parseResume, parseRetry, parseWork } from './requests.ts';
import { openRunFile } from './run-file.ts';
import { planTermsOf, runOfKey, startRequestOf, type WorkTerms } from './work-order.ts';

export interface AppOptions extends WorkTerms {
  readonly engine: Engine;
  readonly store: RunStore;
  readonly attendant: Attendant;
  readonly feed: Feed;
  readonly guard: Guard;
  readonly version: string;
  readonly maxRuns: number;
  nowMs(): number;
  log(line: string): void;
}

/** Readers of events at once: each holds a connection. */
const MOST_STREAMS = 256;
/** A disk that takes longer than this has failed. */
const MOST_WRITING_MS = 10_000;
const LONGEST_ANSWER_MS = 600_000;
const USUAL_RUNS = 1_000;
const MOST_RUNS = 100_000;

/** Everything that can be asked of the server. What it answers is in `api.ts`, what it takes in `requests.ts`. */
export function makeApp(options: AppOptions): Hono<{ Bindings: HttpBindings }> {
  const { engine, store, attendant, feed, guard, configuration, version, maxRuns, nowMs, log } = options;
  const { team } = configuration;
  /** Runs that are being taken in: one key is asked for by one request at a time. */
  const admitting = new Map<RunId, Promise<unknown>>();
  let streams = 0;
  /** What is answered for is durable: the first event of it has been told. */
  const begun = async (run: RunId, takeUp: () => Promise<RunHandle>): Promise<void> => {
    const told = feed.news(run, MOST_WRITING_MS);
    await attendant.takeUp(run, takeUp);
    await told;
  };

  const app = new Hono<{ Bindings: HttpBindings }>();
  app.onError((error, context) => {
    const { status, document, retryAfterSeconds } = answerTo(error);
    // Who has gone away is not told, and nobody else has to be.
    if (status === 500 && !context.req.raw.signal.aborted) log(`${context.req.method} ${context.req.path}: ${messageOf(error)}`);
    if (retryAfterSeconds !== undefined) context.header('retry-after', String(retryAfterSeconds));
    if (status === 401) context.header('www-authenticate', 'Bearer realm="skein"');
    return context.json(document, status);
  });
  app.notFound((context) => {
    const { status, document } = answerTo(new Refusal(404, 'not-found', nothingAt(context, 'there is nothing here')));
    return context.json(document, status);
  });

  app.use(async (context, next) => {
    const caller = callerOf(context);
    guard.checkSite(caller);
    if (context.req.path !== '/health') guard.checkToken(caller);
    if (feed.isClosed && context.req.method !== 'GET')
      throw new Refusal(503, 'busy', { what: 'the server is stopping', todo: 'Ask again later.' }, 5);
    await next();
    context.header('cache-control', 'no-store');
    context.header('x-content-type-options', 'nosniff');
  });
  const onMethodNotAllowed = (context: Context, methods: string[]): Response => {
    const allowed = methods.join(', ');
    const { status, document } = answerTo(new Refusal(405, 'bad-usage', nothingAt(context, `this is asked with ${allowed}`)));
    return context.json(document, status, { allow: allowed });
  };
  app.use(methodNotAllowed({ app, onMethodNotAllowed }));
  app.get('/health', (context) => {
    const status = feed.isClosed ? 'stopping' : 'ok';
    const { driven, waiting, left } = attendant;
    const document: HealthDocument = guard.knows(callerOf(context)) ? { status, version, driven, maxRuns, waiting, left } : { status };
    return context.json(document);
  });

  app.get('/agents', (context) => {
    const { learner } = new TeamMemory({ team, store, seed: 0, nowMs: nowMs() });
    const ids = team.agents.map(({ id }) => id);
    const document: AgentsDocument = { ...team, learned: learnedFigures(learner.skills, ids) };
    return context.json(document);
  });

  app.post('/plans', async (context) => {
    const body = parseWork(await bodyOf(context));
    const order = planTermsOf(body, options);
    awaitLong(context);
    const { signal } = context.req.raw;
    const { plan, planner } = await collectPlan(order, configuration, { signal, sideCall: engine.sideCall });
    const byId = new Map(configuration.agents.map((agent) => [agent.profile.id, agent]));
    const { learner } = new TeamMemory({ team, store, seed: 0, exploration: 0, nowMs: nowMs() });
    const known = [...learner.skills].some(({ evidence }) => evidence.trials > 0) ? learner : undefined;
    const objective = body.objective ?? configuration.objective;
    return context.json(planDocument(plan, team, planner, (task, { id }) => byId.get(id)?.estimate?.(task).durationMs, known, objective));
  });

  app.get('/runs', (context) => {
    const limit = parseCount(context.req.query('limit'), 'limit', MOST_RUNS) ?? USUAL_RUNS;
    return context.json(runsDocument(store.runs().slice(0, limit)));
  });

  app.post('/runs', async (context) => {
    const key = parseKey(context.req.header('idempotency-key'));
    const body = parseWork(await bodyOf(context));
    const run = key === undefined ? newRunId((taken) => hasRun(store, taken)) : runOfKey(key);
    while (admitting.has(run)) await admitting.get(run);
    const start = startRequestOf(body, run, options);
    if (key !== undefined && isKnown(store, run, start.fingerprint))
      return context.json(accepted(run, foldEvents(store.replay(run))?.status ?? 'running'), 200);
    attendant.requireRoom();
    const admission = engine.admit(start);
    const settled = admission.catch(() => {}).finally(() => admitting.delete(run));
    admitting.set(run, settled);
    try {
      await admission;
    } catch (error) {
      // Another server on the store was quicker.
      if (key === undefined || !SkeinError.isInstance(error) || error.code !== 'wrong-state') throw error;
      if (isKnown(store, run, start.fingerprint))
        return context.json(accepted(run, foldEvents(store.replay(run))?.status ?? 'running'), 200);
      throw new Refusal(
        503,
        'busy',
        { where: 'Idempotency-Key', what: 'another server is just taking this run in', todo: 'Ask again.' },
        1,
      );
    }
    attendant.admitted(run, start.options.priority);
    return context.json(accepted(run, 'running'), 202);
  });

  app.get('/runs/:run', (context) => context.json(runDocument(recordOf(context, store), team, (ref) => keptOutput(store, ref))));

  app.get('/runs/:run/files/:name', async (context) => {
    const { handle, bytes, mediaType } = await openRunFile(recordOf(context, store), context.req.param('name'), options.output);
    // What a run made is nobody's page: it is saved, not shown.
    const headers = {
      'content-type': mediaType,
      'content-length': String(bytes),
      'content-disposition': 'attachment',
      'content-security-policy': "sandbox; default-src 'none'",
    };
    if (context.req.method !== 'HEAD') return context.body(Readable.toWeb(handle.createReadStream()) as ReadableStream, 200, headers);
    await handle.close();
    return context.body(null, 200, headers);
  });

  app.get('/runs/:run/explain', (context) => {
    const record = recordOf(context, store);
    const task = context.req.query('task');
    // It says so when the run has no such task.
    if (task !== undefined) explainTask(record, taskId(task));
    return context.json(explainDocument(record, task));
  });

  app.get('/runs/:run/events', (context) => {
    const run = idOf(context, store);
    const lastId = context.req.header('last-event-id');
    const afterSeq = parseCount(lastId, 'Last-Event-ID') ?? parseCount(context.req.query('after'), 'after') ?? 0;
    // What a browser that comes back is told when nothing more will come: without it, it would come back for ever.
    if (afterSeq > 0 && isOver(store, run, afterSeq)) return context.body(null, 204);
    const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' };
    // Nobody would read its stream, or end it.
    if (context.req.method === 'HEAD') return context.body(null, 200, headers);
    if (streams >= MOST_STREAMS)
      throw new Refusal(503, 'busy', { what: `${streams} readers of events are connected`, todo: 'Ask again later.' }, 5);
    streams++;
    const ended = (): void => {
      streams--;
    };
    const stream = eventStream({ store, feed, run, afterSeq, isDrivenHere: () => attendant.isDriven(run), nowMs, ended });
    return context.body(stream, 200, headers);
  });

  app.post('/runs/:run/cancel', async (context) => {
    const run = idOf(context, store);
    const { reason } = parseCancel(await bodyOf(context));
    awaitLong(context);
    const { status } = await engine.cancel(run, reason ?? 'cancelled by HTTP');
    if (status !== 'cancelled') {
      throw new SkeinError('wrong-state', { where: `run ${run}`, what: `was finished before it could be cancelled: ${status}` });
    }
    return context.json(accepted(run, status), 200);
  });

  app.post('/runs/:run/resume', async (context) => {
    const run = idOf(context, store);
    const answers = answersOf(parseResume(await bodyOf(context)));
    await begun(run, () => engine.resume(run, answers));
    return context.json(accepted(run, 'running'), 202);
  });

  app.post('/runs/:run/retry', async (context) => {
    const run = idOf(context, store);
    const { task } = parseRetry(await bodyOf(context));
    await begun(run, () => engine.retry(run, task === undefined ? undefined : taskId(task)));
    return context.json(accepted(run, 'running'), 202);
  });

  return app;
}

function nothingAt({ req }: Context, what: string): Complaint {
  return { where: `${req.method} ${req.path.slice(0, 200)}`, what, todo: 'See docs/serve.md for what there is.' };
}

/** A model may think for long before there is anything to say. */
function awaitLong({ env }: Context<{ Bindings: HttpBindings }>): void {
  env.incoming.setTimeout(LONGEST_ANSWER_MS);
}

function callerOf(context: Context<{ Bindings: HttpBindings }>): { readonly method: string; header(name: string): string | undefined } {
  return { method: context.req.method, header: (name) => context.req.header(name) };
}

function accepted(run: RunId, status: RunStatus): AcceptedDocument {
  return { runId: run, status, url: `/runs/${run}`, events: `/runs/${run}/events` };
}

function answersOf({ repeat, fail }: ReturnType<typeof parseResume>): InFlightAnswers {
  const ids = (named: 'all' | string[]): NonNullable<InFlightAnswers['repeat']> => (named === 'all' ? 'all' : named.map(taskId));
  return { ...(repeat === undefined ? {} : { repeat: ids(repeat) }), ...(fail === undefined ? {} : { fail: ids(fail) }) };
}
