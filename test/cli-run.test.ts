import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, skein } from './skein.ts';

const plan = `
request: Build and ship
tasks:
  - { id: build, title: Build it, capabilities: [coding] }
  - { id: check, title: Check it, dependsOn: [build] }
  - { id: ship, title: Ship it, dependsOn: [check] }
`;

function team(script: string): string {
  return `
embedded: false
agents:
  - { id: rehearsal, scripted: { latencyMs: 1, ${script} }, capabilities: { coding: 0.9 }, slots: 4 }
`;
}

const works = team('costUsd: 0.01');

interface RunDocument {
  readonly runId: string;
  readonly request: string;
  readonly status: string;
  readonly answer: string;
  readonly missing: readonly { readonly task: string }[];
  readonly artifacts: readonly string[];
  readonly tasks: readonly {
    readonly id: string;
    readonly status: string;
    readonly agent: string | null;
    readonly attempts: readonly unknown[];
  }[];
}

interface RunList {
  readonly runs: readonly { readonly runId: string; readonly status: string; readonly costUsd: number }[];
}

describe('skein run', () => {
  it('prints what happens on standard error and the answer on standard output', async () => {
    const { code, stdout, stderr } = await skein(['plan.yaml'], { directory: freshFolder({ 'plan.yaml': plan, 'skein.yaml': works }) });
    expect(code).toBe(0);
    const words = stderr.split('\n').map((line) => /^ *[\d.]+ m?s +(\w+) +(.*)/.exec(line)?.slice(1, 3) ?? []);
    expect(words.filter(([word]) => word === 'started').map(([, text]) => text)).toEqual([
      'Build it (rehearsal)',
      'Check it (rehearsal)',
      'Ship it (rehearsal)',
    ]);
    expect(words.filter(([word]) => word === 'done')).toHaveLength(3);
    expect(stdout).not.toBe('');
    expect(stdout + stderr).not.toContain('\x1b');
  });

  it('prints one JSON document with --json', async () => {
    const { code, json } = await skein(['run', 'plan.yaml', '--json'], {
      directory: freshFolder({ 'plan.yaml': plan, 'skein.yaml': works }),
    });
    expect(code).toBe(0);
    expect(json).toMatchObject({ request: 'Build and ship', status: 'succeeded', missing: [], artifacts: [] });
    expect((json as RunDocument).tasks.map(({ id, status, agent }) => [id, status, agent])).toEqual([
      ['build', 'succeeded', 'rehearsal'],
      ['check', 'succeeded', 'rehearsal'],
      ['ship', 'succeeded', 'rehearsal'],
    ]);
  });

  it('prints an event a line with --events, and nothing else', async () => {
    const { code, stdout, stderr } = await skein(['run', 'plan.yaml', '--events'], {
      directory: freshFolder({ 'plan.yaml': plan, 'skein.yaml': works }),
    });
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly type: string; readonly seq: number });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events[0]?.type).toBe('run-started');
    expect(events.at(-1)).toMatchObject({ type: 'run-finished', status: 'succeeded' });
  });

  it('ends with 3 and says what is missing when it loses a part', async () => {
    const directory = freshFolder({
      'plan.yaml': 'tasks: [{ id: build, attempts: 1 }, { id: check, attempts: 1 }]',
      'skein.yaml': team('failTasks: [check], error: terminal'),
    });
    const { code, json } = await skein(['run', 'plan.yaml', '--json'], { directory });
    expect(code).toBe(3);
    expect(json).toMatchObject({ status: 'partial', missing: [{ task: 'check', status: 'failed' }] });
    const people = await skein(['run', 'plan.yaml'], { directory });
    expect(people.code).toBe(3);
    expect(people.stdout).toMatch(/Check/);
  });

  it('goes on without the tasks that nobody can do', async () => {
    const directory = freshFolder({ 'plan.yaml': 'tasks: [{ id: a }, { id: b, capabilities: [rocketry] }]', 'skein.yaml': works });
    const { code, json } = await skein(['run', 'plan.yaml', '--json'], { directory });
    expect(code).toBe(3);
    expect(json).toMatchObject({ status: 'partial', missing: [{ task: 'b' }] });
  });

  it('ends with 1 when all is lost', async () => {
    const directory = freshFolder({ 'plan.yaml': 'tasks: [{ id: a }]', 'skein.yaml': team('success: 0, error: terminal') });
    expect((await skein(['run', 'plan.yaml'], { directory })).code).toBe(1);
  });

  it('runs a plan of ten thousand tasks', async () => {
    const tasks = Array.from({ length: 10_000 }, (_, index) => ({
      id: `t${index}`,
      ...(index === 0 ? {} : { dependsOn: [`t${index >> 1}`] }),
    }));
    tasks[1] = { id: 't1' };
    const directory = freshFolder({
      'plan.json': JSON.stringify({ tasks }),
      'skein.yaml': 'embedded: false\nagents: [{ id: quick, scripted: { latencyMs: 0 }, slots: 100 }]',
    });
    const { code, json } = await skein(['run', 'plan.json', '--json'], { directory });
    expect(code).toBe(0);
    expect((json as RunDocument).tasks).toHaveLength(10_000);
  });

  it('takes the request from standard input for -', async () => {
    const { code, json } = await skein(['run', '-', '--json'], { input: 'Calculate 1+2\n' });
    expect(code).toBe(0);
    expect(json).toMatchObject({ request: 'Calculate 1+2' });
  });

  it('takes the request after --input, where it was meant', async () => {
    const directory = freshFolder({ 'numbers.txt': '1\n' });
    const { json } = await skein(['--json', '--input', 'numbers.txt', 'Calculate 1+2'], { directory });
    expect(json).toMatchObject({ request: 'Calculate 1+2' });
  });

  it('keeps the store where it is told', async () => {
    const directory = freshFolder({ 'plan.yaml': plan, 'skein.yaml': works });
    await skein(['run', 'plan.yaml', '--store', 'kept/here.db'], { directory });
    expect(existsSync(join(directory, 'kept/here.db'))).toBe(true);
    expect(existsSync(join(directory, '.skein'))).toBe(false);
    expect(((await skein(['runs', '--json', '--store', 'kept/here.db'], { directory })).json as RunList).runs).toHaveLength(1);
  });
});

describe('a store', () => {
  it('that is absent has no runs', async () => {
    const { code, json } = await skein(['runs', '--json']);
    expect({ code, json }).toEqual({ code: 0, json: { runs: [] } });
  });

  it('lists its runs, newest first', async () => {
    const directory = freshFolder({ 'plan.yaml': plan, 'skein.yaml': works, 'bad.yaml': team('success: 0, error: terminal') });
    const first = (await skein(['run', 'plan.yaml', '--json'], { directory })).json as RunDocument;
    const second = (await skein(['run', 'plan.yaml', '--json', '--config', 'bad.yaml'], { directory })).json as RunDocument;
    const { runs } = (await skein(['runs', '--json'], { directory })).json as RunList;
    expect(runs).toMatchObject([
      { runId: second.runId, request: 'Build and ship', status: 'failed' },
      { runId: first.runId, request: 'Build and ship', status: 'succeeded' },
    ]);
    expect(runs[1]?.costUsd).toBeCloseTo(0.03, 9);
    const people = await skein(['runs'], { directory });
    expect(people.stdout.split('\n')[0]).toMatch(new RegExp(`^${second.runId} +failed .*Build and ship$`));
  });

  it('knows a run by the start of its id, and the newest by name', async () => {
    const directory = freshFolder({ 'plan.yaml': plan, 'skein.yaml': works });
    const { runId } = (await skein(['run', 'plan.yaml', '--json'], { directory })).json as RunDocument;
    for (const name of [runId, runId.slice(0, 3), 'latest', 'last']) {
      const { stdout } = await skein(['events', name], { directory });
      expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({ type: 'run-started', run: runId });
    }
    const unknown = await skein(['events', '0000'], { directory });
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('there is no such run in the store');
  });

  it('that is no store is left as it is', async () => {
    const directory = freshFolder({ 'notes.txt': 'my notes\n', 'plan.yaml': plan, 'skein.yaml': works });
    for (const args of [['runs'], ['run', 'plan.yaml']]) {
      const { code, stderr } = await skein([...args, '--store', 'notes.txt'], { directory });
      expect(code).toBe(1);
      expect(stderr).toMatch(/notes\.txt: is not a readable skein store/);
    }
    expect(readFileSync(join(directory, 'notes.txt'), 'utf8')).toBe('my notes\n');
  });

  it('in a place that cannot be written to is an error that says so', async () => {
    const directory = freshFolder({ 'plan.yaml': plan, 'skein.yaml': works, 'file/x': '' });
    const { code, stderr } = await skein(['run', 'plan.yaml', '--store', 'file/x/store.db'], { directory });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^skein: .*store\.db: the store cannot be used/m);
  });

  it('that may only be read can be read', async (context) => {
    if (process.getuid?.() === 0) context.skip('root may write everywhere');
    const directory = freshFolder({ 'plan.yaml': plan, 'skein.yaml': works });
    await skein(['run', 'plan.yaml'], { directory });
    chmodSync(join(directory, '.skein'), 0o555);
    context.onTestFinished(() => chmodSync(join(directory, '.skein'), 0o755));
    expect((await skein(['runs'], { directory })).code).toBe(0);
    expect((await skein(['run', 'plan.yaml'], { directory })).code).toBe(1);
  });
});

describe('skein run --approve', () => {
  it('is refused where nobody can be asked, before anything is planned or kept', async () => {
    const directory = freshFolder();
    const { code, stderr } = await skein(['run', '--approve', 'Calculate 1+2'], { directory });
    expect(code).toBe(2);
    expect(stderr).toMatch(/--approve: there is no terminal to ask at\. Write the plan with `skein plan REQUEST -o plan\.yaml`/);
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe('skein init', () => {
  it('writes a config that works and replaces none', async () => {
    const directory = freshFolder();
    expect((await skein(['init'], { directory })).code).toBe(0);
    const written = readFileSync(join(directory, 'skein.yaml'), 'utf8');
    expect((await skein(['agents'], { directory })).code).toBe(0);
    writeFileSync(join(directory, 'skein.yaml'), '# mine\n');
    const again = await skein(['init'], { directory });
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('is there already and was not changed');
    expect(readFileSync(join(directory, 'skein.yaml'), 'utf8')).toBe('# mine\n');
    expect((await skein(['init', '--force'], { directory })).code).toBe(0);
    expect((await skein(['init', '--force', '--no-models'], { directory })).stdout).toContain(
      'The team is the embedded agents. They need no key.',
    );
    expect(readFileSync(join(directory, 'skein.yaml'), 'utf8')).toBe(written);
    expect(readdirSync(directory)).toEqual(['skein.yaml']);
    rmSync(join(directory, 'skein.yaml'));
  });

  it('makes a team of the keys that are set, also in .env, and writes none of them', async () => {
    const directory = freshFolder({ '.env': 'ANTHROPIC_API_KEY=sk-SECRET-1\n' });
    const { code, json } = await skein(['init', '--json'], { directory, environment: { OPENAI_API_KEY: 'sk-SECRET-2' } });
    expect(code).toBe(0);
    expect(json).toMatchObject({ agents: [{ model: 'anthropic/claude-sonnet-5' }, { model: 'openai/gpt-5.4-mini' }] });
    const written = readFileSync(join(directory, 'skein.yaml'), 'utf8');
    expect(written).toContain('its key is in ANTHROPIC_API_KEY');
    expect(written + JSON.stringify(json)).not.toContain('SECRET');
  });

  it('asks nothing without a terminal, and refuses what it does not know', async () => {
    const directory = freshFolder();
    const wrong = await skein(['init', '--provider', 'opnai'], { directory });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('Did you mean "openai"?');
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe('skein doctor', () => {
  it('finds nothing wrong in an empty folder, and a bad config where there is one', async () => {
    const well = await skein(['doctor', '--json']);
    expect({ code: well.code, json: well.json }).toMatchObject({ code: 0, json: { ok: true } });
    const ill = await skein(['doctor', '--json'], { directory: freshFolder({ 'skein.yaml': 'agnets: []' }) });
    expect(ill.code).toBe(1);
    expect(ill.stdout).toContain('agnets');
  });
});
