import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunEvent } from '../src/core/event.ts';
import { judgeJournal } from './kill/judge-journal.ts';
import { freshFolder, skein, startSkein } from './skein.ts';

const NODE = JSON.stringify(process.execPath);

const team = (check: string, more = ''): string => `embedded: false
agents: [{ id: hare, slots: 4, scripted: { latencyMs: 1 } }]
checks: { nosy: { command: ${check}${more} } }
`;
const PLAN = 'tasks: [{ id: a, check: nosy, attempts: 1 }, { id: b }]';

/** A program that takes memory until there is no more. */
const GREEDY = 'const kept = []; for (;;) kept.push(new Array(100000).fill(kept.length));';

describe('an agent process out of memory', () => {
  it('costs its own task alone, and the reason says how it went', async () => {
    const directory = freshFolder({
      'plan.yaml': PLAN,
      'skein.yaml': team(`[${NODE}, --max-old-space-size=16, -e, ${JSON.stringify(GREEDY)}]`),
    });
    const { code, json, stderr } = await skein(['run', 'plan.yaml', '--json'], { directory });
    expect(code, stderr).toBe(3);
    expect(json).toMatchObject({
      status: 'partial',
      tasks: [
        { status: 'failed', attempts: [{ error: expect.stringMatching(/the check "nosy" failed \((?:it was killed|exit \d+)\)/) }] },
        { status: 'succeeded' },
      ],
    });
  });

  it('that is an MCP server is told to the model, which goes on without it', async () => {
    const directory = freshFolder({
      'skein.yaml': `mcpServers: { greedy: { command: ${NODE}, args: [--max-old-space-size=16, -e, ${JSON.stringify(GREEDY)}] } }\n`,
    });
    const { stdout } = await skein(['doctor'], { directory });
    expect(stdout).toMatch(/greedy.*does not answer/);
    // The last words of the program are part of the message.
    expect(stdout).toMatch(/greedy.*it said/);
  });

  it('that is skein itself is like any other end: the run goes on from its journal', async () => {
    const tasks = Array.from({ length: 100 }, (_, index) => ({ id: `t${index}`, dependsOn: index === 0 ? [] : [`t${index - 1}`] }));
    const directory = freshFolder({
      'plan.json': JSON.stringify({ tasks }),
      'skein.yaml': 'embedded: false\nagents: [{ id: hare, scripted: { latencyMs: 1 } }]',
      // Loaded before the command: something in it takes all memory once so much has been written.
      'greedy.mjs': `import { DatabaseSync } from 'node:sqlite';
let commits = 0;
const { exec } = DatabaseSync.prototype;
DatabaseSync.prototype.exec = function (sql) {
  if (sql === 'COMMIT' && ++commits > 60) { ${GREEDY} }
  exec.call(this, sql);
};`,
    });
    const environment = { NODE_OPTIONS: `--max-old-space-size=64 --import ${join(directory, 'greedy.mjs')}` };
    const died = await skein(['run', 'plan.json', '--events'], { directory, environment });
    expect(died.code).not.toBe(0);
    expect(died.stderr).toMatch(/heap out of memory/);
    const resumed = await skein(['resume', 'latest', '--json'], { directory });
    expect(resumed).toMatchObject({ code: 0, json: { status: 'succeeded' } });
    const journal = (await skein(['events', 'latest'], { directory })).stdout.split('\n').slice(0, -1);
    const { faults, inFlight } = judgeJournal(
      journal.map((line) => JSON.parse(line) as RunEvent),
      died.stdout.split('\n').slice(0, -1),
    );
    expect({ faults, inFlight }).toEqual({ faults: [], inFlight: 1 });
  });
});

describe('an agent that never answers', () => {
  it('is given up at the time-out of its task, each time', async () => {
    const directory = freshFolder({
      'plan.yaml': 'tasks: [{ id: a, timeout: 200ms, attempts: 2 }]',
      'skein.yaml': 'embedded: false\nagents: [{ id: sloth, scripted: { latencyMs: 600000 } }]',
    });
    const { code, json } = await skein(['run', 'plan.yaml', '--json'], { directory });
    expect({ code, json }).toMatchObject({ code: 1, json: { tasks: [{ attempts: [{ error: /no result within 200 ms/ }, {}] }] } });
  });

  it('that is a server which takes the connection and is silent is given up, too', async () => {
    let asked = 0;
    const server = createServer(() => void asked++);
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const directory = freshFolder({
      'plan.yaml': 'tasks: [{ id: a, timeout: 300ms, attempts: 2 }]',
      'skein.yaml': `embedded: false
providers: { local: { kind: openai-compatible, baseUrl: "${url}" } }
agents: [{ id: mute, model: local/m, capabilities: { "*": 1 }, price: { inputPerMillion: 0, outputPerMillion: 0 } }]
`,
    });
    const { code, stdout, stderr } = await skein(['run', 'plan.yaml'], { directory });
    expect(code).toBe(1);
    expect(stdout + stderr).toContain('no result within 300 ms');
    expect(asked).toBe(2);
  });

  it('that is a program is ended with all that it started', async () => {
    const marker = `3${Math.floor(Math.random() * 1e8)}`;
    const directory = freshFolder({
      'plan.yaml': PLAN,
      'skein.yaml': team(`[/bin/sh, -c, "sleep ${marker} & sleep ${marker}"]`, ', timeout: 300ms'),
    });
    const { code, stdout, stderr } = await skein(['run', 'plan.yaml'], { directory });
    expect(code).toBe(3);
    expect(stdout + stderr).toContain('it took more than 300 ms');
    expect(spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).stdout).not.toContain(`sleep ${marker}`);
  });
});

describe('an agent that floods', () => {
  it('without end is ended at its time-out; nothing of it piles up', async () => {
    const directory = freshFolder({ 'plan.yaml': PLAN, 'skein.yaml': team('[yes, "a line that goes on and on"]', ', timeout: 1s') });
    const run = startSkein(['run', 'plan.yaml', '--json'], { directory });
    const { code, stdout, stderr } = await run.ended;
    expect(code).toBe(3);
    expect(stdout.length + stderr.length).toBeLessThan(50_000);
    expect(statSync(join(directory, '.skein/skein.db')).size).toBeLessThan(1_000_000);
  });

  it('with a result of megabytes has it kept once, outside the journal', async () => {
    const flood = 'flood '.repeat(1_000_000);
    const directory = freshFolder({
      'plan.yaml': 'tasks: [{ id: a }, { id: b }]',
      'skein.yaml': `embedded: false\nagents: [{ id: hare, slots: 2, scripted: { latencyMs: 1, output: "${flood}" } }]`,
    });
    const { code, stdout } = await skein(['run', 'plan.yaml'], { directory });
    expect(code).toBe(0);
    expect(stdout.length).toBeLessThan(200_000);
    const journal = await skein(['events', 'latest'], { directory });
    expect(journal.stdout.length).toBeLessThan(200_000);
    // Six megabytes once, not twice.
    expect(statSync(join(directory, '.skein/skein.db')).size).toBeLessThan(9_000_000);
  });
});

it('ten thousand tasks that fail at once are ten thousand failures, each told once, and one end', async () => {
  const tasks = Array.from({ length: 10_000 }, (_, index) => ({ id: `t${index}`, attempts: 1 }));
  const directory = freshFolder({
    'plan.json': JSON.stringify({ tasks }),
    'skein.yaml': 'embedded: false\nagents: [{ id: hare, slots: 10000, scripted: { latencyMs: 1000, success: 0, error: terminal } }]',
  });
  const { code, stdout, stderr } = await skein(['run', 'plan.json'], { directory });
  expect(code).toBe(1);
  expect(stdout.length + stderr.length).toBeLessThan(5_000_000);
  const journal = (await skein(['events', 'latest'], { directory })).stdout;
  expect(journal.match(/"type":"task-failed"/g)).toHaveLength(10_000);
  expect(journal.match(/"type":"run-finished"/g)).toHaveLength(1);
});

describe('a full disk', () => {
  /** A file system of so few kilobytes, with the folder in it; gone with the process that runs in it. */
  const within = (directory: string, size: string, script: string) =>
    spawnSync(
      'unshare',
      [
        '-m',
        'sh',
        '-c',
        `mount -t tmpfs -o size=${size} none "$0" && cp "$1"/*.json "$1"/*.yaml "$0" && cd "$0" && ${script}`,
        join(directory, 'small'),
        directory,
      ],
      {
        encoding: 'utf8',
      },
    );

  it('ends the run with one sentence; what was shown is kept, and the run goes on once there is room', ({ skip }) => {
    const chain = Array.from({ length: 150 }, (_, index) => ({ id: `t${index}`, dependsOn: index === 0 ? [] : [`t${index - 1}`] }));
    const directory = freshFolder({
      'plan.json': JSON.stringify({ tasks: chain }),
      'skein.yaml': 'embedded: false\nagents: [{ id: hare, scripted: { latencyMs: 1 } }]',
      'small/.keep': '',
    });
    if (within(directory, '64k', 'true').status !== 0) skip('no file system can be mounted here');
    const command = `'${process.execPath}' '${join(import.meta.dirname, '../src/cli/main.ts')}'`;
    const script = `${command} run plan.json --events > "$1/shown" 2> "$1/said"; echo "status $?"; cat "$1/said"; echo ---; cat "$1/shown"; echo ---; mount -o remount,size=64m none .; ${command} events latest; echo ---; ${command} resume latest > /dev/null 2>&1; echo "status $?"`;
    const { stdout } = within(directory, '600k', script);
    const [said = '', shown = '', journal = '', resumed = ''] = stdout.split('---\n');
    expect(said).toMatch(/^status 1\nskein: \S+skein\.db: the disk is full[^\n]+\n$/);
    const lines = shown.split('\n').slice(0, -1);
    expect(lines.length).toBeGreaterThan(10);
    expect(journal.split('\n').slice(0, lines.length)).toEqual(lines);
    expect(resumed).toBe('status 0\n');
  });

  it('loses a task whose files do not fit, without trying in vain, and has it done again once they do', ({ skip }) => {
    const directory = freshFolder({ 'sales.csv': 'city,sales\nA,3\nB,5\n', 'skein.yaml': '', 'no.json': '', 'small/.keep': '' });
    if (within(directory, '64k', 'true').status !== 0) skip('no file system can be mounted here');
    const command = `'${process.execPath}' '${join(import.meta.dirname, '../src/cli/main.ts')}'`;
    const script = `${command} 'draw a chart of sales by city' --input "$1/sales.csv" --output . --store "$1/skein.db" 2>&1; mount -o remount,size=64m none .; echo ---; ${command} retry latest --store "$1/skein.db" 2>&1; ls *.png`;
    const { stdout } = within(directory, '16k', script);
    const [said = '', again = ''] = stdout.split('---\n');
    expect(said).toMatch(/failed .*cannot be written: its disk is full/);
    expect(said).not.toContain('try 2');
    expect(again).toMatch(/ succeeded +run .*\n[^\n]*\.png\n$/s);
  });
});
