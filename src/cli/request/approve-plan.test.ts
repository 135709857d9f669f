import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleConfiguration } from '../../config/assemble-configuration.ts';
import type { Configuration } from '../../config/configuration.ts';
import { agentId } from '../../core/ids.ts';
import { DEFAULT_CAPS } from '../../core/plan.ts';
import { collectPlan } from '../../plan/collect-plan.ts';
import { givenPlan } from '../../plan/given-plan.ts';
import { readPlanFile } from '../../plan/plan-file.ts';
import type { Planner } from '../../plan/planner.ts';
import { OutputStream } from '../output-stream.ts';
import type { Surroundings } from '../surroundings.ts';
import { type Exchange, pressedKeys } from '../terminal/pressed-keys.fixture.ts';
import { approvePlan } from './approve-plan.ts';
import type { WorkOrder } from './work-order.ts';

const PLAN = readPlanFile('tasks:\n  - { id: add, title: Add 1 and 2, instruction: Calculate 1+2, capabilities: [math] }\n', 'plan.yaml');
const ORDER: WorkOrder = { request: 'Add', planner: givenPlan(PLAN, 'plan.yaml'), caps: DEFAULT_CAPS, synthesis: false, inputs: [] };
const CONFIGURATION: Configuration = {
  ...assembleConfiguration('', 'skein.yaml'),
  toolsOnApproval: [{ agent: agentId('coder'), tools: ['write'] }],
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'skein-approve-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An editor that replaces the whole text. */
function editorThatWrites(text: string): string {
  const script = join(folder, 'editor.mjs');
  writeFileSync(script, `import { writeFileSync } from 'node:fs'; writeFileSync(process.argv[2], ${JSON.stringify(text)});`);
  return `"${process.execPath}" "${script}"`;
}

async function approved(exchanges: readonly Exchange[], environment: Record<string, string> = {}, order = ORDER) {
  const terminal = pressedKeys(exchanges);
  const err = new OutputStream(terminal.output as unknown as NodeJS.WriteStream & { fd: number }); // It has what is used of one.
  const input = (): NodeJS.ReadStream => terminal.input as unknown as NodeJS.ReadStream;
  const surroundings: Surroundings = { out: err, err, input, environment: { NO_COLOR: '1', ...environment }, directory: folder };
  const yes = await approvePlan(order, CONFIGURATION, surroundings, { learning: true });
  const made = yes === undefined ? undefined : await collectPlan(yes, CONFIGURATION);
  return { plan: made?.plan, calls: made?.calls, asked: made?.asked, screen: terminal.screen() };
}

describe('a plan that waits for a yes', () => {
  it('is shown with its estimate and what a yes grants, and runs as it is', async () => {
    const { plan, screen } = await approved([['Run it?', 'y']]);
    expect(plan?.tasks).toEqual(PLAN.tasks);
    expect(screen).toContain('Add 1 and 2');
    expect(screen).toContain('1 task, about');
    expect(screen).toMatch(/The ways to run it, by time and cost.*\n.*time +cost +objective/);
    expect(screen).toMatch(/With a yes, these agents may also use:\n +coder: write/);
  });

  it('is paid for by the run: what its planner used before the yes counts in cost, budget and limits', async () => {
    const usage = { inputTokens: 900, outputTokens: 100 };
    const agent = agentId('chief');
    const planner: Planner = {
      name: 'paid',
      streams: false,
      async *plan({ spent, sideCall, signal }) {
        await sideCall?.({ agent, tokens: 1000, signal }, async () => ({ usage }));
        spent?.(usage, 0.25);
        yield { tasks: PLAN.tasks };
      },
    };
    const { calls, asked } = await approved([['Run it?', 'y']], {}, { ...ORDER, planner });
    expect({ calls, asked }).toEqual({ calls: [{ usage, costUsd: 0.25 }], asked: [agent] });
  });

  it('does not run on a no, nor when somebody leaves', async () => {
    expect((await approved([['Run it?', 'n']])).plan).toBeUndefined();
    expect((await approved([['Run it?', '\x03']])).plan).toBeUndefined();
  });

  it('is edited, shown again, and runs as edited', async () => {
    const EDITOR = editorThatWrites('tasks:\n  - { id: other, title: Something else }\n');
    const keys: Exchange[] = [
      ['Run it?', 'e'],
      ['Something else', 'y'],
    ];
    expect((await approved(keys, { EDITOR })).plan?.tasks.map(({ id }) => id)).toEqual(['other']);
  });

  it.each([
    ['an edit that is no plan', 'tasks: [{ id: a, dependsOn: [b] }]', /plan\.yaml:1:\d+ .*no task "b"/],
    ['an edit that leaves nothing', '', /plan\.yaml/],
  ])('stays as it was after %s, which is said', async (_, text, message) => {
    const keys: Exchange[] = [
      ['Run it?', 'e'],
      ['Run it?', 'y'],
    ];
    const { plan, screen } = await approved(keys, { EDITOR: editorThatWrites(text) });
    expect(screen).toMatch(message);
    expect(plan?.tasks).toEqual(PLAN.tasks);
  });

  it('stays as it was when the editor fails', async () => {
    const keys: Exchange[] = [
      ['Run it?', 'e'],
      ['Run it?', 'n'],
    ];
    const { screen } = await approved(keys, { EDITOR: 'exit 3;' });
    expect(screen).toMatch(/"exit 3;" ended with status 3; the plan is as it was/);
  });
});
