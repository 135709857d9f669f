import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { assembleConfiguration } from '../../../src/config/assemble-configuration.ts';
import { embeddedTeam } from '../../../src/config/embedded-team.ts';
import { STARTER_CONFIG } from '../../../src/config/starter-config.ts';
import { ID_PATTERN } from '../../../src/core/ids.ts';
import { checkPlan, DEFAULT_CAPS, type Plan } from '../../../src/core/plan.ts';
import { foldEvents } from '../../../src/core/run-record.ts';
import type { Task } from '../../../src/core/task.ts';
import type { Team } from '../../../src/core/team.ts';
import { orderTasks } from '../../../src/execute/order-tasks.ts';
import { PlanDraft } from '../../../src/plan/model/plan-draft.ts';
import { ReplyReader } from '../../../src/plan/model/reply-reader.ts';
import { checkNesting, parsePlaybook } from '../../../src/plan/offline/parse-playbook.ts';
import { readPlanFile } from '../../../src/plan/plan-file.ts';
import { readYaml } from '../../../src/plan/yaml-source.ts';
import { composeAnswer } from '../../../src/report/answer.ts';
import { estimatePlan } from '../../../src/report/estimate.ts';
import { explainRun } from '../../../src/report/explain.ts';
import { planDot } from '../../../src/report/plan-dot.ts';
import { planMermaid } from '../../../src/report/plan-mermaid.ts';
import { planTree } from '../../../src/report/plan-tree.ts';
import { runDocument } from '../../../src/report/run-document.ts';
import { showRun } from '../../../src/report/show.ts';
import { timeline } from '../../../src/report/timeline.ts';
import { parseJournal } from '../../../src/store/parse-journal.ts';
import type { Chance } from '../simulation/chance.ts';
import { oddTask, scenarioOf, tasksOf } from '../simulation/scenario.ts';
import { simulateScenario } from '../simulation/simulation.ts';
import { rehearsePlan } from './rehearse-plan.ts';
import type { Target } from './target.ts';

const ROOT = join(import.meta.dirname, '../../..');
const TEAM: Team = { agents: embeddedTeam().map(({ profile }) => profile), limits: {}, resources: {} };
const MOST_SHOWN = 200;
const MOST_SIMULATED = 60;

/** Everything that reads what was written elsewhere. */
export async function fuzzTargets(): Promise<Target[]> {
  const plans = Array.from({ length: 12 }, (_, seed) => planText(seed));
  return [
    {
      name: 'plan files',
      corpus: [...plans, ...plans.slice(0, 6).map((plan) => stringify(JSON.parse(plan)))],
      refusal: 'bad-plan',
      place: 'given.yaml',
      read: (text, chance) => usePlan(readPlanFile(text, 'given.yaml'), chance),
    },
    {
      name: 'plans, run on a virtual clock',
      corpus: [],
      make: (chance) => fileOf(tasksOf(chance, 24).map((task) => (chance.is(0.5) ? oddTask(task, chance) : task))),
      refusal: 'bad-plan',
      place: 'given.yaml',
      read: (text, chance) => rehearsePlan(readPlanFile(text, 'given.yaml'), chance),
    },
    {
      name: 'WfFormat',
      corpus: [WF_FORMAT],
      refusal: 'bad-plan',
      place: 'workflow.json',
      read: (text, chance) => usePlan(readPlanFile(text, 'workflow.json'), chance),
    },
    {
      name: 'configs',
      corpus: [STARTER_CONFIG, ...CONFIGS, ...CONFIGS.map((config) => stringify(JSON.parse(config)))],
      refusal: 'bad-config',
      place: 'skein.yaml',
      read: (text) => {
        const { team, planner, caps } = assembleConfiguration(text, 'skein.yaml', {
          environment: { SOME_KEY: 'sk-not-a-key' },
          directory: '/nowhere',
          toolsApproved: false,
        });
        JSON.stringify({ team, planner, caps });
      },
    },
    {
      name: 'playbooks',
      corpus: readdirSync(join(ROOT, 'playbooks'))
        .filter((name) => name.endsWith('.yaml'))
        .flatMap((name) => {
          const text = readFileSync(join(ROOT, 'playbooks', name), 'utf8');
          return [text, JSON.stringify(readYaml(text, name).value)];
        }),
      refusal: 'bad-playbook',
      place: 'own.yaml',
      read: (text) => {
        const { value, locate } = readYaml(text, 'own.yaml', 'bad-playbook');
        const playbook = parsePlaybook(value, locate);
        checkNesting(new Map([[playbook.name, { playbook, locate }]]));
      },
    },
    {
      name: 'planner replies',
      corpus: readdirSync(join(ROOT, 'src/plan/model/replies')).map((name) => {
        const text = readFileSync(join(ROOT, 'src/plan/model/replies', name), 'utf8');
        return text.slice(text.indexOf('----\n') + 5);
      }),
      refusal: 'cannot-plan',
      place: '',
      read: readReply,
    },
    {
      name: 'journals',
      corpus: await Promise.all(Array.from({ length: 15 }, (_, seed) => journalText(seed + 1))),
      refusal: 'bad-input',
      place: 'journal.jsonl',
      read: (text) => useJournal(text),
    },
  ];
}

/** What would be done with a plan: it is ordered, estimated, drawn, and run on a virtual clock. */
function usePlan(plan: Plan, chance: Chance): void {
  for (const { id } of plan.tasks) if (!ID_PATTERN.test(id)) throw new Error(`accepts the task id ${JSON.stringify(id)}`);
  orderTasks(plan.tasks);
  if (plan.tasks.length > MOST_SHOWN) return;
  const estimate = estimatePlan(plan, TEAM);
  refuseControls('the drawn plan', [...planTree(plan, estimate), planDot(plan, estimate), planMermaid(plan, estimate)]);
  if (plan.tasks.length <= MOST_SIMULATED) rehearsePlan(plan, chance);
}

function refuseControls(what: string, lines: readonly string[]): void {
  for (const line of lines) if (/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]/.test(line)) throw new Error(`${what} holds ${JSON.stringify(line)}`);
}

/** A reply that comes in pieces: whatever it is, no error, and only tasks that make a plan. */
const readReply: Target['read'] = (text, chance) => {
  const reader = new ReplyReader();
  const draft = new PlanDraft(
    { capabilities: new Set(['math', 'writing', 'data']), anyCapability: false },
    { ...DEFAULT_CAPS, maxTasks: 50 },
  );
  draft.begin();
  for (let at = 0; at < text.length; ) {
    const size = chance.pick([1, 7, 60, 1000]);
    for (const object of reader.push(text.slice(at, at + size))) draft.take(object);
    at += size;
  }
  for (const object of reader.end().objects) draft.take(object);
  draft.finish();
  if (draft.tasks.length > 0) checkPlan({ tasks: draft.tasks });
  for (const { id } of draft.tasks) if (!ID_PATTERN.test(id)) throw new Error(`accepts the task id ${JSON.stringify(id)}`);
};

/** What would be done with a journal: it is folded, answered, shown and explained. */
function useJournal(text: string): void {
  for (const [, events] of Map.groupBy(parseJournal(text, 'journal.jsonl'), ({ run }) => run)) {
    const record = foldEvents(events);
    if (record === undefined) continue;
    const { answer } = composeAnswer(record, () => null);
    runDocument(record, TEAM, () => null);
    refuseControls('what is shown', [...answer.split('\n'), ...showRun(record, TEAM), ...explainRun(record), ...timeline(record)]);
  }
}

/** A plan of a simulated world, as a file. */
function planText(seed: number): string {
  return fileOf(scenarioOf(seed).runs[0]?.tasks ?? []);
}

function fileOf(tasks: readonly Task[]): string {
  const given = tasks.map(({ timeoutMs, ...task }) => ({ ...task, ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }) }));
  return JSON.stringify({ request: 'do all of it', tasks: given });
}

/** The journal of a simulated run: crashes, cancellations and all. */
async function journalText(seed: number): Promise<string> {
  const { trace } = await simulateScenario(scenarioOf(seed));
  const lines = trace.flatMap((line) => / disk \d+ (\{.*\})$/.exec(line)?.[1] ?? []);
  const [first] = lines.map((line) => (JSON.parse(line) as { run: string }).run);
  return lines.filter((line) => (JSON.parse(line) as { run: string }).run === first).join('\n');
}

const WF_FORMAT = JSON.stringify({
  name: 'a workflow',
  schemaVersion: '1.5',
  workflow: {
    specification: {
      tasks: [
        { name: 'split', id: 'split_1', parents: [], children: ['work_1', 'work_2'], inputFiles: ['in'], outputFiles: ['a', 'b'] },
        { name: 'work', id: 'work_1', parents: ['split_1'], children: ['merge_1'] },
        { name: 'work', id: 'work_2', parents: ['split_1'], children: ['merge_1'] },
        { name: 'merge', id: 'merge_1', parents: ['work_1', 'work_2'], children: [] },
      ],
      files: [{ id: 'in', sizeInBytes: 1 }],
    },
    execution: {
      makespanInSeconds: 3,
      tasks: [
        { id: 'split_1', runtimeInSeconds: 1 },
        { id: 'merge_1', runtimeInSeconds: 2 },
      ],
      machines: [],
    },
  },
});

const CONFIGS = [
  JSON.stringify({
    providers: { local: { kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:8000/v1', apiKeyEnv: 'SOME_KEY' } },
    agents: [
      {
        id: 'coder',
        model: 'local/qwen3-coder',
        capabilities: { coding: 0.9 },
        slots: 4,
        limits: ['key'],
        price: { inputPerMillion: 0.3, outputPerMillion: 1.2 },
      },
      {
        id: 'rehearsal',
        scripted: { latencyMs: 200, success: { coding: 0.9, '*': 0.5 }, error: '429', costUsd: 0.01 },
        capabilities: { coding: 0.9 },
        slots: 2,
      },
    ],
    limits: { key: { requestsPerMinute: 60, tokensPerMinute: 100000, requestsPerDay: 5000, concurrency: 8 } },
    resources: { warehouse: { capacity: 1 } },
    planner: 'offline',
    objective: 'balanced',
    budgetUsd: 2,
  }),
  JSON.stringify({
    agents: [
      { id: 'agent_a', backend: { type: 'openai', model: 'gpt-5-mini' }, system_message: 'You are helpful.' },
      { id: 'agent_b', backend: { type: 'claude', model: 'claude-sonnet-4', enable_web_search: true } },
    ],
    ui: { display_type: 'rich_terminal', logging_enabled: true },
  }),
];
