import type { Agent } from '../../../src/core/agent.ts';
import type { Team } from '../../../src/core/team.ts';
import type { Clock } from '../../../src/execute/clock.ts';
import type { RunStore } from '../../../src/store/run-store.ts';
import { except } from './except.ts';
import type { Invariant } from './invariants.ts';

/** A bug, put in at one of the ports of the engine, to see that it is found. */
export interface Plant {
  readonly name: string;
  /** One of these is found broken. */
  readonly breaks: readonly Invariant[];
  store?(store: RunStore): RunStore;
  team?(team: Team): Team;
  agent?(agent: Agent): Agent;
  clock?(clock: Clock): Clock;
}

export const PLANTS: readonly Plant[] = [
  {
    name: 'a store that acknowledges before it writes',
    breaks: ['cause-before-effect'],
    store: (store) =>
      except(store, {
        append: async (events, fences) => {
          store.append(events, fences).catch(() => {});
        },
      }),
  },
  {
    name: 'a store that writes the first event of a batch and forgets the others',
    breaks: ['cause-before-effect', 'journal-in-order'],
    store: (store) => except(store, { append: (events, fences) => store.append(events.slice(0, 1), fences) }),
  },
  {
    name: 'a store that forgets results when it is read again',
    breaks: ['one-terminal-state', 'repeats-only-what-was-in-flight', 'attempts-allowed', 'resume-changes-nothing'],
    store: (store) =>
      except(store, {
        events: (run, after) => store.events(run, after).filter(({ type }) => type !== 'attempt-succeeded'),
        replay: (run, after) => store.events(run, after).filter(({ type }) => type !== 'attempt-succeeded'),
      }),
  },
  {
    name: 'a store that gives back another output than it was given',
    breaks: ['dependencies-first'],
    store: (store) => except(store, { blob: () => '"another"' }),
  },
  {
    name: 'a store that lets an owner write that has been replaced',
    breaks: ['one-owner', 'journal-in-order', 'one-terminal-state'],
    store: (store) =>
      except(store, {
        append: (events) => {
          const next = new Map<string, number>();
          const renumbered = events.map((event) => {
            const seq = next.get(event.run) ?? store.events(event.run).length + 1;
            next.set(event.run, seq + 1);
            return { ...event, seq };
          });
          const fences = new Map(events.flatMap(({ run }) => store.leaseOf(run) ?? []).map(({ run, token }) => [run, token]));
          return store.append(renumbered, fences);
        },
      }),
  },
  {
    name: 'an engine that takes limits to be twice what they are',
    breaks: ['within-limits'],
    team: (team) => ({
      ...team,
      limits: Object.fromEntries(
        Object.entries(team.limits).map(([name, limit]) => [
          name,
          Object.fromEntries(Object.entries(limit).map(([part, figure]) => [part, figure * 2])),
        ]),
      ),
    }),
  },
  {
    name: 'an engine that takes agents to have one slot more',
    breaks: ['within-slots'],
    team: (team) => ({ ...team, agents: team.agents.map((agent) => ({ ...agent, slots: agent.slots + 1 })) }),
  },
  {
    name: 'an engine that knows of one unit of a resource too many',
    breaks: ['within-resources'],
    team: (team) => ({ ...team, resources: { counted: { capacity: (team.resources['counted']?.capacity ?? 0) + 1 } } }),
  },
  {
    name: 'an engine that takes everything to be cheaper than it is',
    breaks: ['within-budget'],
    agent: (agent) =>
      except(agent, {
        perform: async (work, call) => {
          const outcome = await agent.perform(work, call);
          const { perAttemptUsd } = agent.profile.price;
          return perAttemptUsd === undefined ? outcome : { ...outcome, costUsd: perAttemptUsd * 4 };
        },
      }),
  },
  {
    name: 'an engine that keeps cancellations from its agents',
    breaks: ['cancel-reaches-every-child', 'within-slots', 'within-resources', 'within-limits'],
    agent: (agent) => except(agent, { perform: (work, call) => agent.perform(work, { ...call, signal: new AbortController().signal }) }),
  },
  {
    name: 'an engine that hands agents a task without what it depends on',
    breaks: ['dependencies-first'],
    agent: (agent) => except(agent, { perform: (work, call) => agent.perform({ ...work, dependencies: [] }, call) }),
  },
  {
    name: 'an engine that gives work to agents twice',
    breaks: ['repeats-only-what-was-in-flight'],
    agent: (agent) =>
      except(agent, {
        perform: (work, call) => {
          agent.perform(work, call).catch(() => {});
          return agent.perform(work, call);
        },
      }),
  },
  {
    name: 'a clock that forgets every fifth timer',
    breaks: ['no-task-lost'],
    clock: (clock) => {
      let timers = 0;
      return except(clock, { at: (atMs, callback) => (++timers % 5 === 0 ? () => {} : clock.at(atMs, callback)) });
    },
  },
  {
    name: 'an agent that is not the same twice',
    breaks: ['same-seed-same-journal'],
    agent: (agent) =>
      except(agent, {
        perform: async (work, call) => ({ ...(await agent.perform(work, call)), output: { at: performance.now() } }),
      }),
  },
];
