import { SkeinError } from '../../core/errors.ts';
import type { Surroundings } from '../surroundings.ts';

/** @throws SkeinError `bad-usage` when nobody can be asked. */
export function requireTerminal({ input, err }: Surroundings): void {
  if (err.isTerminal && input().isTTY) return;
  throw new SkeinError('bad-usage', {
    where: '--approve',
    what: 'there is no terminal to ask at',
    todo: 'Write the plan with `skein plan REQUEST -o plan.yaml`, look at it, and run it with `skein run plan.yaml`.',
  });
}
