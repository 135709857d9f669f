import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { isModelAgent, type ModelAgent } from '../../agents/model/model-agent.ts';
import { probeModel } from '../../agents/model/probe.ts';
import type { Configuration } from '../../config/configuration.ts';
import { loadConfiguration } from '../../config/load-configuration.ts';
import { modelNotes } from '../../config/model-agents.ts';
import { messageOf } from '../../core/errors.ts';
import type { Style } from '../../report/paint.ts';
import { plainLine } from '../../report/text/plain-text.ts';
import { EXIT } from '../exit-status.ts';
import { jsonText } from '../json-text.ts';
import { storeExists, storePath, withStoreToRead } from '../open-store.ts';
import type { CommonOptions } from '../options.ts';
import type { Surroundings } from '../surroundings.ts';
import { paintFor } from '../terminal/paint.ts';

interface Finding {
  readonly name: string;
  /** `limited`: runs work, some tasks do not. `broken`: runs do not work. */
  readonly state: 'ok' | 'limited' | 'broken';
  readonly detail: string;
}

const SIGNS: Readonly<Record<Finding['state'], readonly [sign: string, style: Style]>> = {
  ok: ['✓', 'good'],
  limited: ['!', 'warn'],
  broken: ['✗', 'bad'],
};

const OLDEST_NODE = [22, 13] as const;

/** What embedded agents load when a task needs it, and what is lost without it. */
const LIBRARIES: readonly (readonly [name: string, use: string])[] = [
  ['vega', 'charts'],
  ['vega-lite', 'charts'],
  ['@resvg/resvg-js', 'charts as PNG'],
  ['pptxgenjs', 'slides as PowerPoint'],
  ['unpdf', 'reading PDF'],
  ['mammoth', 'reading Word'],
  ['mathjs', 'units of measure'],
];

/** `skein doctor`: says what works here and what is missing. Nothing is made or changed. */
export async function doctor(options: CommonOptions, surroundings: Surroundings): Promise<number> {
  const { out, environment } = surroundings;
  const findings = [
    nodeFinding(process.versions.node),
    ...(await configFindings(options, surroundings)),
    await storeFinding(options, surroundings),
    ...(await Promise.all(LIBRARIES.map(([name, use]) => libraryFinding(name, use)))),
  ];
  const isBroken = findings.some(({ state }) => state === 'broken');
  if (options.json) {
    out.writeLine(jsonText({ ok: !isBroken, findings }));
  } else {
    const paint = paintFor({ isTerminal: out.isTerminal, environment });
    for (const { name, state, detail } of findings) {
      const [sign, style] = SIGNS[state];
      out.writeLine(`${paint(style, `${sign} ${state.padEnd(7)}`)} ${name}: ${plainLine(detail)}`);
    }
  }
  return isBroken ? EXIT.failed : EXIT.succeeded;
}

function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
  const detail = isOld ? `${version} is too old: ${OLDEST_NODE.join('.')} or later is needed` : version;
  return { name: 'Node.js', state: isOld ? 'broken' : 'ok', detail };
}

async function configFindings({ config }: CommonOptions, { directory }: Surroundings): Promise<Finding[]> {
  try {
    const { team, path, notes = [], agents: members, servers } = await loadConfiguration(config, directory);
    const models = members.filter(isModelAgent);
    // What is known of a model by itself is said of it below, in full.
    const said = new Set(modelNotes(members, models));
    const agents = `${team.agents.length} agents: ${team.agents.map(({ id }) => id).join(', ')}`;
    const found: Finding = { name: 'team', state: 'ok', detail: `${agents}${path === undefined ? ' (no skein.yaml here)' : ` (${path})`}` };
    const others = notes.filter((note) => !said.has(note));
    return [
      found,
      ...others.map((note): Finding => ({ name: 'config', state: 'limited', detail: note })),
      ...(await Promise.all(models.map(modelFinding))),
      ...(await serverFindings(servers)),
    ];
  } catch (error) {
    return [{ name: 'team', state: 'broken', detail: messageOf(error) }];
  }
}

/** Costs nothing: the server is asked for its list of models only. */
async function modelFinding({ profile, endpoint, isPriced }: ModelAgent): Promise<Finding> {
  const { works, detail } = await probeModel(endpoint);
  const name = `${profile.id} (${endpoint.provider.name}/${endpoint.model})`;
  const unpriced = isPriced
    ? ''
    : '; its price is not known, so its cost is not counted, and it takes no tasks of a run that has a budget: give it a "price"';
  return { name, state: works && isPriced ? 'ok' : 'limited', detail: `${detail}${unpriced}` };
}

/** Each is started for a moment. */
async function serverFindings(servers: Configuration['servers']): Promise<Finding[]> {
  if (servers === undefined) return [];
  try {
    return (await servers.check()).map((check) => {
      const name = `MCP server ${check.server}`;
      if ('problem' in check) return { name, state: 'limited', detail: check.problem };
      return { name, state: 'ok', detail: `answers, with ${check.tools} ${check.tools === 1 ? 'tool' : 'tools'}` };
    });
  } finally {
    await servers.close();
  }
}

async function storeFinding(options: CommonOptions, surroundings: Surroundings): Promise<Finding> {
  const path = storePath(options, surroundings);
  try {
    if (storeExists(options, surroundings)) {
      const count = await withStoreToRead(options, surroundings, (store) => store.runs().length);
      accessSync(path, constants.W_OK);
      return { name: 'store', state: 'ok', detail: `${path} (${count} ${count === 1 ? 'run' : 'runs'})` };
    }
    accessSync(nearestFolder(path), constants.W_OK);
    return { name: 'store', state: 'ok', detail: `${path} will be made by the first run` };
  } catch (error) {
    return { name: 'store', state: 'broken', detail: messageOf(error) };
  }
}

/** The folder that exists and in which the missing ones would be made. */
function nearestFolder(path: string): string {
  let folder = dirname(path);
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** Loads it for real: a native library can be there and still not fit the machine. */
async function libraryFinding(name: string, use: string): Promise<Finding> {
  try {
    await import(name);
    return { name, state: 'ok', detail: use };
  } catch (error) {
    return { name, state: 'limited', detail: `cannot be loaded, so no ${use} (${messageOf(error)})` };
  }
}
