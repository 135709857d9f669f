import { Command, InvalidArgumentError } from 'commander';

/**
 * The command line of a script of this project: options are added to it, then it is parsed. `--help` tells of them; what it does not know, or
 * cannot read, is named, and the script ends with 2.
 *
 * @param name As it is called: `npm run NAME -- OPTIONS`.
 */
export function scriptCommand(name: string, description: string): Command {
  const command = new Command(`npm run ${name} --`)
    .description(description)
    .allowExcessArguments(false)
    .showHelpAfterError('(--help tells of all)');
  return command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
}

/** Reads an option that is a whole number. */
export function whole(text: string): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(value)) throw new InvalidArgumentError('Expected a whole number.');
  return value;
}

/** Makes a reader of an option that is a list of these names, parted by commas. */
export function someOf<Name extends string>(names: readonly Name[]): (text: string) => readonly Name[] {
  return (text) =>
    text.split(',').map((given) => {
      const name = names.find((one) => one === given.trim());
      if (name === undefined) throw new InvalidArgumentError(`Expected some of ${names.join(', ')}.`);
      return name;
    });
}

/** Gathers an option that may be given several times. */
export function oneOf<Name extends string>(names: readonly Name[]): (text: string, before?: readonly Name[]) => readonly Name[] {
  return (text, before = []) => [...before, ...someOf(names)(text)];
}
