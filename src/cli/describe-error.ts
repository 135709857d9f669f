import { CommanderError } from 'commander';
import { messageOf, SkeinError } from '../core/errors.ts';
import { plainLine, plainText } from '../report/text/plain-text.ts';

/** One paragraph that says what is wrong and what to do about it; the stack, too, when debugging. */
export function describeError(error: unknown, isDebugging: boolean, help = 'skein --help'): string {
  const paragraph = `skein: ${plainLine(paragraphOf(error, isDebugging, help))}`;
  return isDebugging && error instanceof Error ? `${paragraph}\n${plainText(stacksOf(error))}` : paragraph;
}

function paragraphOf(error: unknown, isDebugging: boolean, help: string): string {
  if (error instanceof CommanderError) return withHelp(error.message.replace(/^error: /, ''), help);
  if (SkeinError.isInstance(error)) return isAboutOption(error) ? withHelp(error.message, help) : error.message;
  const todo = isDebugging ? 'Please report it with what follows.' : 'Run it again with --debug for the details.';
  return `internal error: ${messageOf(error).replace(/[.]?$/, '.')} This should not happen. ${todo}`;
}

/** A value that an option does not take, with no word yet on what to do about it. */
function isAboutOption({ complaint: { where, todo } }: SkeinError): boolean {
  return todo === undefined && where?.startsWith('--') === true;
}

function withHelp(message: string, help: string): string {
  return `${message.replace(/[.]?$/, '.')} See ${help}.`;
}

function stacksOf(error: Error): string {
  const stack = error.stack ?? String(error);
  return error.cause instanceof Error ? `${stack}\ncaused by: ${stacksOf(error.cause)}` : stack;
}
