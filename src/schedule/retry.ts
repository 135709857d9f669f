const FIRST_MS = 250;
const LONGEST_MS = 60_000;

/**
 * How long to leave an agent alone with a task after its n-th failure at it: 250 ms, doubled each time, at most a minute.
 * There is no jitter: attempts are spread by slots and limits already, and decisions stay reproducible.
 *
 * @param failures From 1.
 */
export function backoffMs(failures: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
}
