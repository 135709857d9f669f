import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { SkeinError } from '../../core/errors.ts';
import { taskId } from '../../core/ids.ts';
import { checkPlan, DEFAULT_CAPS } from '../../core/plan.ts';
import { makeTask, type Task } from '../../core/task.ts';
import { builtInPlaybooks, loadPlaybooks } from './load-playbooks.ts';
import { offlinePlanner, planOffline } from './offline-planner.ts';

async function plan(
  request: string,
  given: { readonly inputs?: readonly string[]; readonly playbookFolders?: readonly string[]; readonly maxDepth?: number } = {},
): Promise<Task[]> {
  const { inputs = [], playbookFolders = [], maxDepth = DEFAULT_CAPS.maxDepth } = given;
  const playbooks = await loadPlaybooks([builtInPlaybooks(), ...playbookFolders]);
  return (await planOffline({ request, inputs, playbooks, maxDepth, maxTasks: DEFAULT_CAPS.maxTasks })).tasks;
}

/** The leaves by number, in the order of the plan, with the numbers of what each waits for. */
function graph(tasks: readonly Task[]): string {
  const leaves = tasks.filter(({ id }) => !tasks.some(({ parent }) => parent === id));
  const number = new Map(leaves.map(({ id }, index) => [id, index + 1]));
  return leaves
    .map(
      ({ dependsOn }, index) =>
        `${index + 1}${dependsOn.length === 0 ? '' : `<${dependsOn.map(({ task }) => number.get(task)).join('+')}`}`,
    )
    .join(' ');
}

describe('the offline planner', () => {
  it.each<[string, string]>([
    ['Calculate 1+2 and 3+4, then multiply the results', '1 2 3<1+2'],
    ['Fetch sales.csv, process it, analyze revenue by region, visualize the result', '1 2<1 3<2 4<3'],
    ['Research AI trends, write report, create presentation', '1 2 3 4<1+2+3 5<4 6<5 7<6'],
    ['Book a flight to Paris, reserve a hotel and rent a car', '1 2 3'],
    ['Translate README.md into German, French and Spanish', '1 2 3'],
    ['Calculate the mean of 3, 5 and 9, the median of 1, 2, 10, and add the two', '1 2 3<1+2'],
    ['Calculate 2^10, and 3*3, and sqrt(16); sum all three', '1 2 3 4<1+2+3'],
    ['Calculate 1+2, then calculate 3+4, and then multiply', '1 2<1 3<1+2'],
    ['Before deploying to production, run the tests and build the image. After deploying, notify the team.', '1 2 3<1+2 4<3'],
    ['Book a venue, order a cake, send invitations. The invitations must go out after the venue is booked.', '1 2 3<1'],
    ['Migrate the database. The backup has to be taken first.', '1 2<1'],
    ['Paint the fence and the gate. The gate must be painted last.', '1'],
    ['Load a.json, group by product and sum the amounts, sort descending, take the top 5, and plot a pie chart', '1 2<1 3<2 4<3 5<4'],
    [
      'Task A: gather requirements. Task B: design the schema. Task C: build the API. Task D: build the UI. B depends on A, C and D depend on B.',
      '1 2<1 3<2 4<2',
    ],
    ['a) boil water b) add pasta c) drain it', '1 2<1 3<2'],
    ['🎂 Bake a cake 🎂 and then 🎉 party', '1 2<1'],
    ['Propose three fixes, implement the best one and measure the improvement', '1 2<1 3<2'],
    ['Read a.txt, b.txt and c.txt and then combine their key points into a memo', '1 2 3 4<1+2+3'],
    ['Write a poem and translate it to French', '1 2<1'],
    ['Fetch sales.csv, clean it, compare North and South', '1 2<1 3<2'],
    ['Load sales.csv, find outliers in revenue and get the top 5 products by revenue', '1 2<1 3<1'],
    ['fetch and clean sales.csv', '1 2<1'],
    ['What is the capital of France?', '1'],
    ['Summarize notes.md', '1'],
    ['write a haiku', '1'],
    ['Calculate 1+2', '1'],
    ['Summarize a.md and b.md, then write an email about them. Finally send it.', '1 2<1 3<2'],
    ['Wash the car, then dry it, then wax it', '1 2<1 3<2'],
    ['1. wash the car\n2. dry it\n3. wax it', '1 2<1 3<2'],
    ['- buy milk\n- call mom\n- pay rent', '1 2 3'],
    ['First load data.csv. After that, clean it. Finally, plot it.', '1 2<1 3<2'],
    ['Pack the bags and lock the house. After packing the bags, call a taxi.', '1 2 3<1'],
    ['1. mix (5 min)\n2. bake (30 min)\n3. preheat (10 min)\nStep 2 needs steps 1 and 3.', '1 2 3<1+2'],
    ['1. Learn programming\n2. Pick an engine\n3. Program the game\nStep 1 must precede step 3. Step 2 must precede step 3.', '1 2 3<1+2'],
    [
      '1. Learn programming\n2. Pick an engine\n3. Program the game\nLearning programming must be done before programming the game. Program the game depends on step 2.',
      '1 2 3<1+2',
    ],
    ['Calculate 2+3 and calculate 4*5. Add both.', '1 2 3<1+2'],
    ['How to bake:\n1. mix and knead (5 min)\n2. bake (30 min)\nThere is no particular order.', '1 2'],
    ['Plan the trip:\n- book a flight\n- reserve a hotel', '1 2'],
  ])('reads "%s" as %s', async (request, expected) => {
    expect(graph(await plan(request))).toBe(expected);
  });

  it('breaks a request down by playbooks: leaves depend on leaves, parts that can be missing optionally', async () => {
    const tasks = await plan('Research AI trends, write report, create presentation');
    expect(tasks.map(({ id, parent }) => [id, parent])).toEqual([
      ['research', undefined],
      ['research/search-papers', 'research'],
      ['research/analyze-github-trends', 'research'],
      ['research/monitor-social-discussion', 'research'],
      ['report', undefined],
      ['report/draft-sections', 'report'],
      ['report/review-and-refine', 'report'],
      ['presentation', undefined],
      ['presentation/design-slides', 'presentation'],
      ['presentation/add-visualizations', 'presentation'],
    ]);
    expect(tasks[5]?.dependsOn.map(({ optional }) => optional)).toEqual([true, true, true]);
    expect(tasks[1]?.instruction).toBe('Search papers on AI trends');
  });

  it('goes no deeper than it may', async () => {
    expect(graph(await plan('Research AI trends, write report', { maxDepth: 0 }))).toBe('1 2<1');
  });

  it('takes stated durations, and leaves optional what is said to be', async () => {
    const [mix, garnish] = await plan('Mix the dough (5 min). Optionally, garnish the plate (90 seconds).');
    expect(mix?.estimate?.durationMs).toBe(300_000);
    expect(garnish).toMatchObject({ optional: true, estimate: { durationMs: 90_000 } });
  });

  it.each<[string, string[]]>([
    ['Calculate 1+2', ['math']],
    ['Fetch sales.csv', ['data']],
    ['Visualize the data', ['visualization']],
    ['Translate the letter to French', ['translation']],
    ['Fix the bug in parser.ts', ['coding']],
    ['Summarize notes.md', ['reading']],
    ['Water the plants', []],
    ['Write a Rust compiler', ['coding']],
    ['Find outliers in revenue', ['analysis']],
  ])('asks for the capability that "%s" needs', async (request, capabilities) => {
    expect((await plan(request))[0]?.capabilities).toEqual(capabilities);
  });

  it('nests lists: sub-items are parts', async () => {
    const tasks = await plan('- walk the dog\n  - buy a leash\n  - put on shoes\n- pay rent');
    expect(tasks.map(({ parent }) => parent)).toEqual([undefined, 'walk-dog', 'walk-dog', undefined]);
  });

  it('makes a task of each input where a playbook says so', async () => {
    const tasks = await plan('Summarize each of the documents', { inputs: ['/in/a.md', '/in/b.md'] });
    expect(tasks.map(({ instruction }) => instruction)).toEqual([
      'Summarize each of the documents',
      'Summarize a.md',
      'Summarize b.md',
      'Combine the results into one summary',
    ]);
  });

  it('takes other languages and words it does not understand as one task', async () => {
    expect(await plan('Bonjour tout le monde')).toHaveLength(1);
    expect(await plan('!!! hello')).toHaveLength(1);
  });

  it.each(['', '   ', '???', '🧶'])('refuses "%s", which has no words', async (request) => {
    await expect(plan(request)).rejects.toMatchObject({ code: 'cannot-plan' });
  });

  it('plans the same again', async () => {
    const request = 'Research cats, research dogs, compare them and write a report';
    expect(await plan(request)).toEqual(await plan(request));
  });

  it('makes a plan that holds together of whatever words it is given', async () => {
    const words = fc.constantFrom(
      'research',
      'write',
      'a report',
      'then',
      'and',
      ',',
      '.',
      '\n1. ',
      '\n2. ',
      '\n- ',
      '\n  - ',
      'it',
      'the results',
      'step 1',
      'must precede',
      'step 2',
      'after',
      'finally',
      'sales.csv',
      'optionally',
      '(5 min)',
      'once',
      'is done',
      'both',
      ':',
      '?',
      '"quoted"',
      'before',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(words, { maxLength: 25 }), async (list) => {
        try {
          checkPlan({ tasks: await plan(list.join(' ')) });
        } catch (error) {
          expect(SkeinError.isInstance(error) && error.code).toBe('cannot-plan');
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('playbooks', () => {
  let folder = '';
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function own(files: Readonly<Record<string, string>>): readonly string[] {
    folder = mkdtempSync(join(tmpdir(), 'skein-playbooks-'));
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return [folder];
  }

  it('of the user come before the built-in ones of the same name, and nest', async () => {
    const playbookFolders = own({
      'research.yaml':
        'name: research\nmatch: { acts: [research] }\ntasks:\n  - { id: ask, instruction: "Ask about {topic}", capabilities: [research] }\n  - { id: tell, instruction: "Tell it", playbook: telling, dependsOn: [ask] }\n',
      'telling.yaml':
        'name: telling\nmatch: { acts: [deliver] }\ntasks:\n  - { id: say, instruction: "Say it", capabilities: [writing], optional: true }\n',
    });
    expect(
      (await plan('Research geese', { playbookFolders })).map(({ id, instruction, dependsOn }) => [
        id,
        instruction,
        dependsOn.map(({ task }) => task),
      ]),
    ).toEqual([
      ['research', 'Research geese', []],
      ['research/ask', 'Ask about geese', []],
      ['research/tell', 'Tell it', []],
      ['research/tell/say', 'Say it', ['research/ask']],
    ]);
  });

  it('speak of what a step is done to where it has no topic', async () => {
    const playbookFolders = own({
      'release-notes.yaml':
        'name: release-notes\nmatch: { acts: [write], nouns: [changelog] }\ntasks:\n  - { id: list, instruction: "List what is new for the {topic}", capabilities: [coding] }\n',
    });
    expect((await plan('Write the changelog', { playbookFolders })).map(({ instruction }) => instruction)).toEqual([
      'Write the changelog',
      'List what is new for the changelog',
    ]);
  });

  it.each<[string, RegExp]>([
    [
      'name: x\nmatch: { acts: [do] }\ntasks:\n  - { id: a, instruction: b, capabilites: [math] }\n',
      /x\.yaml:4:\d+ .*unknown key "capabilites".*"capabilities"/,
    ],
    [
      'name: x\nmatch: { acts: [do] }\ntasks:\n  - { id: a, instruction: b, capabilities: [math], dependsOn: [z] }\n',
      /x\.yaml:4:\d+ .*no part "z" before it/,
    ],
    ['name: x\nmatch: { acts: [do] }\ntasks:\n  - { id: a, instruction: "{colour}", capabilities: [math] }\n', /cannot fill in \{colour\}/],
    ['name: x\nmatch: { acts: [do] }\ntasks:\n  - { id: a, instruction: b }\n', /either capabilities or a playbook, received neither/],
    ['name: x\nmatch: { acts: [do] }\ntasks:\n  - { id: a, instruction: b, playbook: x }\n', /contain each other: x -> x/],
    ['name: x\nmatch: { acts: [do] }\ntasks:\n  - { id: a, instruction: b, playbook: y }\n', /no playbook "y"/],
    ['name: x\n  match: 1\n', /x\.yaml:1:7/],
  ])('with a mistake are named by line and reason: %j', async (text, message) => {
    const playbookFolders = own({ 'x.yaml': text });
    await expect(plan('Research geese', { playbookFolders })).rejects.toThrow(message);
    await expect(plan('Research geese', { playbookFolders })).rejects.toMatchObject({ code: 'bad-playbook' });
  });
});

describe('the offline planner, asked to break a task down', () => {
  const request = { request: 'x', inputs: [], team: { agents: [], limits: {}, resources: {} }, signal: new AbortController().signal };
  const asked = (instruction: string, maxTasks = 100, failures: readonly string[] = []) =>
    offlinePlanner({ playbookFolders: [builtInPlaybooks()] }).expand?.({
      ...request,
      caps: { ...DEFAULT_CAPS, maxDepth: 2, maxTasks },
      task: makeTask({ id: taskId('t'), instruction, capabilities: ['writing'] }),
      dependencies: [],
      failures,
    });

  it('does so by a playbook', async () => {
    const expansion = await asked('Write a report on bats');
    expect(expansion?.by).toBe('report');
    expect(expansion?.tasks.map(({ instruction }) => instruction)).toContain('Review and refine the report on bats');
    expect(expansion?.tasks.some(({ parent }) => parent === undefined)).toBe(true);
  });

  it('does not make a task that has failed a part of itself', async () => {
    expect((await asked('Design slides on bats'))?.tasks.map(({ instruction }) => instruction)).toContain('Design slides on bats');
    expect(await asked('Design slides on bats', 100, ['nothing to show'])).toBeUndefined();
    const itinerary = 'Put together the itinerary with its costs: Plan a trip to Rome';
    expect((await asked('Plan a trip to Rome'))?.tasks.map(({ instruction }) => instruction)).toContain(itinerary);
    expect(await asked(itinerary, 100, ['nobody has planning'])).toBeUndefined();
    expect((await asked('Write a report on bats', 100, ['no words']))?.by).toBe('report');
  });

  it('leaves one thing as it is', async () => {
    expect(await asked('Calculate 1+2')).toBeUndefined();
  });

  it('leaves it when there would be too many parts', async () => {
    expect(await asked('Write a report on bats', 1)).toBeUndefined();
  });
});
