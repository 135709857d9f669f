import { isJsonObject, type JsonObject } from '../../core/json.ts';
import { readLoose } from './loose-json.ts';

/** An object of a reply that may be a task. */
export interface ReplyObject {
  readonly value: JsonObject;
  /** Counts the separate pieces of JSON in the reply: a model that starts over writes a second one. */
  readonly block: number;
}

/** A piece of a reply that could not be read. */
export interface Unreadable {
  readonly what: string;
  /** The beginning of the piece. */
  readonly excerpt: string;
}

/** Replies beyond this are cut off: no plan is that long. */
export const LONGEST_REPLY = 2_000_000;

/** One task longer than this is not read: its text would be read again with every piece that comes. */
const LONGEST_OBJECT = 100_000;

/** What models think in front of their answer may hold drafts. */
const THOUGHTS = /<(think|thinking|thought|reasoning|scratchpad)>/gi;

/** An object begins here, and not a brace of prose. */
const OBJECT = /\{\s*(?:["'“‘}]|[\p{L}_$][\p{L}\p{N}_$-]*\s*:|\/\/|\/\*|#)/uy;

const STRING = '"(?:[^"\\\\]|\\\\.)*"';
/** An object that only holds the list of tasks: `{"goal": "...", "tasks": [`. */
const WRAPPER = new RegExp(
  `\\{\\s*((?:(?:${STRING}|\\w+)\\s*:\\s*(?:${STRING}|[-\\w.]+)\\s*,\\s*)*)["']?(?:tasks|plan|steps|nodes|graph|dag|todo|task_list)["']?\\s*:\\s*(?=[[{])`,
  'yi',
);
const TASK_KEYS = /["']?(?:instruction|dependsOn|depends_on|capabilities)["']?\s*:/i;

/**
 * Takes a model's reply piece by piece and gives out each object as soon as its text has arrived: out of a JSON array, an object
 * around one, JSON lines, fences, with prose between. Objects that hold the list are gone into, so that nothing waits for their end.
 */
export class ReplyReader {
  readonly #unreadable: { readonly what: string; readonly at: number }[] = [];
  #text = '';
  #at = 0;
  #block = 0;
  #proseSince = 0;
  #found = 0;
  #waiting = false;

  /** The objects that are complete with this piece. */
  push(piece: string): ReplyObject[] {
    if (this.#text.length > LONGEST_REPLY) return [];
    this.#text += piece;
    // Only a brace can complete what is being waited for.
    if (this.#waiting && !piece.includes('}') && !piece.includes('[') && !piece.includes('{')) return [];
    return this.#read();
  }

  /** True when the reply has come to its longest. */
  get isFull(): boolean {
    return this.#text.length > LONGEST_REPLY;
  }

  /**
   * The reply is over.
   *
   * @returns The rest, when it ends in the middle of an object.
   */
  end(): { readonly objects: readonly ReplyObject[]; readonly cut: string | undefined } {
    const objects = this.#read(true);
    return { objects, cut: this.#waiting ? this.#text.slice(this.#at, this.#at + 400) : undefined };
  }

  /** What could not be read, when the reply is over. */
  get unreadable(): Unreadable[] {
    return this.#unreadable
      .map(({ what, at }) => ({ what, excerpt: this.#text.slice(at, at + 160) }))
      .filter(({ excerpt }) => TASK_LIKE.test(excerpt));
  }

  /** All that was said, for the next turn of the conversation. */
  get text(): string {
    return this.#text;
  }

  #read(isOver = false): ReplyObject[] {
    const objects: ReplyObject[] = [];
    this.#waiting = false;
    while (this.#toNextObject(isOver)) {
      if (this.#enterWrapper()) continue;
      const reading = readLoose(this.#text, this.#at);
      if (reading.kind === 'incomplete' && this.#text.length - this.#at <= LONGEST_OBJECT) {
        this.#waiting = true;
        break;
      }
      if (reading.kind === 'value') {
        objects.push(...this.#objectsIn(reading.value));
        this.#at = reading.end;
        this.#proseSince = reading.end;
      } else {
        this.#skipUnreadable(reading.kind === 'malformed' ? reading.what : `it has more than ${LONGEST_OBJECT} characters`);
      }
    }
    return objects;
  }

  /** Moves to where an object begins, past prose, brackets, fences and thoughts. */
  #toNextObject(isOver: boolean): boolean {
    const text = this.#text;
    for (;;) {
      const brace = text.indexOf('{', this.#at);
      THOUGHTS.lastIndex = this.#at;
      const thought = THOUGHTS.exec(text);
      if (thought !== null && (brace < 0 || thought.index < brace)) {
        const end = text.indexOf(`</${thought[1]}>`, thought.index);
        if (end < 0) {
          if (!isOver) return false;
          this.#at = text.length;
          return false;
        }
        this.#at = end + (thought[1]?.length ?? 0) + 3;
        this.#proseSince = this.#at;
        continue;
      }
      if (brace < 0) {
        // A tag may have begun at the very end.
        const tag = text.lastIndexOf('<');
        this.#at = !isOver && tag >= this.#at && text.length - tag < 16 ? tag : text.length;
        return false;
      }
      OBJECT.lastIndex = brace;
      if (OBJECT.test(text)) {
        this.#at = brace;
        return true;
      }
      // Whether it is an object shows with what follows.
      if (!isOver && text.length - brace < 60 && /^\{\s*[\p{L}\p{N}_$-]*\s*$/u.test(text.slice(brace))) {
        this.#at = brace;
        this.#waiting = true;
        return false;
      }
      this.#at = brace + 1;
    }
  }

  #enterWrapper(): boolean {
    if (this.#found > 0) return false;
    WRAPPER.lastIndex = this.#at;
    const header = WRAPPER.exec(this.#text.slice(0, this.#at + 20_000));
    if (header === null || TASK_KEYS.test(header[1] ?? '')) return false;
    this.#at += header[0].length;
    this.#proseSince = this.#at;
    return true;
  }

  #objectsIn(value: unknown): ReplyObject[] {
    const object = value as JsonObject;
    const list = LISTS.map((name) => object[name]).find((inner) => Array.isArray(inner) || isJsonObject(inner));
    const isHolder = list !== undefined && this.#found === 0 && !TASK_NAMES.some((name) => Object.hasOwn(object, name));
    if (isHolder && !Array.isArray(list)) return this.#objectsIn(list);
    const items = (isHolder && Array.isArray(list) ? list : [object]).filter((item) => isJsonObject(item)).filter(isTold);
    if (items.length === 0) return [];
    this.#countBlock();
    this.#found += items.length;
    return items.map((item) => ({ value: item, block: this.#block }));
  }

  /** Prose or a fence between two objects means that the model began anew. */
  #countBlock(): void {
    const between = this.#text.slice(this.#proseSince, this.#at);
    if (this.#found > 0 && /`{3}|[\p{L}\p{N}][^{}[\]]{15}/u.test(between)) this.#block++;
  }

  #skipUnreadable(what: string): void {
    this.#unreadable.push({ what, at: this.#at });
    this.#at++;
  }
}

/** Braces of prose and figures of estimates are nobody's loss. */
const TASK_LIKE = /["']?(?:id|instruction|task|title|name)["']?\s*:/;

/** It has something of a task, or is one of the arrows that some models write apart from the tasks. */
function isTold(object: JsonObject): boolean {
  return TOLD.some((name) => Object.hasOwn(object, name));
}

const TOLD = ['id', 'task_id', 'taskId', 'task', 'name', 'title', 'instruction', 'description', 'from', 'source'] as const;
const LISTS = ['tasks', 'plan', 'steps', 'nodes', 'graph', 'dag', 'todo', 'task_list'] as const;
const TASK_NAMES = ['instruction', 'dependsOn', 'depends_on', 'capabilities'] as const;
