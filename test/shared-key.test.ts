import { tmpdir } from 'node:os';
import { setTimeout as latency } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { assembleConfiguration } from '../src/config/assemble-configuration.ts';
import { plannerOf } from '../src/config/planner-of.ts';
import type { RunRecord } from '../src/core/run-record.ts';
import { openLocalEngine } from '../src/engine/local/local-engine.ts';
import { type Clock, systemClock } from '../src/execute/clock.ts';
import { createMemoryStore } from '../src/store/memory-store.ts';
import type { ModelRequest, Reply } from './model-server/exchange.ts';
import { startModelServer } from './model-server/model-server.ts';
import { freshFolder, skein } from './skein.ts';

/** So much faster than the machine's clock: a minute takes a second. */
const HASTE = 60;

function hastyClock(): Clock {
  const beganMs = systemClock.nowMs();
  const nowMs = (): number => beganMs + (systemClock.nowMs() - beganMs) * HASTE;
  return { nowMs, at: (atMs, callback) => systemClock.at(beganMs + (atMs - beganMs) / HASTE, callback) };
}

const line = (task: Record<string, unknown>): string => JSON.stringify({ capabilities: ['data'], ...task });
const PLAN = `[${['a', 'b', 'c'].map((id) => line({ id, instruction: `Look at ${id}` })).join(',\n')},
${line({ id: 'deep', instruction: 'Look deeper', dependsOn: ['a'], compound: true })}]`;
const PARTS = `[${line({ id: 'one', instruction: 'Look at one side' })},${line({ id: 'two', instruction: 'Look at the other side' })}]`;

/** What each request is for, by what it says. */
function purposeOf({ system, prompt, turns }: ModelRequest): string {
  if (system.includes('You break a request down into tasks')) return prompt.includes('Break down one task') ? 'expand' : 'plan';
  if (prompt.includes('Judge the result in the data')) return 'review';
  return turns.some(({ role }) => role === 'tool') ? 'tool round' : 'work';
}

function reply(request: ModelRequest): Reply {
  const purpose = purposeOf(request);
  if (purpose === 'plan') return PLAN;
  if (purpose === 'expand') return PARTS;
  if (purpose === 'review') return '{"pass": true, "problems": []}';
  const asksFirst = purpose === 'work' && request.prompt.includes('<task title="Look at b"');
  if (asksFirst) return { toolCalls: [{ name: 'ask_calculator', arguments: { instruction: '1 + 1' } }] };
  return 'It is so.';
}

const config = (url: string, limit: string): string => `providers: { local: { kind: openai-compatible, baseUrl: "${url}/v1" } }
agents:
  - { id: chief, model: local/chief, capabilities: { data: 0.9, writing: 0.9 }, slots: 4, limits: [key], tools: [agent:calculator], price: { inputPerMillion: 1, outputPerMillion: 1 } }
  - { id: judge, model: local/judge, capabilities: { review: 0.9 }, slots: 4, limits: [key], price: { inputPerMillion: 1, outputPerMillion: 1 } }
limits: { key: ${limit} }
checks: { fair: { rubric: "It is fair.", by: judge, capabilities: [data] } }
planner: { agent: chief }
`;

async function serve() {
  let underWay = 0;
  const most = { underWay: 0 };
  const purposes: string[] = [];
  const arrivals: number[] = [];
  const clock = hastyClock();
  const server = await startModelServer({
    script: async (request) => {
      purposes.push(purposeOf(request));
      arrivals.push(clock.nowMs());
      most.underWay = Math.max(most.underWay, ++underWay);
      await latency(15);
      underWay--;
      return reply(request);
    },
  });
  onTestFinished(() => server.close());
  return { server, clock, purposes, arrivals, most };
}

describe('a planner, workers with tools and a reviewer behind one key', () => {
  it('together never send more requests in a minute than the key allows', async () => {
    const { server, clock, purposes, arrivals } = await serve();
    await import('ai');
    const configuration = assembleConfiguration(config(server.url, '{ requestsPerMinute: 4 }'), 'skein.yaml', {
      environment: {},
      directory: freshFolder(),
      toolsApproved: false,
    });
    const planner = await plannerOf(configuration);
    const { team, agents, checker } = configuration;
    const engine = openLocalEngine({ team, agents, checker, store: createMemoryStore(), clock, expander: planner });
    onTestFinished(() => engine.close());
    const options = { objective: 'balanced', priority: 0, seed: 1, inputs: [], directory: tmpdir() } as const;
    const { finished } = await engine.start({ request: 'Look at it all.', planner, options, synthesis: true });
    const record: RunRecord = await finished;
    expect(record.status).toBe('succeeded');
    // Five tasks and their reviews, one answer, a plan, an expansion, one more round after a tool.
    expect(purposes.toSorted().join()).toBe(['expand', 'plan', ...Array(5).fill('review'), 'tool round', ...Array(6).fill('work')].join());
    // A request reaches the server a little after it was let go: what comes within 50 seconds was let go within a minute.
    const crowded = arrivals.filter((atMs, index) => (arrivals[index + 4] ?? Number.POSITIVE_INFINITY) < atMs + 50_000);
    expect(crowded).toEqual([]);
    expect(record.planning?.calls).toBe(2);
  });

  it('never have more under way than the key allows, nor wait for each other for ever', async () => {
    const { server, purposes, most } = await serve();
    const directory = freshFolder({ 'skein.yaml': config(server.url, '{ concurrency: 1 }') });
    const { json, code } = await skein(['run', 'Look at it all.', '--json'], { directory });
    expect({ code, status: (json as { status: string }).status }).toEqual({ code: 0, status: 'succeeded' });
    expect(purposes.filter((purpose) => purpose === 'review')).toHaveLength(5);
    expect(most.underWay).toBe(1);
  });
});
