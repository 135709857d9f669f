import { randomInt } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { withDotEnv } from '../../config/dot-env.ts';
import { SkeinError } from '../../core/errors.ts';
import { plainLine } from '../../report/text/plain-text.ts';
import { isLoopback } from '../../server/guard.ts';
import { EXIT } from '../exit-status.ts';
import { jsonText } from '../json-text.ts';
import { loadSqliteStore } from '../load-sqlite-store.ts';
import { loadTeam } from '../load-team.ts';
import { storePath } from '../open-store.ts';
import type { CommonOptions } from '../options.ts';
import { outputFolder } from '../output-folder.ts';
import { EXIT_OF_SIGNAL, onStopSignal, type StopSignal } from '../stop-signals.ts';
import type { Surroundings } from '../surroundings.ts';

export interface ServeCommandOptions extends CommonOptions {
  readonly host?: string;
  readonly port?: number;
  readonly output?: string;
  readonly allowHost?: readonly string[];
  readonly maxRuns?: number;
  /** In ms. */
  readonly grace?: number;
  readonly seed?: number;
  readonly learning: boolean;
}

const USUAL = { host: '127.0.0.1', port: 4600, maxRuns: 8, graceMs: 10_000, output: 'skein-output' };

/** Where the token is, in the environment or in `.env`. */
const TOKEN = 'SKEIN_TOKEN';
const SHORTEST_TOKEN = 16;

/** `skein serve`: runs what it is asked for over HTTP, and goes on with what was interrupted, until it is told to stop. */
export async function serveCommand(options: ServeCommandOptions, version: string, surroundings: Surroundings): Promise<number> {
  const { out, err, directory, environment } = surroundings;
  const host = options.host ?? USUAL.host;
  const token = tokenFor(host, withDotEnv(environment, directory)[TOKEN]);
  const output = outputFolder(options.output ?? USUAL.output, directory);
  const configuration = await loadTeam(options, surroundings);
  const [{ serve }, { openSqliteStore }] = await Promise.all([import('../../server/serve.ts'), loadSqliteStore()]);
  const store = openSqliteStore(storePath(options, surroundings));
  const log = (line: string): void => err.writeLine(plainLine(line));
  let stop: (why: StopSignal | Error) => void = () => {};
  const stopped = new Promise<StopSignal | Error>((resolve) => {
    stop = resolve;
  });
  const letSignalsBe = onStopSignal((signal) => stop(signal));
  try {
    const serving = await serve({
      configuration,
      store,
      root: realpathSync(directory),
      output,
      host,
      port: options.port ?? USUAL.port,
      token,
      names: options.allowHost ?? [],
      maxRuns: options.maxRuns ?? USUAL.maxRuns,
      learning: options.learning && { seed: options.seed ?? randomInt(2 ** 31) },
      version,
      log,
      broken: (error) => stop(error instanceof Error ? error : new Error(String(error))),
    });
    if (options.json) out.writeLine(jsonText({ url: serving.url, host, port: serving.port, pid: process.pid }));
    log(`skein serves ${serving.url}`);
    const why = await stopped;
    log(why instanceof Error ? `stopping: ${why.message}` : `stopping on ${why}; runs that have not ended can be resumed`);
    await serving.stop(options.grace ?? USUAL.graceMs);
    if (why instanceof Error) throw why;
    // To be told to end is how it ends: only whoever presses Ctrl-C has interrupted it.
    return why === 'SIGTERM' ? EXIT.succeeded : EXIT_OF_SIGNAL[why];
  } finally {
    letSignalsBe();
    await configuration.servers?.close();
    await store.close();
  }
}

/** @throws SkeinError `bad-usage` when others could ask, and nothing would keep them from it. */
function tokenFor(host: string, given: string | undefined): string | undefined {
  const token = given === undefined || given === '' ? undefined : given;
  if (token === undefined && !isLoopback(host)) {
    throw new SkeinError('bad-usage', {
      where: `--host ${host}`,
      what: `others can reach this address, so they have to show a token, and ${TOKEN} is not set`,
      todo: `Put a long random text in ${TOKEN}, in the environment or in .env; or leave --host out.`,
    });
  }
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw new SkeinError('bad-usage', {
      where: TOKEN,
      expected: 'letters, digits and signs without white space',
      received: 'a value that is not shown here',
    });
  }
  if (token !== undefined && token.length < SHORTEST_TOKEN) {
    throw new SkeinError('bad-usage', { where: TOKEN, expected: `at least ${SHORTEST_TOKEN} characters`, received: `${token.length}` });
  }
  return token;
}
