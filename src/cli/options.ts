import { type Command, Option } from 'commander';
import { parseDurationMs } from '../core/duration.ts';
import { SkeinError } from '../core/errors.ts';
import { nearestName } from '../core/nearest-name.ts';
import { OBJECTIVES, type Objective } from '../core/team.ts';

/** What every command takes. */
export interface CommonOptions {
  readonly config?: string;
  readonly store?: string;
  readonly json?: boolean;
  readonly debug?: boolean;
}

/** What can be asked of a plan or a run. */
export interface WorkOptions extends CommonOptions {
  readonly objective?: Objective;
  readonly budget?: number;
  readonly quality?: number;
  /** In ms. */
  readonly deadline?: number;
  readonly priority?: number;
  readonly input?: readonly string[];
  readonly maxDepth?: number;
  readonly seed?: number;
  readonly learning: boolean;
}

export const DEFAULT_STORE = '.skein/skein.db';

export function addCommonOptions(command: Command): Command {
  return command
    .option('--config <file>', 'the team and its limits (default: skein.yaml, then the embedded team)')
    .option('--store <file>', `where runs are kept (default: ${DEFAULT_STORE})`)
    .option('--json', 'print one JSON document')
    .option('--debug', 'print the stack of an error');
}

export function addWorkOptions(command: Command): Command {
  return command
    .addOption(new Option('--objective <objective>', `what to aim for: ${OBJECTIVES.join(', ')}`).argParser(parseObjective))
    .addOption(new Option('--budget <usd>', 'spend no more than this').argParser((text) => parseNumber(text, '--budget', { least: 0 })))
    .addOption(
      new Option('--quality <share>', 'the least chance, 0 to 1, that each task is done well').argParser((text) =>
        parseNumber(text, '--quality', { least: 0, most: 1 }),
      ),
    )
    .addOption(
      new Option('--deadline <time>', 'be done this long after the start: 90s, 10m, 1h30m').argParser((text) =>
        parseDurationMs(text, '--deadline'),
      ),
    )
    .addOption(
      new Option('--priority <n>', 'larger goes first among the runs of a team').argParser((text) => parseNumber(text, '--priority')),
    )
    .option('--input <path...>', 'files and folders to work on')
    .addOption(
      new Option('--max-depth <n>', 'how deeply tasks may be nested').argParser((text) =>
        parseNumber(text, '--max-depth', { least: 0, whole: true }),
      ),
    )
    .addOption(
      new Option('--seed <n>', 'fixes everything that is left to chance').argParser((text) =>
        parseNumber(text, '--seed', { least: 0, most: Number.MAX_SAFE_INTEGER, whole: true }),
      ),
    )
    .option(...NO_LEARNING);
}

/** Flag and help of those commands that learn, or use what was learned. */
export const NO_LEARNING = ['--no-learning', 'go by what agents declare: use nothing that was learned, learn nothing'] as const;

interface Bounds {
  readonly least?: number;
  readonly most?: number;
  readonly whole?: boolean;
}

/** @throws SkeinError `bad-usage` */
export function parseNumber(text: string, where: string, { least, most, whole = false }: Bounds = {}): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  const fits = Number.isFinite(value) && value >= (least ?? value) && value <= (most ?? value) && (!whole || Number.isInteger(value));
  if (fits) return value;
  throw new SkeinError('bad-usage', {
    where,
    expected: `a ${whole ? 'whole number' : 'number'}${rangeText(least, most)}`,
    received: text.trim() === '' ? 'nothing' : `"${text}"`,
  });
}

function rangeText(least: number | undefined, most: number | undefined): string {
  if (least === undefined) return most === undefined ? '' : `, at most ${most}`;
  return most === undefined ? `, at least ${least}` : ` from ${least} to ${most}`;
}

/**
 * Refuses an option that was given an empty text, such as `--input "$FILE"` where the variable is not set: taken for a path
 * it would be the current folder.
 *
 * @throws SkeinError `bad-usage`
 */
export function refuseEmptyOptions(command: Command): void {
  for (const option of command.options) {
    const value: unknown = command.getOptionValue(option.attributeName());
    if (![value].flat().includes('')) continue;
    throw new SkeinError('bad-usage', {
      where: option.long ?? option.flags,
      expected: option.flags.replace(/^.*[<[](.*?)(?:\.\.\.)?[>\]]$/, 'a <$1>'),
      received: 'an empty text',
      todo: 'Leave the option out, or say what it stands for.',
    });
  }
}

function parseObjective(text: string): Objective {
  const known = OBJECTIVES.find((objective) => objective === text);
  if (known !== undefined) return known;
  const nearest = nearestName(text, OBJECTIVES);
  throw new SkeinError('bad-usage', {
    where: '--objective',
    expected: OBJECTIVES.join(', '),
    received: `"${text}"`,
    ...(nearest === undefined ? {} : { todo: `Did you mean "${nearest}"?` }),
  });
}
