import { SkeinError } from '../../core/errors.ts';
import { type TaskId, taskId } from '../../core/ids.ts';
import { checkPlan } from '../../core/plan.ts';
import { type Dependency, makeTask, type Task, titleOf } from '../../core/task.ts';
import type { Planner } from '../planner.ts';

/** What a clause does, what it needs and what it leaves behind. */
interface Method {
  readonly match: RegExp;
  readonly capability: string;
  readonly produces: string;
  readonly consumes: readonly string[];
  readonly estimateMs: number;
  /** Parts of a compound task; `{topic}` is filled in. A part needs the parts named in `after`. */
  readonly parts?: readonly {
    readonly id: string;
    readonly instruction: string;
    readonly capability: string;
    readonly after: readonly string[];
    readonly dispensable?: boolean;
  }[];
}

const METHODS: readonly Method[] = [
  {
    match: /^(?:calculate|compute|add|sum|multiply|subtract|divide|average|round|double|halve|square|convert)\b|^what is [\d(]/i,
    capability: 'math',
    produces: 'number',
    consumes: ['number'],
    estimateMs: 5,
  },
  {
    match: /^(?:fetch|load|download|import|read|open|get)\b.*(?:\.(?:csv|tsv|json|ndjson)\b|\bdata(?:set)?\b|https?:)/i,
    capability: 'data',
    produces: 'table',
    consumes: [],
    estimateMs: 200,
  },
  {
    match: /^(?:process|clean|prepare|filter|join|merge|deduplicate|transform|normali[sz]e)\b/i,
    capability: 'data',
    produces: 'table',
    consumes: ['table'],
    estimateMs: 200,
  },
  {
    match: /^(?:visuali[sz]e|plot|chart|graph|draw)\b/i,
    capability: 'visualization',
    produces: 'chart',
    consumes: ['analysis', 'table'],
    estimateMs: 800,
  },
  {
    match: /^(?:research|investigate)\b/i,
    capability: 'research',
    produces: 'findings',
    consumes: [],
    estimateMs: 1500,
    parts: [
      { id: 'search-papers', instruction: 'Search papers on {topic}', capability: 'research', after: [], dispensable: true },
      {
        id: 'analyze-github-trends',
        instruction: 'Analyze GitHub trends for {topic}',
        capability: 'research',
        after: [],
        dispensable: true,
      },
      {
        id: 'monitor-social-discussion',
        instruction: 'Monitor social discussion of {topic}',
        capability: 'research',
        after: [],
        dispensable: true,
      },
    ],
  },
  {
    match: /^(?:write|draft|prepare|create|make|produce)\b.*\breport\b/i,
    capability: 'writing',
    produces: 'report',
    consumes: ['findings', 'analysis', 'chart', 'table'],
    estimateMs: 300,
    parts: [
      { id: 'draft-sections', instruction: 'Draft sections of the report on {topic}', capability: 'writing', after: [] },
      { id: 'review-and-refine', instruction: 'Review and refine the report', capability: 'writing', after: ['draft-sections'] },
    ],
  },
  {
    match: /^(?:write|draft|prepare|create|make|produce|design|build)\b.*\b(?:presentation|slides|deck)\b/i,
    capability: 'slides',
    produces: 'deck',
    consumes: ['report', 'findings', 'analysis'],
    estimateMs: 500,
    parts: [
      { id: 'design-slides', instruction: 'Design slides on {topic}', capability: 'slides', after: [] },
      { id: 'add-visualizations', instruction: 'Add visualizations to the presentation', capability: 'slides', after: ['design-slides'] },
    ],
  },
  {
    match: /^(?:analy[sz]e|aggregate|group|count|rank|describe|profile)\b/i,
    capability: 'analysis',
    produces: 'analysis',
    consumes: ['table', 'findings'],
    estimateMs: 300,
  },
  {
    match: /^(?:summari[sz]e|read|compare|find|search|extract|answer)\b|\?$/i,
    capability: 'reading',
    produces: 'findings',
    consumes: ['report', 'findings'],
    estimateMs: 400,
  },
  {
    match: /^(?:write|draft|compose|edit|review|refine|translate|email)\b/i,
    capability: 'writing',
    produces: 'text',
    consumes: ['findings', 'analysis'],
    estimateMs: 300,
  },
  {
    match: /^(?:code|implement|program|refactor|debug|fix|test|deploy|build)\b/i,
    capability: 'coding',
    produces: 'code',
    consumes: ['code'],
    estimateMs: 10_000,
  },
];

const OTHER: Method = { match: /^/, capability: 'planning', produces: 'result', consumes: [], estimateMs: 10_000 };

interface Clause {
  readonly text: string;
  readonly ordered: boolean;
}

const VERB = String.raw`(?:calculate|compute|add|sum|multiply|subtract|divide|average|round|double|halve|convert|fetch|load|download|import|read|process|clean|prepare|filter|join|merge|visuali[sz]e|plot|chart|draw|research|investigate|write|draft|create|make|produce|design|build|analy[sz]e|aggregate|count|summari[sz]e|compare|find|search|extract|answer|compose|edit|review|refine|translate|code|implement|refactor|debug|fix|test|deploy|send|book|reserve|rent|buy|call|plan|order|schedule)`;
const SPLIT = new RegExp(
  String.raw`(?:\s*[,;.]\s+|\s+)(?:and\s+)?(then|after that|afterwards|finally|next|lastly)\b,?\s+|\s*[,;.]\s+(?:and\s+)?(?=${VERB}\b)|\s+and\s+(?=${VERB}\b)|\s*\n+\s*(?:[-*•]|\d+[.)])?\s*`,
  'gi',
);

function clausesOf(request: string): Clause[] {
  const clauses: Clause[] = [];
  let from = 0;
  let ordered = false;
  const push = (text: string): void => {
    const bare = text
      .trim()
      .replace(/^(?:[-*•]|\d+[.)])\s*/, '')
      .replace(/^(?:first|please),?\s+/i, '')
      .replace(/[.;,]+$/, '')
      .trim();
    if (bare !== '')
      clauses.push(...additions(bare).map((part, index) => ({ text: part, ordered: ordered && index === 0 ? true : ordered })));
  };
  for (const match of request.matchAll(SPLIT)) {
    push(request.slice(from, match.index));
    ordered = match[1] !== undefined;
    from = match.index + match[0].length;
  }
  push(request.slice(from));
  return clauses;
}

/** "Calculate 1+2 and 3+4" orders two calculations. */
function additions(text: string): string[] {
  const match = /^(calculate|compute|evaluate)\s+(.+)$/i.exec(text);
  const parts = match?.[2]?.split(/\s*,\s*(?:and\s+)?|\s+and\s+/) ?? [];
  const verb = match?.[1] ?? '';
  return parts.length > 1 && parts.every((part) => /^[\d\s().+*/^%×÷−-]+$/.test(part) && /[+*/^%×÷−-]/.test(part))
    ? parts.map((part) => `${verb} ${part}`)
    : [text];
}

/** Decomposes by rules. Deterministic. */
export function quickPlan(request: string): Task[] {
  const clauses = clausesOf(request);
  if (clauses.length === 0)
    throw new SkeinError('cannot-plan', { where: 'the request', what: 'it has no words to work with', todo: 'Say what is to be done.' });
  const topic = topicOf(clauses);
  const tasks: Task[] = [];
  const used = new Set<string>();
  const units: {
    readonly id: TaskId;
    readonly sinks: readonly Dependency[];
    readonly method: Method;
    readonly needs: readonly number[];
  }[] = [];
  let stageStart = 0;
  let previousStage: number[] = [];
  for (const [index, { text, ordered }] of clauses.entries()) {
    const method = METHODS.find(({ match }) => match.test(text)) ?? OTHER;
    if (ordered) {
      previousStage = Array.from({ length: index - stageStart }, (_, offset) => stageStart + offset);
      stageStart = index;
    }
    const needs = new Set<number>(previousStage);
    if (index > 0 && /\b(?:it|this|that|them|these|both|the results?|the outputs?|the findings)\b/i.test(text)) {
      for (const other of /\b(?:them|these|both|results|outputs|findings)\b/i.test(text) ? openSinks(units, index) : [index - 1])
        needs.add(other);
    }
    for (const kind of method.consumes) {
      const producer = units.findLastIndex(({ method: other }) => other.produces === kind);
      if (producer >= 0 && method.capability !== 'math') {
        needs.add(producer);
        break;
      }
    }
    const direct = [...needs].filter((need) => ![...needs].some((other) => other !== need && reaches(units, other, need)));
    const dependsOn = direct.flatMap((need) => units[need]?.sinks ?? []);
    const optional = /\b(?:if possible|optionally|if you can)\b/i.test(text);
    const id = taskId(slug(text, used));
    const base = { id, instruction: text, title: titleOf(text), optional, estimate: { durationMs: durationIn(text) ?? method.estimateMs } };
    if (method.parts !== undefined && clauses.length > 0) {
      tasks.push(
        makeTask({
          ...base,
          dependsOn: direct.flatMap((need) => {
            const unit = units[need];
            return unit === undefined ? [] : [{ task: unit.id, optional: false }];
          }),
        }),
      );
      const last = new Set(method.parts.map((part) => part.id));
      for (const part of method.parts) {
        for (const before of part.after) last.delete(before);
        const instruction = part.instruction.replace('{topic}', topic ?? text);
        tasks.push(
          makeTask({
            id: taskId(`${id}/${part.id}`),
            parent: id,
            instruction,
            title: titleOf(instruction),
            capabilities: [part.capability],
            dependsOn:
              part.after.length === 0 ? dependsOn : part.after.map((before) => ({ task: taskId(`${id}/${before}`), optional: false })),
            estimate: { durationMs: method.estimateMs },
          }),
        );
      }
      const sinks = method.parts
        .filter((part) => last.has(part.id))
        .map((part) => ({ task: taskId(`${id}/${part.id}`), optional: part.dispensable ?? false }));
      units.push({ id, sinks, method, needs: direct });
    } else {
      tasks.push(makeTask({ ...base, capabilities: [method.capability], dependsOn }));
      units.push({ id, sinks: [{ task: id, optional: false }], method, needs: direct });
    }
  }
  checkPlan({ tasks });
  return tasks;
}

function openSinks(units: readonly { readonly needs: readonly number[] }[], before: number): number[] {
  const needed = new Set(units.flatMap(({ needs }) => needs));
  return Array.from({ length: before }, (_, index) => index).filter((index) => !needed.has(index));
}

function reaches(units: readonly { readonly needs: readonly number[] }[], from: number, to: number): boolean {
  const needs = units[from]?.needs ?? [];
  return needs.includes(to) || needs.some((need) => reaches(units, need, to));
}

function topicOf(clauses: readonly Clause[]): string | undefined {
  const match = clauses
    .map(({ text }) => /^(?:research|investigate)\s+(.+)$/i.exec(text)?.[1] ?? /\b(?:on|about)\s+(.+)$/i.exec(text)?.[1])
    .find((found) => found !== undefined);
  return match?.trim();
}

function slug(text: string, used: Set<string>): string {
  const base = (text.toLowerCase().match(/[a-z0-9]+/g) ?? ['task']).slice(0, 5).join('-').slice(0, 48);
  let name = base;
  for (let count = 2; used.has(name); count++) name = `${base}-${count}`;
  used.add(name);
  return name;
}

function durationIn(text: string): number | undefined {
  const match = /\((\d+(?:\.\d+)?)\s*(s|sec|min|minutes?|h|hours?|days?)\)/i.exec(text);
  if (match === null) return undefined;
  const unit = match[2]?.[0]?.toLowerCase() ?? 's';
  return Number(match[1]) * ({ s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit] ?? 1000);
}

export function quickPlanner(): Planner {
  return {
    name: 'offline',
    streams: false,
    async *plan({ request }) {
      yield { tasks: quickPlan(request) };
    },
  };
}
