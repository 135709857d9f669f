import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createMemoryStore, embeddedTeam, metricsOf, offlinePlanner, openLocalEngine } from './index.ts';

let folder = '';
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('runs a request from a program, as the command does', async () => {
  folder = mkdtempSync(join(tmpdir(), 'skein-library-'));
  const agents = embeddedTeam();
  const team = { agents: agents.map(({ profile }) => profile), limits: {}, resources: {} };
  const heard: string[] = [];
  const engine = openLocalEngine({ team, agents, store: createMemoryStore(), observer: { event: ({ type }) => heard.push(type) } });
  const { finished } = await engine.start({
    request: 'Calculate 1+2 and 3+4, then multiply the results',
    planner: offlinePlanner(),
    options: { objective: 'balanced', priority: 0, seed: 1, inputs: [], directory: folder },
  });
  const record = await finished;
  await engine.close();
  expect(record).toMatchObject({ status: 'succeeded', answer: '21' });
  expect(metricsOf(record, team.agents)).toMatchObject({ attempts: 3, successRate: 1, costUsd: 0 });
  expect(heard.at(0)).toBe('run-started');
  expect(heard.at(-1)).toBe('run-finished');
});
