import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, skein } from './skein.ts';

const plan = `
tasks:
  - { id: fetch, estimate: { durationMs: 1000 } }
  - { id: draft, estimate: { durationMs: 5000 }, dependsOn: [fetch] }
  - { id: chart, estimate: { durationMs: 2000 }, dependsOn: [fetch] }
  - { id: publish, estimate: { durationMs: 500 }, dependsOn: [draft, chart] }
`;

interface Simulated {
  readonly schedule: readonly {
    readonly task: string;
    readonly agent: string;
    readonly startMs: number;
    readonly endMs: number;
    readonly outcome: string;
  }[];
}

describe('skein simulate', () => {
  it('runs a plan on a virtual clock and says how good the schedule is', async () => {
    const { code, json } = await skein(['simulate', 'plan.yaml', '--agents', '2', '--json', '--schedule'], {
      directory: freshFolder({ 'plan.yaml': plan }),
    });
    expect(code).toBe(0);
    // On two slots nothing is shorter than the longest chain.
    expect(json).toMatchObject({
      tasks: 4,
      makespanMs: 6500,
      lowerBoundMs: 6500,
      ratio: 1,
      sequentialMs: 8500,
      speedup: 8500 / 6500,
      costUsd: 0,
    });
    expect((json as Simulated).schedule.map(({ task, startMs, endMs, outcome }) => [task, startMs, endMs, outcome])).toEqual([
      ['fetch', 0, 1000, 'succeeded'],
      ['chart', 1000, 3000, 'succeeded'],
      ['draft', 1000, 6000, 'succeeded'],
      ['publish', 6000, 6500, 'succeeded'],
    ]);
  });

  it('takes the team of the config, with its latencies and prices', async () => {
    const team = 'embedded: false\nagents:\n  - { id: a, capabilities: { "*": 0.9 }, scripted: { latencyMs: 100, costUsd: 0.25 } }\n';
    const { json } = await skein(['simulate', 'plan.yaml', '--json'], {
      directory: freshFolder({ 'plan.yaml': plan, 'skein.yaml': team }),
    });
    expect(json).toMatchObject({ makespanMs: 400, costUsd: 1 });
  });

  it('spreads durations the same again for the same seed', async () => {
    const directory = freshFolder({ 'plan.yaml': plan });
    const makespan = async (seed: string) =>
      (
        (await skein(['simulate', 'plan.yaml', '--noise', '0.5', '--seed', seed, '--json'], { directory })).json as {
          readonly makespanMs: number;
        }
      ).makespanMs;
    expect(await makespan('1')).toBe(await makespan('1'));
    expect(await makespan('1')).not.toBe(await makespan('2'));
  });

  it('shows where more agents stop helping', async () => {
    const { stdout, code } = await skein(['simulate', 'plan.yaml', '--agents', '1..4'], { directory: freshFolder({ 'plan.yaml': plan }) });
    expect(code).toBe(0);
    expect(stdout.split('\n').map((line) => line.trim().split(/ {2,}/))).toEqual([
      ['4 tasks on identical agents'],
      ['agents', 'makespan', 'over the bound', 'speedup', 'busy'],
      ['1', '8.5 s', '1.000', '1.00', '100 %'],
      ['2', '6.5 s', '1.000', '1.31', '65 %', '<- more hardly help'],
      ['3', '6.5 s', '1.000', '1.31', '44 %'],
      ['4', '6.5 s', '1.000', '1.31', '33 %'],
      [''],
    ]);
  });

  it('takes agents away and gives them back', async () => {
    const team = 'embedded: false\nagents:\n  - { id: a, capabilities: { "*": 0.9 }, scripted: { latencyMs: 100 } }\n';
    const directory = freshFolder({ 'plan.yaml': plan, 'skein.yaml': team });
    const { json } = await skein(['simulate', 'plan.yaml', '--json', '--change', 'a=0@150ms', 'a=1@5s'], { directory });
    // Two tasks before (the second was under way), two after.
    expect(json).toMatchObject({ makespanMs: 5200, status: 'succeeded' });
  });

  it('draws the schedule', async () => {
    const directory = freshFolder({ 'plan.yaml': plan });
    const { stderr } = await skein(['simulate', 'plan.yaml', '--agents', '2', '--gantt', 'plan.svg'], { directory });
    expect(stderr).toBe('Wrote plan.svg.\n');
    const picture = readFileSync(join(directory, 'plan.svg'), 'utf8');
    expect(picture).toContain('4 tasks in 6.5 s, 1.000 times the lower bound');
    expect(picture.match(/on the critical chain/g)).toHaveLength(3);
  });

  it('says at once which terms cannot be kept, and the least that would do', async () => {
    const team = 'embedded: false\nagents:\n  - { id: a, capabilities: { "*": 0.9 }, scripted: { latencyMs: 100, costUsd: 0.25 } }\n';
    const directory = freshFolder({ 'plan.yaml': plan, 'skein.yaml': team });
    const { stdout, code } = await skein(['simulate', 'plan.yaml', '--budget', '0.9', '--deadline', '350ms'], { directory });
    expect(code).toBe(3);
    expect(stdout).toContain('A deadline of 350 ms cannot be met: by the estimates no schedule on this team is quicker than 400 ms.');
    expect(stdout).toContain('A budget of $0.9 is not enough: by the estimates the least is $1, each task once at its cheapest agent.');
  });

  it('and so do plan and run, before anything is spent', async () => {
    const team = 'embedded: false\nagents:\n  - { id: a, capabilities: { math: 0.9 }, scripted: { latencyMs: 1, costUsd: 0.25 } }\n';
    const odd = 'tasks:\n  - { id: add, capabilities: [math] }\n  - { id: juggle, capabilities: [juggling], dependsOn: [add] }\n';
    const directory = freshFolder({ 'odd.yaml': odd, 'skein.yaml': team });
    const told = 'Nobody can do juggle: no agent of the team has juggling.';
    const planned = await skein(['plan', 'odd.yaml', '--budget', '0.2'], { directory });
    expect(planned.stderr).toContain(`note: ${told}`);
    const ran = await skein(['run', 'odd.yaml', '--budget', '0.2', '--json'], { directory });
    expect(ran.json).toMatchObject({ status: 'failed', planNotes: [told] });
    const simple = await skein(['run', 'plan.yaml', '--budget', '0.2', '--deadline', '1ms', '--json'], {
      directory: freshFolder({
        'plan.yaml': 'tasks: [{ id: add, capabilities: [math] }, { id: twice, dependsOn: [add] }]',
        'skein.yaml': team,
      }),
    });
    expect(simple.json).toMatchObject({
      planNotes: [
        expect.stringMatching(/^A deadline of 1 ms cannot be met: .* than 2 ms/),
        expect.stringMatching(/^A budget of \$0\.2 is not enough: by the estimates the least is \$0\.5/),
      ],
    });
  });

  it('goes through a chain of a hundred thousand tasks and a fan as wide after it', async () => {
    const chain = Array.from({ length: 100_000 }, (_, index) => ({ id: `c${index}`, dependsOn: index === 0 ? [] : [`c${index - 1}`] }));
    const fan = Array.from({ length: 100_000 }, (_, index) => ({ id: `f${index}`, dependsOn: ['c99999'] }));
    const tasks = [...chain, ...fan].map((task) => ({ ...task, estimate: { durationMs: 1000 } }));
    const directory = freshFolder({ 'long.json': JSON.stringify({ tasks }) });
    const { json } = await skein(['simulate', 'long.json', '--agents', '10', '--json'], { directory });
    // One after the other, then ten at a time.
    expect(json).toMatchObject({ tasks: 200_000, status: 'succeeded', makespanMs: 100_000_000 + 10_000_000, lowerBoundMs: 110_000_000 });
  });

  it('names tasks that nobody can do', async () => {
    const team = 'embedded: false\nagents:\n  - { id: a, capabilities: { math: 0.9 }, scripted: {} }\n';
    const odd = 'tasks:\n  - { id: juggle, capabilities: [juggling] }\n  - { id: rest, dependsOn: [juggle] }\n';
    const { stdout, code } = await skein(['simulate', 'odd.yaml'], { directory: freshFolder({ 'odd.yaml': odd, 'skein.yaml': team }) });
    expect(code).toBe(1);
    expect(stdout).toContain('not done     juggle: no agent of the team has juggling');
    expect(stdout).toContain('blocked      1 task that needs');
  });

  it.each([
    [['simulate', 'plan.yaml', '--agents', '0'], /--agents: expected a whole number from 1 to 100000/],
    [['simulate', 'plan.yaml', '--gantt', 'plan.png'], /--gantt: expected a file that ends in .svg or .html, received "plan.png"/],
    [['simulate', 'plan.yaml', '--noise', 'loud'], /--noise: expected a number/],
    [['simulate', 'absent.yaml'], /absent\.yaml: the plan cannot be read/],
  ])('refuses %j', async (args, message) => {
    const { code, stderr, stdout } = await skein(args, { directory: freshFolder({ 'plan.yaml': plan }) });
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
  });
});

describe('skein plan --frontier', () => {
  const team = `embedded: false
agents:
  - { id: quick, capabilities: { "*": 0.9 }, slots: 2, scripted: { latencyMs: 100, costUsd: 0.05 } }
  - { id: cheap, capabilities: { "*": 0.9 }, scripted: { latencyMs: 1000, costUsd: 0.01 } }
`;

  it('shows the choices between time and money', async () => {
    const directory = freshFolder({ 'plan.yaml': plan, 'skein.yaml': team });
    const { json, code } = await skein(['plan', 'plan.yaml', '--frontier', '--json'], { directory });
    expect(code).toBe(0);
    const { frontier, presentTeam } = json as { [key in 'frontier' | 'presentTeam']: { makespanMs: number; costUsd: number }[] };
    // All on the quick agent: three tasks in a row. All on the cheap one: four in a row on its one slot, three with more slots.
    expect(presentTeam[0]).toMatchObject({ makespanMs: 300, objective: 'fastest', isPresentTeam: true });
    expect(presentTeam[0]?.costUsd).toBeCloseTo(0.2, 9);
    expect(presentTeam.at(-1)?.costUsd).toBeCloseTo(0.04, 9);
    expect(frontier.at(-1)?.costUsd).toBeCloseTo(0.04, 9);
    expect(frontier.map(({ makespanMs }) => makespanMs)).toEqual(frontier.map(({ makespanMs }) => makespanMs).toSorted((a, b) => a - b));
  });

  it('tells terms that nothing could keep', async () => {
    const directory = freshFolder({ 'plan.yaml': plan, 'skein.yaml': team });
    const { stderr } = await skein(['plan', 'plan.yaml', '--budget', '0.03', '--deadline', '200ms'], { directory });
    expect(stderr).toContain('A deadline of 200 ms cannot be met');
    expect(stderr).toContain('A budget of $0.03 is not enough: by the estimates the least is $0.04');
  });
});
