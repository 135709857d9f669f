import { basename, dirname } from 'node:path';
import type { Call, DependencyResult } from '../../../../core/agent.ts';

/**
 * Where to write a file of this name. When a dependency of the task has already made one of the same name in the run's
 * output folder, that is replaced, so that a text and its reviewed form do not lie side by side.
 */
export async function placeFor(fileName: string, call: Call, dependencies: readonly DependencyResult[]): Promise<string> {
  const fresh = await call.artifactPath(fileName);
  const earlier = dependencies.flatMap(({ artifacts }) => artifacts.map(({ path }) => path));
  return earlier.find((path) => basename(path) === fileName && dirname(path) === dirname(fresh)) ?? fresh;
}
