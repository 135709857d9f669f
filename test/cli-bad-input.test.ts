import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, type SkeinOptions, skein } from './skein.ts';

/** Bad input ends with 2, one paragraph on standard error, nothing on standard output, and nothing left behind. */
async function refusal(args: readonly string[], files: Readonly<Record<string, string>> = {}, options: SkeinOptions = {}): Promise<string> {
  const directory = freshFolder(files);
  const { code, stdout, stderr } = await skein(args, { directory, ...options });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^skein: [^\n]+\n$/);
  expect(stderr).not.toContain('    at ');
  const before = Object.keys(files).map((name) => name.split('/')[0]);
  expect(readdirSync(directory).sort()).toEqual([...new Set(before)].sort());
  return stderr;
}

const team = `
embedded: false
agents:
  - { id: rehearsal, scripted: { latencyMs: 1 }, capabilities: { coding: 0.9 } }
`;

describe('a request', () => {
  it.each([
    ['nothing', ''],
    ['white space', ' \t\n '],
    ['control characters', '\x01\x02\x1b'],
  ])('of %s is refused', async (what, request) => {
    expect(await refusal([request])).toMatch(new RegExp(`the request: expected .*received ${what}`));
  });

  it('of a megabyte is refused', async () => {
    expect(await refusal(['run', '-'], {}, { input: 'a'.repeat(1_000_000) })).toContain('at most 100000 characters, received 1000000');
  });

  it('that is missing is asked for', async () => {
    expect(await refusal(['run'])).toContain('the request: expected what is to be done, in words, received nothing');
  });

  it('that nobody can do says what is missing, who is there and how to add an agent', async () => {
    const plan = 'tasks: [{ id: fly, instruction: fly to the moon, capabilities: [rocketry] }]';
    const message = await refusal(['plan.yaml'], { 'plan.yaml': plan, 'skein.yaml': team });
    expect(message).toMatch(/rocketry/);
    expect(message).toMatch(/Add a model with `skein init`, or an agent with "rocketry" to skein\.yaml\. Who is there: `skein agents`\./);
  });
});

describe('a command line', () => {
  it.each([
    [['rusn'], /no such command\. Did you mean "skein run/],
    [['tell'], /"tell": this version has no such command/],
    [['runs', '--jsn'], /unknown option '--jsn' \(Did you mean --json\?\)/],
    [['runs', 'extra'], /too many arguments/],
    [
      ['resume', 'latest', '--repeat', 'a', 'b', '--fail', 'b'],
      /--repeat and --fail: the task b cannot be done again and taken for failed\. Name each/,
    ],
    [['resume', 'latest', '--repeat', '--fail'], /--repeat and --fail: all tasks cannot/],
    [['help', 'simulat'], /skein help "simulat": there is no such command\. Did you mean "skein help simulate"\?/],
    [['help', 'x'], /there is no such command\. The commands are run, plan, simulate,/],
    [['show'], /missing required argument 'run'\. See skein show --help\./],
    [['run', 'x', '--quality', '2'], /--quality: expected a number from 0 to 1, received "2"\. See skein run --help\./],
    [['run', 'x', '--seed', '1e30'], /--seed: expected a whole number from 0 to 9007199254740991, received "1e30"/],
    [['serve', '--port', '99999'], /--port: expected a whole number from 0 to 65535, received "99999"/],
    [['run', 'x', '--input', ''], /--input: expected a <path>, received an empty text\. Leave the option out/],
    [['runs', '--store', ''], /--store: expected a <file>, received an empty text/],
    [
      ['plan', 'Calculate 1+2', '-o', 'plan.txt'],
      /--output: expected a file that ends in \.yaml, \.json, \.dot or \.mmd, received "plan\.txt"/,
    ],
    [['plan', 'Calculate 1+2', '-o', 'none/plan.yaml'], /none\/plan\.yaml: cannot be written \(there is no such folder\)/],
    [['simulate', 'nope.yaml'], /nope\.yaml: the plan cannot be read \(there is no such file\)\..*skein plan REQUEST -o plan\.yaml/],
    [['simulate', 'nope.yaml', '--schedule'], /--schedule: the schedule is part of the JSON document\. Add --json/],
    [['run', 'x', '--budget', 'much'], /--budget: expected a number, at least 0, received "much"/],
    [['run', 'x', '--budget', '-1'], /--budget: expected a number, at least 0, received "-1"/],
    [
      ['run', 'x', '--deadline', 'soon'],
      /--deadline: expected a length of time such as 250ms, 60s, 10m, 1h30m, received "soon"\. See skein run --help\./,
    ],
    [['run', 'x', '--max-depth', '1.5'], /--max-depth: expected a whole number/],
    [['run', 'x', '--seed', ''], /--seed: expected a whole number from 0 to 9007199254740991, received nothing/],
    [
      ['run', 'x', '--objective', 'fastst'],
      /--objective: expected cheapest, balanced, fastest, received "fastst"\. Did you mean "fastest"\?/,
    ],
    [['run', 'x', '--json', '--events'], /--json and --events/],
    [['run', 'a.yaml', 'b.yaml'], /one plan file at a time, received a\.yaml, b\.yaml/],
    [['run', 'x', '--input', 'https://example.com/a.csv'], /is an URL/],
  ])('%j is refused', async (args, message) => {
    expect(await refusal(args)).toMatch(message);
  });

  it('that names an input that is not there is told the nearest', async () => {
    const message = await refusal(['run', 'sum it up', '--input', 'data/slaes.csv'], { 'data/sales.csv': 'a\n1\n' });
    expect(message).toMatch(/no file or folder "data\/slaes\.csv"\. Did you mean "data\/sales\.csv"\?/);
  });

  it.each([
    [
      'run',
      ['run', 'Calculate 1+2', '--output', 'notes.txt'],
      /--output: expected a folder, received "notes\.txt", and \S+notes\.txt is a file\. Name/,
    ],
    ['run', ['run', 'Calculate 1+2', '--output', 'notes.txt/deeper'], /--output: expected a folder, received "notes\.txt\/deeper"/],
    ['serve', ['serve', '--output', 'notes.txt', '--port', '0'], /--output: expected a folder/],
    [
      'run',
      ['run', 'notes.txt'],
      /the request: expected .* received the name of a file, notes\.txt\. To work on it: skein "Summarize it" --input/,
    ],
    ['run', ['run', 'inner'], /the request: expected .* received the name of a folder, inner/],
    ['run', ['run', 'Calculate 1+2', '--config', 'inner'], /inner: the config cannot be read \(it is a folder\)/],
    [
      'simulate',
      ['simulate', 'plan.yaml', '--change', 'data=0@2s'],
      /the simulated team has no agent "data"\. Its agents: slot-1, slot-2, slot-3, slot-4\./,
    ],
  ])('that names a file or folder of the wrong kind is refused by %s: %j', async (_, args, message) => {
    const files = { 'notes.txt': 'a', 'inner/b.txt': 'b', 'plan.yaml': 'tasks: [{ id: a, instruction: Calculate 1+2 }]' };
    expect(await refusal(args, files)).toMatch(message);
  });

  it('on a Node.js that is too old is told which to install', async () => {
    const older = "Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.19.0'}})";
    const environment = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(older)}` };
    expect(await refusal(['runs'], {}, { environment })).toMatch(/Node\.js: expected 22\.13 or later, received 20\.19\.0\. Install/);
  });

  it('without anything gets the help', async () => {
    const { code, stdout, stderr } = await skein([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: skein');
  });
});

describe('a plan file', () => {
  it.each([
    ['that is not there', {}, /there is no such plan file/],
    ['with a name near another', { 'plna.yaml': '' }, /Did you mean "plna\.yaml"\?/],
    ['that is a folder', { 'plan.yaml/x': '' }, /cannot be read/],
    ['that is empty', { 'plan.yaml': '' }, /plan\.yaml.*expected a mapping/],
    ['without tasks', { 'plan.yaml': 'tasks: []' }, /plan\.yaml:1:1 .*at least 1/],
    ['with broken YAML', { 'plan.yaml': 'tasks:\n  - id: a\n   instruction: b\n' }, /plan\.yaml:3:\d+/],
    ['with an unknown key', { 'plan.yaml': 'tasks:\n  - id: a\n    dependson: [b]\n' }, /plan\.yaml:3:5 .*Did you mean "dependsOn"\?/],
    [
      'with a wrong type',
      { 'plan.yaml': 'tasks:\n  - id: a\n    attempts: many\n' },
      /plan\.yaml:3:\d+ \(tasks\[0\]\.attempts\): expected/,
    ],
    ['with an id twice', { 'plan.yaml': 'tasks:\n  - id: a\n  - id: a\n' }, /plan\.yaml:3:\d+ .*"a" is taken by an earlier task/],
    [
      'with an unknown dependency',
      { 'plan.yaml': 'tasks:\n  - id: fetch\n  - {id: b, dependsOn: [fecth]}\n' },
      /no task "fecth".*Did you mean "fetch"\?/,
    ],
    [
      'with a cycle',
      { 'plan.yaml': 'tasks:\n  - {id: a, dependsOn: [b]}\n  - {id: b, dependsOn: [a]}\n' },
      /wait for each other: (a -> b -> a|b -> a -> b)/,
    ],
    ['that waits for itself', { 'plan.yaml': 'tasks:\n  - {id: a, dependsOn: [a]}\n' }, /"a" waits for itself/],
    ['that is no YAML at all', { 'plan.yaml': '\x00\x01\x02{{{{' }, /plan\.yaml/],
  ])('%s is refused', async (_, files, message) => {
    expect(await refusal(['run', 'plan.yaml'], files)).toMatch(message);
  });

  it('over the cap of the config is refused', async () => {
    const files = { 'plan.yaml': 'tasks: [{ id: a }, { id: b }, { id: c }]', 'skein.yaml': 'planner: { maxTasks: 2 }' };
    expect(await refusal(['plan.yaml'], files)).toMatch(/at most 2 tasks, received 3\. Raise planner\.maxTasks/);
  });
});

describe('a config', () => {
  it('that was named must be there', async () => {
    expect(await refusal(['run', 'x', '--config', 'team.yaml'])).toMatch(/team\.yaml: there is no such config file/);
  });

  it('with a mistake is refused by line and column', async () => {
    const message = await refusal(['agents'], { 'skein.yaml': 'agents:\n  - id: a\n    scripted: {}\n    slot: 2\n' });
    expect(message).toMatch(/skein\.yaml:4:5 .*unknown key "slot"\. Did you mean "slots"\?/);
  });

  it('with a model whose key is missing names the variable, and says so again where nobody else can do the task', async () => {
    const directory = freshFolder({ 'skein.yaml': 'agents: [{ id: coder, model: openai/gpt }]' });
    const { code, stderr } = await skein(['run', 'write a poem'], { directory });
    expect(code).toBe(2);
    expect(stderr.split('\n')[0]).toMatch(/^note: The agent "coder" takes no tasks: it needs a key in OPENAI_API_KEY/);
    expect(stderr).toMatch(/\nskein: the task "Write a poem": nobody in the team takes it \(coder: it needs a key in OPENAI_API_KEY/);
  });

  it('never has its secrets shown', async () => {
    const message = await refusal(['agents'], { 'skein.yaml': 'providers: { local: { kind: openai, apiKeyEnv: "sk-SECRET" } }' });
    expect(message).not.toContain('SECRET');
  });
});

describe('errors', () => {
  it('go to standard error with --json, too', async () => {
    expect(await refusal(['show', 'nothing', '--json'])).toMatch(/there is no store here/);
  });

  it('show a stack with --debug only', async () => {
    const { stderr } = await skein(['run', '', '--debug']);
    expect(stderr).toMatch(/^skein: the request/);
    expect(stderr).toContain('    at ');
  });

  it('print nothing that a name could do to the terminal', async () => {
    const message = await refusal(['run', 'x', '--input', 'a\x1b]0;owned\x07\x1b[2Jb']);
    expect(message).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  });
});

describe('a command that only reads', () => {
  it.each([['runs'], ['show', 'latest'], ['explain', 'latest'], ['events', 'latest'], ['resume', 'latest'], ['doctor'], ['agents']])(
    '%s makes no file',
    async (...args) => {
      const directory = freshFolder();
      await skein(args, { directory });
      expect(existsSync(join(directory, '.skein'))).toBe(false);
      expect(readdirSync(directory)).toEqual([]);
    },
  );
});
