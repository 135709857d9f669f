import type { Call } from '../../../core/agent.ts';
import { RetryableError, TerminalError } from '../../../core/agent-error.ts';
import { messageOf } from '../../../core/errors.ts';
import type { Facet } from './facet.ts';
import type { SourcedFinding } from './finding.ts';

/** A public interface that needs no key. */
export interface WebSource {
  readonly name: string;
  readonly facet: Facet;
  /** Findings on a topic, best first. One request. */
  search(topic: string, call: Call, timeoutMs: number): Promise<SourcedFinding[]>;
}

/** The n-th of some results counts a little less than the one before: 1, ..., just above 0. */
export const scoreOf = (index: number, count: number): number => 1 - index / (count + 1);

/**
 * The address of a search below a base address.
 *
 * @throws TerminalError `bad-url` when the base is no http address.
 */
export function searchUrl(name: string, baseUrl: string, path: string, query: Readonly<Record<string, string>>): URL {
  const base = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (base === undefined || !/^https?:$/.test(base.protocol))
    throw new TerminalError('bad-url', `the address of ${name}: expected an http or https URL, received "${baseUrl}"`);
  base.pathname = base.pathname.replace(/\/+$/, '') + path;
  base.search = new URLSearchParams(query).toString();
  return base;
}

/** @returns RetryableError `bad-answer`: a server's answer is not what its interface promises. */
export function badAnswer(name: string, error: unknown): RetryableError {
  return new RetryableError('bad-answer', `${name} sent an answer that cannot be read: ${messageOf(error)}`, { cause: error });
}

/** Reads JSON and hands it to a parser. @throws RetryableError `bad-answer` with what was expected. */
export function readJson<Answer>(name: string, text: string, expected: string, parse: (json: unknown) => Answer | undefined): Answer {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw badAnswer(name, error);
  }
  const answer = parse(json);
  if (answer === undefined) throw badAnswer(name, new Error(`it is no ${expected}`));
  return answer;
}
