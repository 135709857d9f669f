import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SoakResult, type SoakSample, samplesOf, sizeOf } from './soak.ts';

/** The command as the sources have it. */
const COMMAND = join(import.meta.dirname, '../../src/cli/main.ts');

/** Loaded before the command: when its parent asks, it says how much it holds, garbage left out. */
const MEASURE = `import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
process.on('message', () => {
  collect();
  const { heapUsed, rss } = process.memoryUsage();
  process.send({ heapBytes: heapUsed, residentBytes: rss, fileHandles: readdirSync('/proc/self/fd').length });
});`;

const TEAM = `embedded: false
agents:
  - { id: ann, slots: 8, capabilities: { "*": 1 }, limits: [key], scripted: { latencyMs: 0 } }
  - { id: bob, slots: 2, capabilities: { "*": 0.5 }, scripted: { latencyMs: 0, success: 0.7, output: "${'x'.repeat(6000)}" } }
limits: { key: { concurrency: 8 } }
`;

const TASKS = 20;
const SAMPLES = 20;

/** Has one `skein serve` do runs in succession, each asked for and followed to its end over HTTP, and looks at what piles up in it. */
export async function serverSoak(runs: number): Promise<SoakResult> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'skein-server-soak-')));
  writeFileSync(join(folder, 'skein.yaml'), TEAM);
  writeFileSync(join(folder, 'measure.mjs'), MEASURE);
  const child = spawn(process.execPath, ['--import', join(folder, 'measure.mjs'), COMMAND, 'serve', '--port', '0', '--json'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  try {
    const url = await addressOf(child.stdout);
    const samples: SoakSample[] = [];
    const sample = async (done: number): Promise<void> => {
      const told = new Promise<Omit<SoakSample, 'runs' | 'storeBytes'>>((resolve) =>
        child.once('message', resolve as (value: unknown) => void),
      );
      child.send('measure');
      samples.push({ runs: done, ...(await told), storeBytes: sizeOf(join(folder, '.skein')) });
    };
    let lost = 0;
    await sample(0);
    for (let done = 1; done <= runs; done++) {
      const { runId } = JSON.parse(await ask(`${url}/runs`, { plan: { request: `run ${done}`, tasks: planOf(done) } })) as {
        runId: string;
      };
      await ask(`${url}/runs/${runId}/events`);
      const { tasks } = JSON.parse(await ask(`${url}/runs/${runId}`)) as { tasks: readonly { status: string }[] };
      lost += TASKS - tasks.filter(({ status }) => !['waiting', 'running'].includes(status)).length;
      if (done % Math.ceil(runs / SAMPLES) === 0) await sample(done);
    }
    return samplesOf(samples, lost);
  } finally {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function addressOf(stdout: NodeJS.ReadableStream | null): Promise<string> {
  let text = '';
  for await (const chunk of stdout ?? []) {
    text += String(chunk);
    if (text.includes('}')) break;
  }
  return (JSON.parse(text) as { url: string }).url;
}

/** On a connection of its own, so that none stays open between two runs. */
function ask(url: string, body?: unknown): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  request(url, { agent: false, method: body === undefined ? 'GET' : 'POST', headers }, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    response.on('close', () => resolve(text)).on('error', reject);
  })
    .on('error', reject)
    .end(body === undefined ? undefined : JSON.stringify(body));
  return promise;
}

/** A chain with a fan in the middle, different every time. */
function planOf(number: number) {
  return Array.from({ length: TASKS }, (_, index) => ({
    id: `t${index}`,
    instruction: `task ${index} of run ${number}`,
    dependsOn: index === 0 ? [] : [{ task: `t${Math.max(0, index - 1 - ((number + index) % 4))}`, optional: index % 3 === 0 }],
  }));
}
