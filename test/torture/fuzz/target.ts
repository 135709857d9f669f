import type { ErrorCode } from '../../../src/core/errors.ts';
import type { Chance } from '../simulation/chance.ts';

/** Something that reads what people, models or disks give it. */
export interface Target {
  readonly name: string;
  /** Texts that are read without complaint, to make others from. */
  readonly corpus: readonly string[];
  /** Makes a text from nothing but chance; then the corpus is not used. */
  readonly make?: (chance: Chance) => string;
  /** The code with which it says no. */
  readonly refusal: ErrorCode;
  /** Part of every message: where the text came from. */
  readonly place: string;
  /**
   * Reads a text, and does with the result what would be done next.
   *
   * @throws SkeinError for a text that it does not take.
   */
  read(text: string, chance: Chance): void | Promise<void>;
}
