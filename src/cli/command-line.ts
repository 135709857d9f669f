import { type Command, CommanderError } from 'commander';
import { SkeinError } from '../core/errors.ts';
import { hoistCommand } from './command-words.ts';
import { describeError } from './describe-error.ts';
import { EXIT, exitStatusOfError } from './exit-status.ts';
import { buildProgram } from './program.ts';
import { processSurroundings, type Surroundings } from './surroundings.ts';

/** Runs one command line to its end and gives the exit status. Never rejects. */
export async function runCommandLine(given: readonly string[], version: string): Promise<number> {
  const surroundings = processSurroundings();
  const isDebugging = given.includes('--debug');
  // Thrown where nobody could catch it, such as in a library's callback: the journal is intact, the process is not.
  process.on('uncaughtException', (error) => process.exit(report(error, surroundings, isDebugging)));
  let status: number;
  let help = HELP;
  try {
    const { program, status: ended } = buildProgram(surroundings, version);
    const hoisted = hoistCommand(given, program);
    help = helpOf(hoisted[0], program);
    await program.parseAsync(hoisted, { from: 'user' });
    status = ended();
  } catch (error) {
    status = report(error, surroundings, isDebugging, help);
  }
  return (await flushed(surroundings, isDebugging)) ?? status;
}

/** A command that could not write its output has failed, whatever it did. */
async function flushed(surroundings: Surroundings, isDebugging: boolean): Promise<number | undefined> {
  try {
    await surroundings.out.flush();
    return undefined;
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return report(
      new SkeinError('store-unavailable', { where: 'standard output', what: `cannot be written to (${cause})`, cause: error }),
      surroundings,
      isDebugging,
    );
  } finally {
    await surroundings.err.flush().catch(() => {});
  }
}

const HELP = 'skein --help';

/** What to type to read about the options of the command that was meant. */
function helpOf(word: string | undefined, program: Command): string {
  return program.commands.some((command) => command.name() === word) ? `skein ${word} --help` : HELP;
}

function report(error: unknown, { err }: Surroundings, isDebugging: boolean, help = HELP): number {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.succeeded;
  // No arguments at all: the help was printed, and says more than a complaint.
  if (!(error instanceof CommanderError && error.code === 'commander.help')) err.writeLine(describeError(error, isDebugging, help));
  if (error instanceof CommanderError) return EXIT.badUsage;
  return SkeinError.isInstance(error) ? exitStatusOfError(error.code) : EXIT.failed;
}
