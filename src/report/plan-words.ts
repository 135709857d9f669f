import type { Task } from '../core/task.ts';
import { truncate } from './text/display-width.ts';
import { plainLine } from './text/plain-text.ts';

const MAX_TITLE = 72;

/** A task's title, unless it says no more than its id. */
export function ownTitle({ id, title }: Task): string | undefined {
  const words = truncate(plainLine(title), MAX_TITLE);
  const bare = (text: string): string =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  return words === '' || bare(words) === bare(id) ? undefined : words;
}

/** `needs fetch and draft (optional)`; nothing when it depends on nothing. */
export function needsText({ dependsOn }: Task): string | undefined {
  if (dependsOn.length === 0) return undefined;
  const names = dependsOn.slice(0, 6).map(({ task, optional }) => (optional ? `${task} (optional)` : task));
  const more = dependsOn.length - names.length;
  return `needs ${[...names, ...(more > 0 ? [`${more} more`] : [])].join(', ')}`;
}
