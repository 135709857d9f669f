import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Context, RestatePromise, serve, service } from '@restatedev/restate-sdk';

const SERVER = join(import.meta.dirname, '../../node_modules/.bin/restate-server');

const idle = service({ name: 'idle', handlers: { nothing: async (_: Context, task: string) => task } });

/** Calls the service that does nothing so often, so many at once; every call and its result are durable. */
const chief = service({
  name: 'chief',
  handlers: {
    run: async (context: Context, { count, inFlight }: { readonly count: number; readonly inFlight: number }) => {
      const client = context.serviceClient<typeof idle>({ name: 'idle' });
      for (let first = 0; first < count; first += inFlight) {
        await RestatePromise.all(
          Array.from({ length: Math.min(inFlight, count - first) }, (_, index) => client.nothing(`t${first + index}`)),
        );
      }
      return count;
    },
  },
});

/** How many durable calls of a handler that does nothing a Restate server on this machine, with its data on this disk, makes in a second. */
export async function measureRestate(directory: string, count: number, inFlight: number): Promise<number> {
  const [ingress, admin, fabric, handlers] = (await freePorts(4)) as [number, number, number, number];
  await serve({ services: [idle, chief], port: handlers, logger: () => {} });
  const server = spawn(SERVER, ['--no-logo', '--bind-ip', '127.0.0.1', '--bind-port', String(fabric), '--base-dir', directory], {
    env: {
      ...process.env,
      RESTATE_DISABLE_TELEMETRY: 'true',
      SCARF_ANALYTICS: 'false',
      RESTATE_LISTEN_MODE: 'tcp',
      RESTATE_INGRESS__BIND_PORT: String(ingress),
      RESTATE_ADMIN__BIND_PORT: String(admin),
    },
    stdio: 'ignore',
  });
  try {
    await untilReady(server, `http://127.0.0.1:${admin}/health`);
    await untilReady(server, `http://127.0.0.1:${ingress}/restate/health`);
    await post(`http://127.0.0.1:${admin}/deployments`, { uri: `http://127.0.0.1:${handlers}` });
    const call = (calls: number): Promise<void> => post(`http://127.0.0.1:${ingress}/chief/run`, { count: calls, inFlight });
    await call(inFlight);
    const beganMs = performance.now();
    await call(count);
    return (count / (performance.now() - beganMs)) * 1000;
  } finally {
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((one) => once(one, 'listening')));
  const ports = servers.map((one) => (one.address() as { readonly port: number }).port);
  await Promise.all(servers.map((one) => new Promise((resolve) => one.close(resolve))));
  return ports;
}

async function untilReady(server: ChildProcess, url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (server.exitCode !== null) throw new Error(`the Restate server ended with ${server.exitCode}`);
    const isUp = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await pause(200);
  }
  throw new Error(`${url} does not answer`);
}

async function post(url: string, body: unknown): Promise<void> {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
}
