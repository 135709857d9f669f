import { describe, expect, it, onTestFinished } from 'vitest';
import { assembleConfiguration } from '../src/config/assemble-configuration.ts';
import { plannerOf } from '../src/config/planner-of.ts';
import { openLocalEngine } from '../src/engine/local/local-engine.ts';
import { createMemoryStore } from '../src/store/memory-store.ts';
import { ManualClock } from '../src/testing/manual-clock.ts';
import type { ModelRequest, Reply } from './model-server/exchange.ts';
import { startModelServer } from './model-server/model-server.ts';
import { freshFolder } from './skein.ts';

type Role = 'plan' | 'review' | 'work';

interface Arrival {
  readonly role: Role;
  readonly atMs: number;
  readonly endedAtMs: number;
}

const roleOf = ({ system, prompt }: ModelRequest): Role => {
  if (system.includes('You break a request down into tasks')) return 'plan';
  return prompt.includes('Judge the result') ? 'review' : 'work';
};

/** Turns of the event loop in which nothing is under way before time may pass. */
const QUIET_TURNS = 40;

/**
 * Runs a request with a team of models on a local server, on a clock that moves only while no request is under way. Instants are the clock's.
 */
async function runWith(settings: string, answer: (role: Role, request: ModelRequest) => Reply | Promise<Reply>) {
  const clock = new ManualClock(1_000_000);
  const arrivals: Arrival[] = [];
  let underWay = 0;
  const server = await startModelServer({
    script: async (request) => {
      const role = roleOf(request);
      const atMs = clock.nowMs();
      const reply = await answer(role, request);
      arrivals.push({ role, atMs, endedAtMs: clock.nowMs() });
      return reply;
    },
  });
  onTestFinished(() => server.close());
  const { fetch } = globalThis;
  globalThis.fetch = async (...given) => {
    underWay++;
    return fetch(...given).finally(() => underWay--);
  };
  onTestFinished(() => {
    globalThis.fetch = fetch;
  });
  const directory = freshFolder();
  const text = settings.replace('SERVER', server.url);
  const configuration = assembleConfiguration(text, 'skein.yaml', { environment: {}, directory, toolsApproved: false });
  const { team, agents, checker, caps } = configuration;
  const engine = openLocalEngine({ team, agents, checker, store: createMemoryStore(), clock });
  onTestFinished(() => engine.close());
  // What is loaded late is loaded now: it takes real time.
  await Promise.all([import('ai'), import('@ai-sdk/openai-compatible')]);
  const planner = await plannerOf(configuration);
  const options = { objective: 'balanced', priority: 0, seed: 1, inputs: [], directory } as const;
  const running = engine
    .start({ request: 'Compare the rivers.', planner, caps, synthesis: true, options })
    .then(({ finished }) => finished);
  let isOver = false;
  const over = running.finally(() => {
    isOver = true;
  });
  over.catch(() => {});
  for (let quiet = 0; !isOver; ) {
    await new Promise((resolve) => setImmediate(resolve));
    quiet = underWay === 0 ? quiet + 1 : 0;
    if (quiet < QUIET_TURNS) continue;
    await Promise.all(server.exchanges.map(({ ended }) => ended));
    clock.advanceToNext();
    quiet = 0;
  }
  return { record: await over, arrivals, spanMs: clock.nowMs() - 1_000_000 };
}

/** The most requests in any minute. */
function busiestMinute(arrivals: readonly Arrival[]): number {
  return Math.max(...arrivals.map(({ atMs: from }) => arrivals.filter(({ atMs }) => atMs >= from && atMs < from + 60_000).length));
}

const count = (arrivals: readonly Arrival[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { role } of arrivals) counts[role] = (counts[role] ?? 0) + 1;
  return counts;
};

const line = (id: string, given: Record<string, unknown> = {}): string =>
  JSON.stringify({ id, instruction: `Tell of ${id}`, capabilities: ['analysis'], ...given });

const FREE = 'price: { inputPerMillion: 0, outputPerMillion: 0 }';
const team = (limit: string, slots: number): string => `embedded: false
providers: { local: { kind: openai-compatible, baseUrl: "SERVER/v1" } }
agents:
  - { id: chief, model: local/chief, slots: ${slots}, limits: [key], capabilities: { analysis: 0.8, writing: 0.8 }, ${FREE} }
  - { id: clerk, model: local/clerk, slots: ${slots}, limits: [key], capabilities: { analysis: 0.9 }, ${FREE} }
limits: { key: { ${limit} } }
checks: { sound: { capabilities: [analysis], rubric: It is sound. } }
planner: { agent: chief }
`;

const PLAN = `[${line('danube')},${line('rhine')},${line('both', { dependsOn: ['danube', 'rhine'], compound: true })}]`;
const PARTS = `[${line('length')},${line('springs')}]`;

/** Plans, work and reviews that all go well; every second review is a failure first. */
function mind() {
  let plans = 0;
  let reviews = 0;
  return (role: Role): Reply => {
    if (role === 'plan') return plans++ === 0 ? PLAN : PARTS;
    if (role === 'work') return 'It is long.';
    return reviews++ === 1 ? '{"pass": false, "problems": ["It says too little."]}' : '{"pass": true, "problems": []}';
  };
}

describe('planner, reviewers and workers behind one key', () => {
  it('keep together inside its requests a minute', async () => {
    const { record, arrivals, spanMs } = await runWith(team('requestsPerMinute: 3', 4), mind());
    expect(record.status).toBe('succeeded');
    // The plan and its expansion; four tasks of which one is done twice, and a review each time; the answer from both parts.
    expect(count(arrivals)).toEqual({ plan: 2, work: 6, review: 5 });
    expect(busiestMinute(arrivals)).toBe(3);
    // Thirteen requests, three a minute: nothing of the limit is wasted.
    expect(spanMs).toBeLessThan(5 * 60_000);
  });

  it('keep together inside what it allows at once, even where each has one slot', async () => {
    let now = 0;
    let most = 0;
    const answer = mind();
    const { record, arrivals } = await runWith(team('concurrency: 1', 1), async (role) => {
      now++;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(resolve));
      now--;
      return answer(role);
    });
    expect(record.status).toBe('succeeded');
    expect(count(arrivals)).toEqual({ plan: 2, work: 6, review: 5 });
    expect(most).toBe(1);
  });

  it('all rest when one of them is told to', async () => {
    const answer = mind();
    let asked = 0;
    const { record, arrivals } = await runWith(team('requestsPerMinute: 60', 4), (role) => {
      const reply = answer(role);
      return role === 'review' && asked++ === 0 ? { status: 429, retryAfterMs: 20_000 } : reply;
    });
    expect(record.status).toBe('succeeded');
    const refusedAtMs = arrivals.find(({ role }) => role === 'review')?.endedAtMs ?? 0;
    expect(arrivals.filter(({ atMs }) => atMs > refusedAtMs && atMs < refusedAtMs + 20_000)).toEqual([]);
  });
});
