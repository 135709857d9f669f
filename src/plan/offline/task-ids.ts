import { type TaskId, taskId } from '../../core/ids.ts';
import { isStopword } from './language/word-forms.ts';

/** Longest name of one task, its parents' names not counted. */
const LONGEST_NAME = 40;
/** Ids have at most 200 characters: a deeper path starts anew. */
const LONGEST_PATH = 150;
const MOST_WORDS = 4;

/** Gives tasks short names of their own, made of their words: `fetch-sales-csv`, `report/draft`. */
export class TaskIds {
  private readonly taken = new Map<string, number>();

  /** A name of the words that matter. */
  fromWords(text: string, parent?: TaskId): TaskId {
    const words =
      text
        .slice(0, 400)
        .toLowerCase()
        .normalize('NFKD')
        .match(/[a-z0-9]+/g) ?? [];
    const telling = words.filter((word) => !isStopword(word));
    const chosen = (telling.length > 0 ? telling : words).slice(0, MOST_WORDS);
    return this.claim(chosen.join('-') || 'task', parent);
  }

  /** The name itself, or with a number behind it when it is taken. */
  claim(name: string, parent?: TaskId): TaskId {
    const short = name.slice(0, LONGEST_NAME).replace(/-+$/, '') || 'task';
    const path = parent === undefined ? short : parent.length > LONGEST_PATH ? `part/${short}` : `${parent}/${short}`;
    let id = path;
    for (let count = this.taken.get(path) ?? 1; this.taken.has(id); ) {
      count++;
      this.taken.set(path, count);
      id = `${path}-${count}`;
    }
    this.taken.set(id, this.taken.get(id) ?? 1);
    return taskId(id);
  }
}
