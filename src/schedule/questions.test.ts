import { describe, expect, it } from 'vitest';
import { agentId, runId, taskId } from '../core/ids.ts';
import { makeTask } from '../core/task.ts';
import type { AddedTask, Command, RunTerms, SchedulerEvent } from './messages.ts';
import { Scheduler } from './scheduler.ts';

const run = runId('r');

function added(
  id: string,
  dependsOn: string[] = [],
  given: Partial<AddedTask> & { parent?: string; attempts?: number; optional?: boolean } = {},
): AddedTask {
  const { parent, attempts = 1, optional = false, ...rest } = given;
  return {
    task: makeTask({
      id: taskId(id),
      instruction: id,
      attempts,
      optional,
      dependsOn: dependsOn.map((task) => ({ task: taskId(task), optional: false })),
      ...(parent === undefined ? {} : { parent: taskId(parent) }),
    }),
    ...rest,
  };
}

/** One agent with four slots; what is decided is written down as `start a`, `expand b`, `finish partial`. */
class Stage {
  readonly #scheduler = new Scheduler({
    agents: [
      {
        id: agentId('one'),
        kind: 'scripted',
        description: '',
        capabilities: { '*': 0.9 },
        slots: 4,
        limits: [],
        price: { perAttemptUsd: 0 },
      },
    ],
    limits: {},
    resources: {},
  });
  #nowMs = 0;

  constructor(terms: Partial<RunTerms> = {}) {
    this.tell({ type: 'run-opened', terms: { run, objective: 'balanced', priority: 0, ...terms } });
  }

  tell(...events: SchedulerEvent[]): string[] {
    return this.#scheduler.stepAll(events, ++this.#nowMs).flatMap(word);
  }

  add(...tasks: AddedTask[]): string[] {
    return this.tell({ type: 'tasks-added', run, tasks });
  }

  close(isCutOff?: boolean): string[] {
    return this.tell({ type: 'plan-closed', run, ...(isCutOff === undefined ? {} : { isCutOff }) });
  }

  done(task: string): string[] {
    return this.tell({ type: 'attempt-succeeded', run, task: taskId(task), attempt: 1 });
  }

  fail(task: string): string[] {
    const failure = { kind: 'retryable', code: '500', message: 'it broke' } as const;
    return this.tell({ type: 'attempt-failed', run, task: taskId(task), attempt: 1, failure });
  }

  answer(task: string, ...parts: AddedTask[]): string[] {
    return this.tell({ type: 'task-answered', run, task: taskId(task), parts });
  }
}

function word(command: Command): string[] {
  if (command.type === 'wake-at' || command.type === 'start-call') return [];
  if (command.type === 'finish-run') return [`finish ${command.status}`];
  return [`${command.type.replace(/-.*/, '')} ${command.task}`];
}

describe('questions about tasks', () => {
  it('are asked when the task is reached; what depends on it waits for its parts', () => {
    const stage = new Stage();
    expect(stage.add(added('list'), added('each', ['list'], { expands: true }), added('sum', ['each']))).toEqual(['start list']);
    stage.close();
    expect(stage.done('list')).toEqual(['expand each']);
    expect(stage.answer('each', added('each/1', [], { parent: 'each' }), added('each/2', [], { parent: 'each' }))).toEqual([
      'start each/1',
      'start each/2',
    ]);
    expect(stage.done('each/1')).toEqual([]);
    expect(stage.done('each/2')).toEqual(['start sum']);
    expect(stage.done('sum')).toEqual(['finish succeeded']);
  });

  it('leave the task as it is when it has no parts', () => {
    const stage = new Stage();
    expect(stage.add(added('a', [], { expands: true }))).toEqual(['expand a']);
    stage.close();
    expect(stage.answer('a')).toEqual(['start a']);
    expect(stage.done('a')).toEqual(['finish succeeded']);
  });

  it('let parts end a task while the plan is still being written', () => {
    const stage = new Stage();
    stage.add(added('a', [], { expands: true }), added('b', ['a']));
    stage.answer('a', added('a/1', [], { parent: 'a' }));
    expect(stage.done('a/1')).toEqual(['start b']);
    stage.add(added('c', [], { isWhole: true }), added('c/1', [], { parent: 'c' }), added('d', ['c']));
    expect(stage.done('c/1')).toEqual(['start d']);
  });

  it('are asked before a task is lost, and give it parts', () => {
    const stage = new Stage({ mends: true });
    stage.add(added('a'), added('b', ['a']));
    stage.close();
    expect(stage.fail('a')).toEqual(['mend a']);
    expect(stage.answer('a', added('a/1', [], { parent: 'a' }))).toEqual(['start a/1']);
    expect(stage.done('a/1')).toEqual(['start b']);
  });

  it('lose the task when nothing can take its place, and are not asked again', () => {
    const stage = new Stage({ mends: true });
    stage.add(added('a'), added('b', ['a']), added('o', [], { optional: true }));
    stage.close();
    stage.fail('a');
    expect(stage.answer('a')).toEqual(['fail a', 'block b']);
    expect(stage.answer('a')).toEqual([]);
    expect(stage.fail('o')).toEqual(['mend o']);
    expect(stage.answer('o')).toEqual(['skip o', 'finish failed']);
  });

  it('are not asked unless the run mends', () => {
    const stage = new Stage();
    stage.add(added('a'));
    stage.close();
    expect(stage.fail('a')).toEqual(['fail a', 'finish failed']);
  });

  it('let another plan take the place of what is not done', () => {
    const stage = new Stage({ mends: true });
    stage.add(added('a'), added('b'), added('c', ['a', 'b']), added('d', ['c']));
    stage.close();
    stage.done('a');
    stage.fail('b');
    const without = ['b', 'c', 'd'].map((task): SchedulerEvent => ({ type: 'task-skipped', run, task: taskId(task), reason: 'replaced' }));
    const instead: SchedulerEvent = { type: 'tasks-added', run, tasks: [added('e', ['a']), added('f', ['e'])] };
    expect(stage.tell(instead, ...without)).toEqual(['skip b', 'skip c', 'skip d', 'start e']);
    stage.done('e');
    expect(stage.done('f')).toEqual(['finish succeeded']);
  });

  it('end with the run: a cancelled run waits for no answer, and takes none', () => {
    const stage = new Stage({ mends: true });
    stage.add(added('a', [], { expands: true }), added('b'));
    stage.close();
    stage.fail('b');
    expect(stage.tell({ type: 'run-cancelled', run, reason: 'enough' })).toEqual(['cancel a', 'cancel b', 'finish cancelled']);
  });

  it('know a plan that was cut off', () => {
    const stage = new Stage();
    stage.add(added('a'));
    stage.close(true);
    expect(stage.done('a')).toEqual(['finish partial']);
  });
});
