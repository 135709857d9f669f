import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AgentProfile } from '../core/agent.ts';
import { agentId, runId, taskId } from '../core/ids.ts';
import { makeTask, type Task } from '../core/task.ts';
import { cases } from '../testing/cases.ts';
import { addTasks, enqueue } from './intake.ts';
import type { RunTerms } from './messages.ts';
import { closeLanes, mostUrgent, takeBack } from './open-lanes.ts';
import { ripen } from './ripening.ts';
import { setShares } from './shares.ts';
import { type Consequences, createState, type SchedulerState } from './state.ts';
import { createRunNode, type RunNode, type TaskNode } from './task-node.ts';
import type { TaskQueue } from './task-queue.ts';
import { urgencyOf } from './urgency.ts';

const KINDS = ['coding', 'writing', 'research'];

const agentOf = (kind: string): AgentProfile => ({
  id: agentId(kind),
  kind: 'scripted',
  description: '',
  capabilities: { [kind]: 1 },
  slots: 4,
  limits: [],
  price: { inputPerMillionUsd: 0, outputPerMillionUsd: 0 },
});

/** The most urgent first task, found by looking at every queue. */
function naive({ queues }: SchedulerState, nowMs: number): TaskNode | undefined {
  const heads = [...queues.values()].flatMap((ofRun) => ofRun.flatMap((queue: TaskQueue) => queue.peek() ?? []));
  const keyOf = (node: TaskNode): readonly number[] => [
    -urgencyOf(node, nowMs),
    node.run.servedMs,
    node.run.order,
    -node.levelMs,
    node.order,
  ];
  return heads.toSorted((a, b) => {
    const [keyA, keyB] = [keyOf(a), keyOf(b)];
    return keyA.map((part, index) => part - (keyB[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
  })[0];
}

function withRuns(terms: readonly Partial<RunTerms>[]): {
  state: SchedulerState;
  runs: RunNode[];
  add: (run: RunNode, given: Partial<Task>) => TaskNode;
} {
  const state = createState({ agents: KINDS.map(agentOf), limits: {}, resources: {} }, false);
  const runs = terms.map((own, index) => {
    const run = createRunNode({ run: runId(`run-${index}`), objective: 'balanced', priority: 0, ...own }, index, 0, 0);
    state.runs.set(run.terms.run, run);
    return run;
  });
  let made = 0;
  const add = (run: RunNode, given: Partial<Task>): TaskNode => {
    const into: Consequences = { ready: [], commands: [], ending: [] };
    const task = makeTask({ id: taskId(`t${made++}`), instruction: 't', ...given });
    addTasks(state, run, [{ task }], into);
    for (const node of into.ready) enqueue(state, node, into);
    const node = run.tasks.get(task.id);
    if (node === undefined) throw new Error(`${task.id} was not added`);
    return node;
  };
  return { state, runs, add };
}

const step = fc.oneof(
  fc.record({
    what: fc.constant('add' as const),
    run: fc.nat(5),
    kind: fc.nat(2),
    priority: fc.nat(10),
    durationMs: fc.integer({ min: 1, max: 400_000 }),
    after: fc.option(fc.nat(30), { nil: undefined }),
  }),
  fc.record({ what: fc.constantFrom('serve' as const, 'put-back' as const, 'drop' as const, 'share' as const), which: fc.nat(30) }),
  fc.record({ what: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 90_000 }) }),
);

it('finds the most urgent task as looking at every queue would, whatever is added, served, dropped, shared out and waited for', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 80 }), fc.nat(3), (steps, deadlines) => {
      const { state, runs, add } = withRuns(
        Array.from({ length: 6 }, (_, index) => ({
          priority: index % 2,
          weight: 1 + (index % 3),
          ...(index < deadlines ? { deadlineAtMs: 500_000 * (index + 1) } : {}),
        })),
      );
      const added: TaskNode[] = [];
      for (const given of steps) {
        if (given.what === 'wait') state.nowMs += given.ms;
        const { nowMs } = state;
        if (given.what === 'add') {
          const run = runs[given.run];
          if (run === undefined) continue;
          // A task behind another raises the level of that one.
          const before = added.filter((node) => node.run === run && node.queued)[given.after ?? -1];
          added.push(
            add(run, {
              capabilities: [KINDS[given.kind] ?? ''],
              priority: given.priority,
              estimate: { durationMs: given.durationMs },
              dependsOn: before === undefined ? [] : [{ task: before.task.id, optional: false }],
            }),
          );
        } else if (given.what === 'drop') {
          const node = added.filter(({ queued }) => queued)[given.which];
          node?.queue.remove(node);
        } else if (given.what === 'share') {
          const queue = [...state.queues.values()].flat()[given.which];
          if (queue !== undefined) setShares(queue, queue.shares === undefined ? { left: new Float64Array(3), total: 0 } : undefined);
        }
        ripen(state, nowMs);
        state.decisions++;
        closeLanes(state, nowMs);
        expect(mostUrgent(state, nowMs)?.peek()).toBe(naive(state, nowMs));
        if (given.what === 'serve') {
          const node = mostUrgent(state, nowMs)?.pop();
          if (node === undefined) continue;
          node.run.servedMs += 1 + given.which * 100;
          node.queue.level.waitingSinceMs = nowMs;
          node.settled = 'succeeded';
        } else if (given.what === 'put-back') {
          const taken = Array.from({ length: given.which % 4 }, () => {
            const first = naive(state, nowMs);
            const node = mostUrgent(state, nowMs)?.pop();
            expect(node).toBe(first);
            return node;
          });
          for (const node of taken) if (node !== undefined) node.queue.push(node);
          takeBack(state);
          expect(mostUrgent(state, nowMs)?.peek()).toBe(naive(state, nowMs));
        }
      }
    }),
    { numRuns: cases(1000) },
  );
});

it('notices that behind a task which is taken out there is one in more of a hurry', () => {
  const { state, runs, add } = withRuns([{ deadlineAtMs: 100_000 }, {}]);
  const [hurried, other] = runs;
  if (hurried === undefined || other === undefined) throw new Error('two runs');
  // Eight priorities are told apart, any others age with the nearest of them and wait in one queue.
  for (let priority = -8; priority < 0; priority++) add(hurried, { capabilities: ['writing'], priority });
  const coding = { capabilities: ['coding'], estimate: { durationMs: 1000 } };
  const first = add(hurried, { ...coding, priority: 9 });
  // Nine tenths of the time that is left count as two priorities.
  const long = add(hurried, { ...coding, priority: 8, estimate: { durationMs: 90_000 } });
  const rival = add(other, { ...coding, priority: 9 });
  expect(mostUrgent(state, 0)?.peek()).toBe(first);
  hurried.servedMs = 5;
  expect(mostUrgent(state, 0)?.peek()).toBe(rival);
  first.queue.remove(first);
  expect(mostUrgent(state, 0)?.peek()).toBe(long);
});

it('lets tasks age while they wait, not while there is nothing to wait', () => {
  const { state, runs, add } = withRuns([{}, { priority: 1 }]);
  const [usual, urgent] = runs;
  if (usual === undefined || urgent === undefined) throw new Error('two runs');
  const served = add(usual, { capabilities: ['coding'] });
  expect(mostUrgent(state, 0)?.pop()).toBe(served);
  // For five minutes the run has nothing that could start.
  state.nowMs = 300_000;
  add(usual, { capabilities: ['coding'] });
  const first = add(urgent, { capabilities: ['coding'] });
  ripen(state, 300_000);
  expect(mostUrgent(state, 300_000)?.peek()).toBe(first);
});
