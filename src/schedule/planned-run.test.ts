import { describe, expect, it } from 'vitest';
import type { AgentProfile } from '../core/agent.ts';
import { agentId, runId, taskId } from '../core/ids.ts';
import type { Task } from '../core/task.ts';
import type { Team } from '../core/team.ts';
import { simulate } from '../simulate/simulate.ts';
import { heft } from '../testing/oracles/heft.ts';
import { problemOf } from '../testing/oracles/problem.ts';
import { agent, broken, task, team } from '../testing/scene.ts';
import { cancelled, failed, idOf, run, succeeded, Told, timePassed } from '../testing/told.ts';
import type { AddedTask, RunTerms } from './messages.ts';
import { seeded } from './seeded.ts';

/** Does everything in a second, or so long. */
const fast = (given: Partial<AgentProfile> = {}): AgentProfile => agent('fast', { latencyMs: { '*': 1000 }, ...given });
/** In three. */
const slow = (given: Partial<AgentProfile> = {}): AgentProfile => agent('slow', { latencyMs: { '*': 3000 }, ...given });
const two = [task('one', 1000), task('two', 1000)];

/** Whether the first tasks of the run are given out by a plan made ahead. */
function isPlanned(
  tasks: readonly (Task | AddedTask)[],
  terms: Partial<RunTerms> = {},
  agents: AgentProfile[] = [fast(), slow()],
  given: Partial<Team> = {},
): boolean {
  const told = new Told(agents, given);
  told.open(0, tasks, terms);
  return whys(told).some((why) => why.includes('by the best plan found for the whole run'));
}

const whys = ({ said }: Told): string[] => said.flatMap((command) => (command.type === 'start-attempt' ? [command.decision.why] : []));

describe('a plan is made ahead', () => {
  it('for a run that is alone, on agents that differ in time or price', () => {
    expect(isPlanned(two)).toBe(true);
    const priced = (usd: number) => ({ price: { perAttemptUsd: usd }, latencyMs: { '*': 1000 } });
    expect(isPlanned(two, {}, [fast(priced(0)), slow(priced(1))])).toBe(true);
    expect(isPlanned(two, {}, [fast(priced(1)), slow(priced(1))])).toBe(false);
  });

  it('not for one task, nor by one agent, nor where everybody has work of their own', () => {
    expect(isPlanned([task('one', 1000)])).toBe(false);
    expect(isPlanned(two, {}, [fast({ slots: 2 })])).toBe(false);
    const own = [task('sum', 1000, [], { capabilities: ['math'] }), task('say', 1000, [], { capabilities: ['writing'] })];
    expect(isPlanned(own, {}, [fast({ capabilities: { math: 1 } }), slow({ capabilities: { writing: 1 } })])).toBe(false);
    expect(isPlanned(own, {}, [fast({ capabilities: { math: 1 } }), slow({ capabilities: { writing: 1, math: 1 } })])).toBe(true);
  });

  it('not where something else than dependencies and agents holds tasks back', () => {
    const [one = task('one', 1000)] = two;
    expect(isPlanned([one, task('two', 1000, ['one'])])).toBe(true);
    expect(isPlanned([one, task('two', 1000, [], { priority: 1 })])).toBe(false);
    expect(isPlanned([one, task('two', 1000, [], { resources: [{ name: 'file', access: 'read', units: 1 }] })])).toBe(false);
    expect(isPlanned([one, task('whole', 0), task('two', 1000, [], { parent: taskId('whole') })])).toBe(false);
    expect(isPlanned(two, { quality: 0.5 })).toBe(false);
    expect(isPlanned(two, {}, [fast({ limits: ['key'] }), slow()], { limits: { key: { requestsPerMinute: 100 } } })).toBe(false);
  });

  it('not beside another run, nor before the plan is complete', () => {
    const told = new Told([fast(), slow()]);
    told.open(0, [task('other', 1000)], { id: 'first' });
    told.open(0, two);
    expect(whys(told)).not.toContain('by the best plan found for the whole run');
    const open = new Told([fast(), slow()]);
    open.at(
      0,
      { type: 'run-opened', terms: { run, objective: 'fastest', priority: 0 } },
      { type: 'tasks-added', run, tasks: two.map((one) => ({ task: one })) },
    );
    expect(whys(open)).not.toContain('by the best plan found for the whole run');
  });

  it('only where it keeps to the budget, as far as prices are known', () => {
    const priced = (fastUsd: number | undefined) => [
      fast({ price: fastUsd === undefined ? {} : { perAttemptUsd: fastUsd } }),
      slow({ price: { perAttemptUsd: 0.5 } }),
    ];
    // Both by the slow one cost 1 USD.
    expect(isPlanned(two, { budgetUsd: 1 }, priced(1))).toBe(true);
    expect(isPlanned(two, { budgetUsd: 0.99 }, priced(1))).toBe(false);
    expect(isPlanned(two, { budgetUsd: 100 }, priced(undefined))).toBe(false);
    expect(isPlanned(two, {}, priced(undefined))).toBe(true);
  });

  it('for a thousand tasks at the most', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => task(`t${index}`, 1000, index === 0 ? [] : [`t${index - 1}`]));
    expect(isPlanned(many(1000))).toBe(true);
    expect(isPlanned(many(1001))).toBe(false);
  });
});

describe('a run that goes by a plan', () => {
  it('begins at once all that the plan begins at once, whatever kind each task is of', () => {
    const kinds = { art: 1, law: 1, math: 1 };
    const good = agent('good', { capabilities: kinds, latencyMs: { '*': 1000 }, slots: 3 });
    const told = new Told([good, agent('bad', { capabilities: kinds, latencyMs: { '*': 9000 } })]);
    const tasks = Object.keys(kinds).map((kind) => task(kind, 1000, [], { capabilities: [kind] }));
    expect(told.open(0, tasks).toSorted()).toEqual(['start art/1 good', 'start law/1 good', 'start math/1 good']);
  });

  it('takes as long as the plan, when nothing is otherwise than expected: no longer than by HEFT', () => {
    const kinds = ['art', 'law', 'math'];
    for (let seed = 0; seed < 40; seed++) {
      const random = seeded(seed);
      const agents = Array.from({ length: 4 }, (_, index) => {
        const latencyMs = Object.fromEntries(kinds.map((kind) => [kind, Math.round(1000 * 10 ** random())]));
        return agent(`a${index}`, { capabilities: { '*': 1 }, latencyMs, slots: 1 + (index % 2) });
      });
      const tasks = Array.from({ length: 16 }, (_, index) => {
        const needs = Array.from({ length: index }, (_, need) => `t${need}`).filter(() => random() < 0.12);
        return task(`t${index}`, Number.NaN, needs, { capabilities: [kinds[Math.floor(random() * kinds.length)] ?? ''] });
      });
      const given = team(agents);
      const problem = problemOf(tasks, given);
      const { schedule } = simulate({
        team: given,
        runs: [{ tasks, terms: { objective: 'fastest' } }],
        happen: (what, id) => ({ durationMs: agents.find((one) => one.id === id)?.latencyMs?.[what.capabilities[0] ?? ''] ?? 0 }),
      });
      const lengthMs = (placed: readonly { readonly endMs: number }[]): number => Math.max(...placed.map(({ endMs }) => endMs));
      expect([seed, lengthMs(schedule) <= lengthMs(heft(problem))]).toEqual([seed, true]);
    }
  });

  it('has an agent wait for what is about to become ready, and for the work that it is better at', () => {
    // The fast one would end all four at 4 s; the slow one does the last but one in 3 s beside it.
    const told = new Told([fast(), slow()]);
    const four = Array.from({ length: 4 }, (_, index) => task(`t${index}`, 1000));
    const started = told.open(0, four);
    expect(started.map((words) => words.split(' ')[2]).toSorted()).toEqual(['fast', 'slow']);
    const ids = started.map((words) => words.replace(/^start (.*)\/1 .*/, '$1'));
    const onFast = ids[started.findIndex((words) => words.endsWith('fast'))] ?? '';
    const second = told.at(1000, succeeded(onFast));
    expect(second.map((words) => words.split(' ')[2])).toEqual(['fast']);
  });

  it('is planned anew when attempts stray from what was expected', () => {
    // Nine tasks: seven by the fast one, until 7 s, and two by the slow one, until 6 s.
    const told = new Told([fast(), slow()]);
    const nine = Array.from({ length: 9 }, (_, index) => task(`t${index}`, 1000));
    const idsOf = (words: readonly string[], agent: string): string[] => words.filter((one) => one.endsWith(agent)).map(idOf);
    const started = told.open(0, nine);
    const [onFast = ''] = idsOf(started, 'fast');
    const [onSlow = ''] = idsOf(started, 'slow');
    const second = idsOf(told.at(3000, succeeded(onSlow)), 'slow')[0] ?? '';
    // The first of the fast one takes 4 s. Six more would keep it until 10 s at the least: one of them goes to the slow one.
    expect(idsOf(told.at(4000, succeeded(onFast)), 'fast')).toHaveLength(1);
    expect(idsOf(told.at(6000, succeeded(second)), 'slow')).toHaveLength(1);
    expect(whys(told).every((why) => why.includes('by the best plan found'))).toBe(true);
  });

  it('is planned anew when an agent waits in vain for a task that should have become ready', () => {
    const skilled = (id: string, latencyMs: Record<string, number>) =>
      agent(id, { latencyMs, capabilities: Object.fromEntries(Object.keys(latencyMs).map((name) => [name, 0.9])) });
    const agents = [skilled('first', { a: 10_000, z: 20_000, c: 90_000 }), skilled('second', { b: 1000, c: 12_000 })];
    const of = (id: string, ...needs: string[]) => task(id, 1, needs, { capabilities: [id] });
    const told = new Told(agents);
    // The second agent is kept free until 10 s, for `b`: the end is at 10 + 1 + 20 s, with `c` first it would be at 12 + 1 + 20 s.
    expect(told.open(0, [of('a'), of('b', 'a'), of('z', 'b'), of('c')])).toEqual(['start a/1 first']);
    // `a` does not end. After T it is expected to take T / 2 more, which is longer than `c` takes from 24 s on; it is looked at again when
    // 3 % of 30 to 60 s have passed.
    let nowMs = 0;
    let words: string[] = [];
    for (let looks = 0; words.length === 0 && looks < 40; looks++) {
      nowMs = told.wakesAtMs ?? 0;
      expect(nowMs).toBeLessThan(60_000);
      words = told.at(nowMs, timePassed);
    }
    expect(words).toEqual(['start c/1 second']);
    expect(nowMs).toBeGreaterThan(23_000);
    expect(nowMs).toBeLessThan(27_000);
  });

  it('leaves the plan when a task fails: it may go to anybody again', () => {
    const told = new Told([fast(), slow()]);
    const started = told.open(0, two.slice(0, 2));
    expect(started[0]).toBe('start one/1 fast');
    // The slow one is free, and not better than waiting for the fast one; it is, once the fast one lets the task be for a while.
    expect(told.at(500, failed('one', 1, { ...broken, retryAfterMs: 60_000 }))).toContain('start one/2 slow');
    expect(whys(told).at(-1)).not.toContain('by the best plan found');
  });

  it('leaves the plan when another run comes, when tasks are added and when an attempt is cancelled', () => {
    const three = [task('one', 1000), task('two', 1000, ['one']), task('three', 1000, ['two'])];
    const told = (): Told => {
      const made = new Told([fast(), slow()]);
      made.open(0, three);
      return made;
    };
    const planned = told();
    planned.at(1000, succeeded('one'));
    expect(whys(planned)).toEqual(['by the best plan found for the whole run', 'by the best plan found for the whole run']);
    const shared = told();
    shared.open(10, [task('other', 1000)], { id: 'other' });
    shared.at(1000, succeeded('one'));
    expect(whys(shared).at(-1)).toContain('best expected utility');
    const grown = told();
    grown.at(10, { type: 'tasks-added', run, tasks: [{ task: task('four', 1000, ['one']) }] });
    grown.at(1000, succeeded('one'));
    expect(whys(grown).at(-1)).toContain('best expected utility');
    const broken = told();
    broken.at(10, cancelled('one'));
    expect(whys(broken).at(-1)).toContain('best expected utility');
  });

  it('is planned anew when an agent comes or goes', () => {
    const told = new Told([fast(), slow({ slots: 0 }), agent('other', { latencyMs: { '*': 4000 } })]);
    const five = Array.from({ length: 5 }, (_, index) => task(`t${index}`, 1000));
    const by = (words: string[]): string[] => words.map((one) => one.split(' ')[2] ?? '').toSorted();
    // Four in turn by the fast one, and one by the other.
    expect(by(told.open(0, five))).toEqual(['fast', 'other']);
    expect(by(told.at(10, { type: 'agent-changed', agent: agentId('slow'), slots: 1 }))).toEqual(['slow']);
    expect(whys(told).every((why) => why.includes('by the best plan'))).toBe(true);
  });

  it('is over when the run is stopped, and another can be planned then', () => {
    const told = new Told([fast(), slow()]);
    told.open(0, two);
    told.at(10, { type: 'run-cancelled', run, reason: 'enough' });
    told.at(20, cancelled('one'));
    told.at(20, timePassed);
    told.open(30, [task('one', 1000), task('two', 1000)], { id: 'next' });
    expect(told.at(1030, succeeded('one', 1, runId('next')))).toEqual(['start two/1 fast']);
    expect(whys(told).at(-1)).toContain('by the best plan found');
  });
});
