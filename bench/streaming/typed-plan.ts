import { setTimeout } from 'node:timers/promises';
import type { TextModel } from '../../src/plan/model/text-model.ts';

/** A task as a model would write it, with how long it takes to do. */
export interface TypedTask {
  readonly id: string;
  readonly dependsOn: readonly string[];
  readonly workMs: number;
}

/** The shapes that plans of twenty tasks have. */
export const SHAPES: Readonly<Record<string, () => TypedTask[]>> = {
  'side by side, then joined': () => [
    ...Array.from({ length: 19 }, (_, index) => ({ id: `t${index}`, dependsOn: [], workMs: 300 })),
    { id: 'join', dependsOn: Array.from({ length: 19 }, (_, index) => `t${index}`), workMs: 300 },
  ],
  'four chains of five': () =>
    Array.from({ length: 20 }, (_, index) => ({
      id: `t${index}`,
      dependsOn: index < 4 ? [] : [`t${index - 4}`],
      workMs: 400,
    })),
  'a chain of twenty': () =>
    Array.from({ length: 20 }, (_, index) => ({ id: `t${index}`, dependsOn: index === 0 ? [] : [`t${index - 1}`], workMs: 150 })),
  'fetch, analyse, merge, draft, report': () => [
    ...Array.from({ length: 6 }, (_, index) => ({ id: `fetch-${index}`, dependsOn: [], workMs: 250 + 50 * index })),
    ...Array.from({ length: 6 }, (_, index) => ({ id: `analyse-${index}`, dependsOn: [`fetch-${index}`], workMs: 500 - 40 * index })),
    ...Array.from({ length: 4 }, (_, index) => ({
      id: `merge-${index}`,
      dependsOn: [`analyse-${index}`, `analyse-${index + 1}`],
      workMs: 200,
    })),
    ...Array.from({ length: 3 }, (_, index) => ({
      id: `draft-${index}`,
      dependsOn: [`merge-${index}`, `merge-${index + 1}`],
      workMs: 600,
    })),
    { id: 'report', dependsOn: ['draft-0', 'draft-1', 'draft-2'], workMs: 400 },
  ],
};

/** A model that takes `typingMs` to write the plan, a few characters at a time; notes when each task was there. */
export function typingModel(tasks: readonly TypedTask[], typingMs: number, arrivedAtMs: Map<string, number>): TextModel {
  const lines = tasks.map(({ id, dependsOn }) =>
    JSON.stringify({ id, instruction: `Do ${id}`, capabilities: ['writing'], size: 'small', produces: 'a result', dependsOn }),
  );
  return {
    name: 'typist',
    async *streamText() {
      const beganMs = performance.now();
      for (const [index, line] of lines.entries()) {
        const text = `${index === 0 ? '[\n' : ''}${line}${index === lines.length - 1 ? '\n]' : ',\n'}`;
        const pieces = text.match(/[\s\S]{1,12}/g) ?? [];
        for (const [at, piece] of pieces.entries()) {
          // Against a clock of its own: what timers are late by does not add up.
          const dueMs = beganMs + (typingMs * (index + (at + 1) / pieces.length)) / lines.length;
          const waitMs = dueMs - performance.now();
          if (waitMs > 0) await setTimeout(waitMs);
          if (at === pieces.length - 1) arrivedAtMs.set(tasks[index]?.id ?? '', performance.now());
          yield piece;
        }
      }
    },
  };
}

/** The earliest end of all when every task starts the moment it and what it needs are there. Exact while slots are enough. */
export function bestPossibleMs(tasks: readonly TypedTask[], arrivedAtMs: ReadonlyMap<string, number>): number {
  const endsMs = new Map<string, number>();
  for (const { id, dependsOn, workMs } of tasks) {
    const readyMs = Math.max(arrivedAtMs.get(id) ?? 0, ...dependsOn.map((before) => endsMs.get(before) ?? 0));
    endsMs.set(id, readyMs + workMs);
  }
  return Math.max(...endsMs.values());
}
