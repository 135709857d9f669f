import type { MakeSideCall, Usage } from '../../core/agent.ts';
import { AgentError } from '../../core/agent-error.ts';
import { messageOf } from '../../core/errors.ts';
import type { Task } from '../../core/task.ts';
import type { PlanDraft } from './plan-draft.ts';
import { repairText } from './planning-prompt.ts';
import { ReplyReader } from './reply-reader.ts';
import type { ModelPrompt, TextModel } from './text-model.ts';

/** How often a plan goes back to its writer. */
export const MOST_REPAIRS = 2;

/** How often a call is made again that failed before it said anything. */
const MOST_TRIES = 3;
const LONGEST_WAIT_MS = 30_000;

export interface Asking {
  readonly model: TextModel;
  readonly instructions: string;
  readonly question: string;
  /** Whether an empty list is an answer. Default false. */
  readonly mayBeEmpty?: boolean;
  readonly signal: AbortSignal;
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
  onUsage?(usage: Usage, costUsd: number | undefined): void;
  readonly sideCall?: MakeSideCall;
}

/** What came of asking. */
export type Asked =
  | { readonly kind: 'tasks'; readonly tasks: readonly Task[] }
  /** The plan has to be written anew: what was given out is void. */
  | { readonly kind: 'anew'; readonly complaints: readonly string[]; readonly draft: PlanDraft }
  /** It went back to its writer. */
  | { readonly kind: 'repair'; readonly complaints: readonly string[] }
  | { readonly kind: 'done'; readonly draft: PlanDraft }
  | { readonly kind: 'failed'; readonly why: string; readonly draft: PlanDraft };

type Message = ModelPrompt['messages'][number];

/**
 * Has a model write tasks, giving out each as soon as it has arrived. A reply that is no plan goes back with what is wrong with it,
 * at most twice. The last thing said is `done` or `failed`.
 *
 * @param newDraft Makes the draft that tasks are taken into; again, knowing the void one, when the plan is written anew.
 */
export async function* askForTasks(asking: Asking, newDraft: (last?: PlanDraft) => PlanDraft): AsyncGenerator<Asked> {
  let draft = newDraft();
  const messages: Message[] = [{ role: 'user', text: asking.question }];
  for (let repairs = 0; ; repairs++) {
    const reader = new ReplyReader();
    draft.begin();
    let broke: string | undefined;
    try {
      for await (const piece of talk(asking, messages)) {
        for (const object of reader.push(piece)) {
          const tasks = draft.take(object);
          if (tasks.length > 0) yield { kind: 'tasks', tasks };
        }
        if (reader.isFull || draft.isTooLarge) break;
      }
    } catch (error) {
      if (asking.signal.aborted) throw asking.signal.reason;
      if (!isPassing(error) || reader.text === '') {
        yield { kind: 'failed', why: messageOf(error), draft };
        return;
      }
      broke = messageOf(error);
    }
    const { objects, cut } = reader.end();
    for (const object of objects) {
      const tasks = draft.take(object);
      if (tasks.length > 0) yield { kind: 'tasks', tasks };
    }
    const complaints = [...complaintsOf(reader, draft.isTooLarge ? undefined : cut, broke), ...draft.finish()];
    const isMeantEmpty = asking.mayBeEmpty === true && /\[\s*\]/.test(reader.text);
    if (draft.size === 0 && complaints.length === 0 && !isMeantEmpty) complaints.push(nothingIn(reader.text));
    if (complaints.length === 0) {
      yield { kind: 'done', draft };
      return;
    }
    if (repairs === MOST_REPAIRS) {
      yield { kind: 'failed', why: complaints.slice(0, 5).join('; '), draft };
      return;
    }
    const isAnew = draft.isTooLarge;
    messages.push(
      { role: 'assistant', text: reader.text.slice(0, 50_000) || '(nothing)' },
      {
        role: 'user',
        text: repairText(
          complaints,
          draft.tasks.map(({ id }) => id),
          isAnew,
        ),
      },
    );
    if (isAnew) {
      yield { kind: 'anew', complaints, draft };
      draft = newDraft(draft);
    } else {
      yield { kind: 'repair', complaints };
    }
  }
}

function complaintsOf({ unreadable }: ReplyReader, cut: string | undefined, broke: string | undefined): string[] {
  const complaints = unreadable.map(({ what, excerpt }) => `this part is not JSON (${what}): ${oneLine(excerpt)}`);
  if (cut !== undefined) complaints.push(`the reply ends in the middle of a task: ${oneLine(cut)}`);
  if (broke !== undefined) complaints.push(`the reply broke off (${broke})`);
  return complaints;
}

function nothingIn(text: string): string {
  return text.trim() === '' ? 'the reply is empty' : `there is no task in the reply, which begins: ${oneLine(text)}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 160);
}

/** One reply; asked for again when the call fails for a passing reason before anything was said. */
async function* talk(asking: Asking, messages: readonly Message[]): AsyncGenerator<string> {
  const { model, instructions, signal, onUsage, sideCall } = asking;
  const options = { signal, ...(onUsage === undefined ? {} : { onUsage }), ...(sideCall === undefined ? {} : { sideCall }) };
  for (let tries = 1; ; tries++) {
    let said = false;
    try {
      for await (const piece of model.streamText({ instructions, messages }, options)) {
        said ||= piece !== '';
        yield piece;
      }
      return;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (said || tries === MOST_TRIES || !isPassing(error)) throw error;
      const askedMs = AgentError.isInstance(error) ? error.retryAfterMs : undefined;
      if (askedMs !== undefined && askedMs > LONGEST_WAIT_MS) throw error;
      await asking.sleep(askedMs ?? 500 * 2 ** (tries - 1), signal);
    }
  }
}

function isPassing(error: unknown): boolean {
  return !AgentError.isInstance(error) || error.kind === 'retryable';
}
