import { seeded } from '../../src/schedule/seeded.ts';
import type { Sketch, SketchedTask } from './sketch.ts';

/** Where an instance comes from: the same again for the same origin, whatever the scheduler does. */
export interface Origin {
  readonly shape: Shape;
  readonly crew: Crew;
  readonly tasks: number;
  readonly seed: number;
  /** Seeds of small changes made to it, one after the other. */
  readonly changes?: readonly number[];
}

export const SHAPES = ['bag', 'chains', 'layers', 'random', 'fork-join', 'out-tree', 'in-tree'] as const;
export type Shape = (typeof SHAPES)[number];

/** `kinds`: six kinds of work, each agent its own time for each; `related`: fast and slow agents; `unrelated`: any agent may be the fastest. */
export const CREWS = ['kinds', 'related', 'unrelated'] as const;
export type Crew = (typeof CREWS)[number];

type Random = () => number;
const SPREAD = 10;
const KINDS = 6;
const NEVER = Number.POSITIVE_INFINITY;

/** Draws the instance of an origin. Speeds, sizes and prices are spread tenfold; most agents can do most of the work. */
export function sketchOf({ shape, crew, tasks, seed, changes = [] }: Origin): Sketch {
  const random = seeded(seed * 2_654_435_761 + SHAPES.indexOf(shape) * 97 + CREWS.indexOf(crew) * 13 + tasks);
  const agents = 2 + below(random, Math.min(7, 1 + Math.ceil(tasks / 5)));
  const slots = Array.from({ length: agents }, () => 1 + below(random, tasks < 15 ? 2 : 3));
  const pricesUsd = slots.map(() => 0.001 * spread(random));
  const timing = timingOf(crew, agents, tasks, random);
  const sketch: Sketch = {
    rows: Array.from({ length: tasks }, (_, task): SketchedTask => ({ ...timing(), before: predecessorsOf(shape, task, tasks, random) })),
    slots,
    pricesUsd,
  };
  return changes.reduce(changed, sketch);
}

function timingOf(crew: Crew, agents: number, tasks: number, random: Random): () => Omit<SketchedTask, 'before'> {
  const row = (chance: number, durationMs: (agent: number) => number): number[] => {
    const sure = below(random, agents);
    return Array.from({ length: agents }, (_, agent) => (agent === sure || random() < chance ? Math.round(durationMs(agent)) : NEVER));
  };
  if (crew === 'kinds') {
    const kinds = Array.from({ length: Math.min(KINDS, tasks) }, () => {
      const sizeMs = 1000 * spread(random);
      return row(0.6, () => sizeMs * spread(random));
    });
    return () => {
      const kind = below(random, kinds.length);
      return { kind, durationsMs: kinds[kind] ?? [] };
    };
  }
  const factors = Array.from({ length: agents }, () => spread(random));
  let kind = 0;
  return () => {
    const sizeMs = 1000 * spread(random);
    return { kind: kind++, durationsMs: row(0.8, (agent) => sizeMs * (crew === 'related' ? (factors[agent] ?? 1) : spread(random))) };
  };
}

function predecessorsOf(shape: Shape, task: number, tasks: number, random: Random): number[] {
  const width = Math.max(2, Math.round(Math.sqrt(tasks)));
  switch (shape) {
    case 'bag':
      return [];
    case 'chains':
      return task < width ? [] : [task - width];
    case 'layers': {
      const first = Math.floor(task / width) * width - width;
      return first < 0 ? [] : some(1 + below(random, 3), () => first + below(random, width));
    }
    case 'random':
      return task === 0 ? [] : some(below(random, 3), () => Math.max(0, task - 1 - below(random, 2 * width)));
    case 'fork-join': {
      const place = task % (width + 2);
      if (place === 0) return task === 0 ? [] : [task - 1];
      if (place <= width) return [task - place];
      return Array.from({ length: width }, (_, index) => task - 1 - index);
    }
    case 'out-tree':
      return task === 0 ? [] : [Math.floor((task - 1) / (2 + (tasks % 2)))];
    case 'in-tree': {
      const children = [2 * (tasks - 1 - task) + 1, 2 * (tasks - 1 - task) + 2];
      return children.filter((child) => child < tasks).map((child) => tasks - 1 - child);
    }
  }
}

/** One small change: another duration, an edge more or less, a slot more or less, another agent able. Each task is then a kind of its own. */
function changed({ rows, slots, pricesUsd }: Sketch, seed: number): Sketch {
  const random = seeded(seed);
  const task = below(random, rows.length);
  const agent = below(random, slots.length);
  const what = below(random, 6);
  const edited = rows.map((row, index): SketchedTask => {
    const own = { ...row, kind: index };
    if (index !== task) return own;
    if (what <= 2) {
      const durationMs = Math.round(1000 * spread(random) * (what === 0 ? spread(random) : 1));
      return { ...own, durationsMs: row.durationsMs.with(agent, durationMs) };
    }
    if (what === 3 && row.durationsMs.filter(Number.isFinite).length > 1 && Number.isFinite(row.durationsMs[agent])) {
      return { ...own, durationsMs: row.durationsMs.with(agent, NEVER) };
    }
    const other = below(random, Math.max(1, task));
    if (what === 4 && task > 0)
      return { ...own, before: row.before.includes(other) ? row.before.filter((one) => one !== other) : [...row.before, other] };
    return own;
  });
  const count = slots[agent] ?? 1;
  return { rows: edited, slots: what === 5 ? slots.with(agent, count === 1 ? 2 : count - 1) : slots, pricesUsd };
}

/** Between 1 and the spread, even in the logarithm. */
const spread = (random: Random): number => SPREAD ** random();
const below = (random: Random, limit: number): number => Math.floor(random() * limit);
const some = (count: number, draw: () => number): number[] => [...new Set(Array.from({ length: count }, draw))];

export function nameOf({ shape, crew, tasks, seed, changes = [] }: Origin): string {
  return `${shape}/${crew}/${tasks} seed ${seed}${changes.length === 0 ? '' : ` changed by ${changes.join(',')}`}`;
}
