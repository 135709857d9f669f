import { expect, it } from 'vitest';
import type { Simulation } from '../simulate/simulate.ts';
import { agent, play, task, team } from '../testing/scene.ts';

const makespan = ({ schedule }: Simulation): number => schedule.reduce((most, { endMs }) => Math.max(most, endMs), 0);

it('goes through a chain and a fan of fifty thousand', () => {
  const chain = Array.from({ length: 50_000 }, (_, index) => task(`c${index}`, 1, index === 0 ? [] : [`c${index - 1}`]));
  expect(makespan(play({ team: team([agent('a')]), tasks: chain }))).toBe(50_000);
  const fan = [task('root', 1), ...Array.from({ length: 50_000 }, (_, index) => task(`f${index}`, 1, ['root']))];
  expect(makespan(play({ team: team([agent('a', { slots: 100 })]), tasks: fan }))).toBe(501);
});
