import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentId, runId, taskId } from '../core/ids.ts';
import { makeTask, type Task } from '../core/task.ts';
import type { Team } from '../core/team.ts';
import { cases } from '../testing/cases.ts';
import type { Command, SchedulerEvent } from './messages.ts';
import { type Fate, PlainModel } from './plain-model.fixture.ts';
import { Scheduler } from './scheduler.ts';

const run = runId('r');

/** One agent: with several, the scheduler may leave one idle on purpose, to wait for a better one. */
const teamOf = (slots: number): Team => ({
  agents: [
    { id: agentId('a'), kind: 'scripted', description: '', capabilities: { '*': 1 }, slots, limits: [], price: { perAttemptUsd: 0 } },
  ],
  limits: {},
  resources: {},
});

const tasks: fc.Arbitrary<Task[]> = fc
  .array(
    fc.record({
      back: fc.uniqueArray(fc.record({ by: fc.integer({ min: 1, max: 6 }), optional: fc.boolean() }), {
        maxLength: 3,
        selector: ({ by }) => by,
      }),
      priority: fc.integer({ min: 0, max: 2 }),
      optional: fc.boolean(),
      durationMs: fc.integer({ min: 0, max: 50 }),
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map((list) =>
    list.map(({ back, durationMs, ...rest }, index) =>
      makeTask({
        id: taskId(`t${index}`),
        instruction: '',
        attempts: 1,
        estimate: { durationMs },
        dependsOn: back.filter(({ by }) => by <= index).map(({ by, optional }) => ({ task: taskId(`t${index - by}`), optional })),
        ...rest,
      }),
    ),
  );

/** In each step some more of the plan is told, and some of what runs ends. */
const steps = fc.array(
  fc.record({
    told: fc.integer({ min: 0, max: 5 }),
    ends: fc.array(fc.record({ which: fc.nat({ max: 9 }), fate: fc.constantFrom<Fate>('succeeded', 'succeeded', 'failed') }), {
      maxLength: 4,
    }),
  }),
  { maxLength: 60 },
);

const started = (commands: readonly Command[]) => commands.flatMap((command) => (command.type === 'start-attempt' ? [command.task] : []));
const named = (commands: readonly Command[], type: 'block-task' | 'skip-task') =>
  commands.flatMap((command) => (command.type === type ? [command.task] : [])).toSorted();

describe('against a plain model, the scheduler', () => {
  it('never leaves a slot free, starts nothing that may not start, gives up what is lost, and says the same the second time', () => {
    fc.assert(
      fc.property(tasks, fc.integer({ min: 1, max: 5 }), steps, (plan, slots, given) => {
        const scheduler = new Scheduler(teamOf(slots));
        const again = new Scheduler(teamOf(slots));
        const model = new PlainModel(slots);
        let finished: string | undefined;
        let nowMs = 0;
        let told = 0;
        const step = (events: readonly SchedulerEvent[]): void => {
          const commands = scheduler.stepAll(events, nowMs);
          expect(again.stepAll(events, nowMs)).toEqual(commands);
          const lost = model.giveUp();
          const skipped = events.flatMap((event) =>
            event.type === 'attempt-failed' && model.settled.get(event.task) === 'skipped' ? [event.task] : [],
          );
          expect(named(commands, 'block-task')).toEqual(lost.blocked.toSorted());
          expect(named(commands, 'skip-task')).toEqual([...lost.skipped, ...skipped].toSorted());
          expect(model.objection(started(commands))).toBeUndefined();
          model.start(started(commands));
          finished = commands.find((command) => command.type === 'finish-run')?.status;
          expect(finished).toBe(model.outcome);
        };
        step([{ type: 'run-opened', terms: { run, objective: 'balanced', priority: 0 } }]);
        // What the steps leave over is told and ended, so that every run comes to its end.
        const rest = Array.from({ length: 2 * plan.length + 2 }, () => ({ told: 20, ends: [{ which: 0, fate: 'succeeded' as const }] }));
        for (const { told: more, ends } of [...given, ...rest]) {
          if (finished !== undefined) break;
          nowMs++;
          const ending = new Map(
            ends.flatMap(({ which, fate }) => ([...model.running][which] === undefined ? [] : [[[...model.running][which] ?? '', fate]])),
          );
          const events: SchedulerEvent[] = [...ending].map(([id, fate]) => {
            const which = { run, task: taskId(id), attempt: 1 };
            model.end(id, fate);
            return fate === 'succeeded'
              ? { type: 'attempt-succeeded', ...which }
              : { type: 'attempt-failed', ...which, failure: { kind: 'terminal-task', code: 'x', message: 'it broke' } };
          });
          const next = plan.slice(told, told + more);
          told += next.length;
          if (next.length > 0) events.push({ type: 'tasks-added', run, tasks: next.map((task) => ({ task })) });
          model.add(next);
          if (told === plan.length && !model.isClosed) {
            events.push({ type: 'plan-closed', run });
            model.isClosed = true;
          }
          step(events);
        }
        expect(finished).toBeDefined();
      }),
      { numRuns: cases(300) },
    );
  });
});
