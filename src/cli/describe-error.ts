import { CommanderError } from 'commander';
import { messageOf, SkeinError } from '../core/errors.ts';
import { plainLine, plainText } from '../report/text/plain-text.ts';

/** One paragraph that says what is wrong and what to do about it; the stack, too, when debugging. */
export function describeError(error: unknown, isDebugging: boolean): string {
  const paragraph = `skein: ${plainLine(paragraphOf(error, isDebugging))}`;
  return isDebugging && error instanceof Error ? `${paragraph}\n${plainText(stacksOf(error))}` : paragraph;
}

function paragraphOf(error: unknown, isDebugging: boolean): string {
  if (error instanceof CommanderError) return usageOf(error);
  if (SkeinError.isInstance(error)) return error.message;
  const todo = isDebugging ? 'Please report it with what follows.' : 'Run it again with --debug for the details.';
  return `internal error: ${messageOf(error).replace(/[.]?$/, '.')} This should not happen. ${todo}`;
}

function usageOf({ message }: CommanderError): string {
  const sentence = message.replace(/^error: /, '').replace(/[.]?$/, '.');
  return `${sentence} See skein --help.`;
}

function stacksOf(error: Error): string {
  const stack = error.stack ?? String(error);
  return error.cause instanceof Error ? `${stack}\ncaused by: ${stacksOf(error.cause)}` : stack;
}
