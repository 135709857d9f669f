import type { Command } from 'commander';
import { SkeinError } from '../core/errors.ts';
import { nearestName } from '../core/nearest-name.ts';

/** Words that other versions have as commands: nobody means them as a request. */
const NOT_HERE: readonly string[] = ['tell'];

const ABOUT_ITSELF: readonly string[] = ['-h', '--help', '-V', '--version'];

/**
 * The arguments with the command's name first: `skein --json runs` means `skein runs --json`. Without a command's name
 * they are a request to run.
 *
 * @throws SkeinError `bad-usage` when the first word is a mistyped command, or one that this version does not have.
 */
export function hoistCommand(given: readonly string[], program: Command): string[] {
  const names = program.commands.map((command) => command.name());
  const at = firstOperand(given, program);
  const word = given[at];
  if (word === undefined) return given.every((argument) => ABOUT_ITSELF.includes(argument)) ? [...given] : ['run', ...given];
  if (word === 'help')
    refuseUnknown(
      given.slice(at + 1).find((argument) => !argument.startsWith('-')),
      names,
    );
  if (names.includes(word) || word === 'help') return [word, ...given.slice(0, at), ...given.slice(at + 1)];
  const operands = given.slice(at).filter((argument) => !argument.startsWith('-'));
  if (operands.length <= 2 && given[at - 1] !== '--') refuseMistyped(word, names);
  return ['run', ...given];
}

/** Help for a command that there is not would be the help for all. */
function refuseUnknown(word: string | undefined, names: readonly string[]): void {
  if (word === undefined || word === 'help' || names.includes(word)) return;
  const nearest = nearestName(word, names);
  throw new SkeinError('bad-usage', {
    where: `skein help "${word}"`,
    what: 'there is no such command',
    todo: nearest === undefined ? `The commands are ${names.join(', ')}.` : `Did you mean "skein help ${nearest}"?`,
  });
}

function refuseMistyped(word: string, names: readonly string[]): void {
  if (NOT_HERE.includes(word)) {
    throw new SkeinError('bad-usage', {
      where: `"${word}"`,
      what: 'this version has no such command',
      todo: `Its commands are ${names.join(', ')}. To run it as a request: skein run "${word}".`,
    });
  }
  const nearest = /^[a-z]{3,12}$/.test(word) ? nearestName(word, names) : undefined;
  if (nearest === undefined) return;
  throw new SkeinError('bad-usage', {
    where: `"${word}"`,
    what: 'there is no such command',
    todo: `Did you mean "skein ${nearest}"? To run it as a request: skein run "${word}".`,
  });
}

/** Where the first argument stands that is neither an option nor an option's value; past the end when there is none. */
function firstOperand(given: readonly string[], program: Command): number {
  const options = program.commands.flatMap((command) => command.options);
  let at = 0;
  while (at < given.length) {
    const argument = given[at] ?? '';
    if (argument === '--') return at + 1;
    if (!argument.startsWith('-') || argument === '-') return at;
    at++;
    const option = options.find(({ short, long }) => short === argument || long === argument);
    if (option === undefined || !(option.required || option.optional)) continue;
    at++;
    if (option.variadic) while (at < given.length && !given[at]?.startsWith('-')) at++;
  }
  return at;
}
