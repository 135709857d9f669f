import { simulate } from '../../src/simulate/simulate.ts';
import { exactSchedule } from '../../src/testing/oracles/exact-schedule.ts';
import { fastestAgentFirst } from '../../src/testing/oracles/fastest-agent-first.ts';
import { heft } from '../../src/testing/oracles/heft.ts';
import { type Placement, problemOf } from '../../src/testing/oracles/problem.ts';
import { nameOf, type Origin, sketchOf } from './families.ts';
import { adversarial } from './mixed-teams.ts';
import { built } from './sketch.ts';

/**
 * `node bench/schedule/show-instance.ts NUMBER` or `'{"shape":"bag","crew":"kinds","tasks":8,"seed":3}'`: one instance
 * (NUMBER counts those that the benchmark keeps, from 0), with the schedules of all.
 */
const given = process.argv[2] ?? '0';
const origin = given.startsWith('{') ? (JSON.parse(given) as Origin) : adversarial()[Number(given)];
if (origin === undefined) throw new Error(`there is no instance ${given}`);
const { tasks, team } = built(sketchOf(origin));
const problem = problemOf(tasks, team);
console.log(nameOf(origin));
console.log(`slots by agent: ${team.agents.map(({ slots }) => slots).join(' ')}`);
for (const [task, row] of problem.durationsMs.entries())
  console.log(
    `t${task}: ${row.map((durationMs) => (Number.isFinite(durationMs) ? durationMs : '-')).join(' ')}  after ${problem.predecessors[task]?.join(' ')}`,
  );

const { schedule } = simulate(
  {
    team,
    runs: [{ tasks, terms: { objective: 'fastest' } }],
    happen: (task, agent) => {
      const index = team.agents.findIndex(({ id }) => id === agent);
      return { durationMs: problem.durationsMs[tasks.indexOf(task)]?.[index] ?? 0 };
    },
  },
  { reasons: false, keepCommands: false },
);
const ours = schedule.map(({ task, agent, startMs, endMs }) => ({
  task: tasks.findIndex(({ id }) => id === task),
  agent: team.agents.findIndex(({ id }) => id === agent),
  startMs,
  endMs,
}));

function print(name: string, placements: readonly Placement[]): void {
  const end = placements.reduce((latest, { endMs }) => Math.max(latest, endMs), 0);
  console.log(`${name}: ${end}`);
  for (const { task, agent, startMs, endMs } of placements.toSorted((a, b) => a.startMs - b.startMs))
    console.log(`   t${task} on a${agent} ${startMs}..${endMs}`);
}

print('ours', ours);
print('heft', heft(problem));
print('fastest agent first', fastestAgentFirst(problem));
if (tasks.length <= 9) print('optimum', exactSchedule(problem) ?? []);
