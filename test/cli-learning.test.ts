import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startModelServer } from './model-server/model-server.ts';
import { freshFolder, type SkeinOptions, skein } from './skein.ts';

/** Two agents that declare the same; one of them cannot do it. */
const uneven = `
embedded: false
agents:
  - { id: loud, slots: 2, capabilities: { math: 0.95 }, scripted: { latencyMs: 1, success: 0, costUsd: 0.01 } }
  - { id: quiet, slots: 2, capabilities: { math: 0.85 }, scripted: { latencyMs: 1, success: 1, costUsd: 0.01 } }
`;

/** One that is cheap and fails, one that is dear and does not. */
const priced = (level: number): string => `
embedded: false
agents:
  - { id: cheap, slots: 1, capabilities: { math: ${level} }, scripted: { latencyMs: 1, success: 0, costUsd: 0.01 } }
  - { id: dear, slots: 1, capabilities: { math: 0.97 }, scripted: { latencyMs: 1, success: 1, costUsd: 0.2 } }
`;

const plan = (tasks: number, more = ''): string =>
  `request: sums\ntasks:\n${Array.from({ length: tasks }, (_, index) => `  - { id: t${index}, instruction: "sum ${index}", capabilities: [math]${more} }`).join('\n')}\n`;

interface RunDocument {
  readonly runId: string;
  readonly status: string;
  readonly tasks: readonly { readonly attempts: readonly { readonly agent: string; readonly outcome: string }[] }[];
  readonly metrics: { readonly costUsd: number; readonly minimumCostUsd: number; readonly costRatio: number; readonly attempts: number };
}

interface TeamDocument {
  readonly learned: readonly { readonly agent: string; readonly learned: number; readonly trials: number; readonly declared: number }[];
}

async function run(directory: string, ...more: readonly string[]): Promise<RunDocument> {
  return (await skein(['run', 'plan.yaml', '--json', ...more], { directory })).json as RunDocument;
}

const agentsOf = ({ tasks }: RunDocument): string[] => tasks.flatMap(({ attempts }) => attempts.map(({ agent }) => agent));

describe('what is learned', () => {
  it('outlives a run, moves the next one, and says so', async () => {
    const directory = freshFolder({ 'skein.yaml': uneven, 'plan.yaml': plan(6) });
    const told: SkeinOptions = { directory };
    for (let count = 0; count < 4; count++) await run(directory);
    const later = await run(directory);
    expect(new Set(agentsOf(later))).toEqual(new Set(['quiet']));
    expect((await skein(['explain', later.runId], told)).stdout).toMatch(/loud declares more: their records say otherwise/);
    const { learned } = (await skein(['agents', '--json'], told)).json as TeamDocument;
    expect(learned.find(({ agent }) => agent === 'loud')?.learned).toBeLessThan(0.7);
    expect(learned.find(({ agent }) => agent === 'quiet')?.learned).toBeGreaterThan(0.85);
    const { stdout } = await skein(['agents'], told);
    expect(stdout).toMatch(/loud +math +95 % .*worse than declared/);
    expect(stdout).toContain('math: quiet');
  });

  it('is not used and not kept with --no-learning', async () => {
    const directory = freshFolder({ 'skein.yaml': uneven, 'plan.yaml': plan(4) });
    await run(directory, '--no-learning');
    expect(((await skein(['agents', '--json'], { directory })).json as TeamDocument).learned).toEqual([]);
  });

  it('can be rated, written out, forgotten and taken in again', async () => {
    const directory = freshFolder({ 'skein.yaml': uneven, 'plan.yaml': plan(3) });
    const told: SkeinOptions = { directory };
    await run(directory);
    const rated = await skein(['rate', 'latest', 't0', 'bad', '--json'], told);
    const { before, after } = rated.json as { readonly before: number; readonly after: number };
    expect(after).toBeLessThan(before);
    expect(await skein(['rate', 'latest', 't0', 'good'], told)).toMatchObject({ code: 2 });
    await skein(['agents', '--export', 'learned.json'], told);
    const known = ((await skein(['agents', '--json'], told)).json as TeamDocument).learned;
    await skein(['agents', '--reset'], told);
    expect(((await skein(['agents', '--json'], told)).json as TeamDocument).learned).toEqual([]);
    expect(await skein(['agents', '--import', 'learned.json'], told)).toMatchObject({ code: 0 });
    const again = ((await skein(['agents', '--json'], told)).json as TeamDocument).learned;
    expect(again.map(({ agent, trials }) => [agent, trials])).toEqual(known.map(({ agent, trials }) => [agent, trials]));
  });

  it('refuses a file that was tampered with, and says where', async () => {
    const directory = freshFolder({ 'skein.yaml': uneven, 'plan.yaml': plan(3) });
    await run(directory);
    await skein(['agents', '--export', 'learned.json'], { directory });
    const path = join(directory, 'learned.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"failures": ?\d+/, '"failures": 9999'));
    const { code, stderr } = await skein(['agents', '--import', 'learned.json'], { directory });
    expect(code).toBe(2);
    expect(stderr).toMatch(/learned\.json, records\[\d\].*more successes and failures than trials/s);
  });

  it.each([
    ['another version', /"version": ?1/, '"version": 99', /learned\.json: .*version 1, received 99/],
    ['an instant to come', /"atMs": ?\d+/, '"atMs": 99999999999999', /records\[0\]: is of the future/],
    ['half of it', /.{900}$/s, '', /learned\.json: is not JSON/],
  ])('refuses a file of %s, and keeps what is known', async (_, part, instead, complaint) => {
    const directory = freshFolder({ 'skein.yaml': uneven, 'plan.yaml': plan(3) });
    await run(directory);
    const learned = async (): Promise<unknown> => ((await skein(['agents', '--json'], { directory })).json as TeamDocument).learned;
    const tries = async (): Promise<unknown> => ((await learned()) as { trials: number }[]).map(({ trials }) => trials);
    const before = await tries();
    await skein(['agents', '--export', 'learned.json'], { directory });
    const path = join(directory, 'learned.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace(part, instead));
    const { code, stderr } = await skein(['agents', '--import', 'learned.json'], { directory });
    expect(code).toBe(2);
    expect(stderr).toMatch(complaint);
    expect(await tries()).toEqual(before);
  });

  it('does not count twice what it is given twice', async () => {
    const directory = freshFolder({ 'skein.yaml': uneven, 'plan.yaml': plan(3) });
    await run(directory);
    const tries = async (): Promise<number> =>
      ((await skein(['agents', '--json'], { directory })).json as TeamDocument).learned.reduce((sum, { trials }) => sum + trials, 0);
    const before = await tries();
    await skein(['agents', '--export', 'learned.json'], { directory });
    const again = await skein(['agents', '--import', 'learned.json', '--json'], { directory });
    expect(again.json).toMatchObject({ imported: 0 });
    expect(await tries()).toBe(before);
  });

  it('adds up what two commands learn at once', async () => {
    const directory = freshFolder({ 'skein.yaml': uneven, 'plan.yaml': plan(5) });
    const both = await Promise.all([run(directory), run(directory)]);
    const attempts = both.reduce((sum, { metrics }) => sum + metrics.attempts, 0);
    const { learned } = (await skein(['agents', '--json'], { directory })).json as TeamDocument;
    expect(learned.reduce((sum, { trials }) => sum + trials, 0)).toBe(attempts);
  });
});

interface FrontierDocument {
  readonly frontier: readonly { readonly makespanMs: number; readonly costUsd: number }[];
  readonly presentTeam: readonly { readonly costUsd: number }[];
}

interface Figures {
  readonly figures: { readonly makespanMs: number; readonly costUsd: number };
}

describe('foresight', () => {
  it('goes by what runs have shown: longer and dearer than a plan says', async () => {
    const server = await startModelServer({
      script: () => ({ text: 'done', latencyMs: 40, usage: { inputTokens: 50_000, outputTokens: 0 } }),
    });
    onTestFinished(() => server.close());
    const config = `embedded: false
providers: { local: { kind: openai-compatible, baseUrl: "${server.url}/v1" } }
agents:
  - { id: scribe, model: local/m, slots: 3, capabilities: { writing: 0.9 }, price: { inputPerMillion: 1, outputPerMillion: 1 } }
`;
    const tasks = [1, 2, 3].map(
      (id) => `  - { id: t${id}, instruction: write ${id}, capabilities: [writing], estimate: { durationMs: 1 } }`,
    );
    const directory = freshFolder({ 'skein.yaml': config, 'plan.yaml': `request: notes\ntasks:\n${tasks.join('\n')}\n` });
    const told: SkeinOptions = { directory };
    const foreseen = async (...more: readonly string[]) => ({
      plan: ((await skein(['plan', 'plan.yaml', '--json', ...more], told)).json as { readonly estimate: Figures['figures'] }).estimate,
      frontier: ((await skein(['plan', 'plan.yaml', '--frontier', '--json', ...more], told)).json as FrontierDocument).frontier[0],
      simulated: ((await skein(['simulate', 'plan.yaml', '--json', ...more], told)).json as { readonly makespanMs: number }).makespanMs,
    });
    const before = await foreseen();
    for (let count = 0; count < 3; count++) await run(directory);
    const after = await foreseen();
    expect(before).toMatchObject({ plan: { makespanMs: 1 }, frontier: { makespanMs: 1 }, simulated: 1 });
    expect(after.plan.makespanMs).toBeGreaterThan(20);
    expect(after.frontier?.makespanMs).toBeGreaterThan(20);
    expect(after.simulated).toBeGreaterThan(20);
    // Each attempt has cost 50,000 tokens at a millionth; a tenth is as the price says of a short exchange.
    expect(after.plan.costUsd).toBeGreaterThan(3 * 0.9 * 0.05);
    expect(after.frontier?.costUsd).toBeGreaterThan(3 * 0.9 * 0.05);
    expect(await foreseen('--no-learning')).toEqual(before);
    expect((await skein(['plan', 'plan.yaml', '--frontier'], told)).stdout).toContain('as often as earlier runs have shown');
    expect((await skein(['plan', 'plan.yaml', '--frontier', '--no-learning'], told)).stdout).not.toContain('earlier runs');
  });

  it('leaves the agent that was found wanting out of the choices', async () => {
    const directory = freshFolder({ 'skein.yaml': uneven, 'plan.yaml': plan(4) });
    const dearest = async (...more: readonly string[]): Promise<number> => {
      const { presentTeam } = (await skein(['plan', 'plan.yaml', '--frontier', '--json', ...more], { directory })).json as FrontierDocument;
      return Math.max(...presentTeam.map(({ costUsd }) => costUsd));
    };
    const before = await dearest();
    for (let count = 0; count < 4; count++) await run(directory);
    // Four tasks at a cent: nobody is sent to fail any more.
    expect(await dearest()).toBeCloseTo(0.04, 9);
    expect(before).toBeGreaterThan(0.04);
    expect(await dearest('--no-learning')).toBe(before);
  });
});

describe('cost against speed', () => {
  it('reports what the cheapest agents would have cost, at the end and later', async () => {
    const directory = freshFolder({ 'skein.yaml': priced(0.3), 'plan.yaml': plan(2) });
    const { metrics, runId } = await run(directory, '--quality', '0.9');
    expect(metrics).toMatchObject({ costUsd: 0.4, minimumCostUsd: 0.02, costRatio: 20 });
    const shown = (await skein(['show', runId, '--json'], { directory })).json as RunDocument;
    expect(shown.metrics).toEqual(metrics);
    expect((await skein(['show', runId], { directory })).stdout).toMatch(/\$0\.02 with each task on its cheapest agent, a ratio of 20/);
  });

  it('reports it of plans, of simulations and of runs that are taken up again', async () => {
    const directory = freshFolder({ 'skein.yaml': priced(0.3), 'plan.yaml': plan(2) });
    const json = async (...given: readonly string[]): Promise<unknown> => (await skein([...given, '--json'], { directory })).json;
    expect(await json('plan', 'plan.yaml', '--no-learning')).toMatchObject({
      estimate: { minimumCostUsd: 0.02, costRatio: expect.any(Number) as number },
    });
    const simulated = (await json('simulate', 'plan.yaml')) as RunDocument['metrics'];
    expect(simulated.minimumCostUsd).toBe(0.02);
    expect(simulated.costRatio).toBeCloseTo(simulated.costUsd / 0.02, 9);
    const { runId } = await run(directory, '--quality', '0.9');
    expect(await json('retry', runId, 't0')).toMatchObject({ metrics: { minimumCostUsd: 0.02, costRatio: expect.any(Number) as number } });
  });

  it('takes the cheapest agent that reaches the quality asked for', async () => {
    const directory = freshFolder({ 'skein.yaml': priced(0.6), 'plan.yaml': plan(1, ', attempts: 1') });
    expect(agentsOf(await run(directory, '--objective', 'cheapest', '--quality', '0.9'))).toEqual(['dear']);
    expect(agentsOf(await run(directory, '--objective', 'cheapest', '--quality', '0.5'))).toEqual(['cheap']);
  });

  it('begins cheaply and escalates when that fails', async () => {
    const directory = freshFolder({ 'skein.yaml': priced(0.6), 'plan.yaml': plan(1, ', attempts: 2') });
    const { status, tasks } = await run(directory, '--objective', 'cheapest', '--no-learning');
    expect(status).toBe('succeeded');
    expect(tasks[0]?.attempts.map(({ agent, outcome }) => [agent, outcome])).toEqual([
      ['cheap', 'failed'],
      ['dear', 'succeeded'],
    ]);
  });

  it('does every task within a budget that is enough for few by the dear agent', async () => {
    const able = priced(0.6).replace('success: 0,', 'success: 1,');
    const directory = freshFolder({ 'skein.yaml': able, 'plan.yaml': plan(8) });
    const { status, metrics } = await run(directory, '--objective', 'fastest', '--budget', '0.5');
    expect(status).toBe('succeeded');
    expect(metrics.costUsd).toBeLessThanOrEqual(0.5);
  });

  it('refuses a quality that is no share', async () => {
    const { code, stderr } = await skein(['run', 'x', '--quality', '90']);
    expect(code).toBe(2);
    expect(stderr).toContain('--quality');
  });
});
