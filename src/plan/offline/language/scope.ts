import type { ClauseStart } from './clause-start.ts';
import { OBJECT_PRONOUNS } from './function-words.ts';
import type { Token } from './token.ts';
import { verbOf } from './verbs.ts';
import { baseOfThirdPerson } from './word-forms.ts';

/** Verbs that tell someone to do something, or about doing something: what follows their "to" is not ordered here. */
const SPEAKING =
  /^(?:remind|ask|tell|teach|show|explain|describe|suggest|list|recommend|allow|enable|instruct|notify|encourage|convince|advise|invite|learn|write|create|make|design|develop|code|build|program|propose|brainstorm|outline|find|plan|want|help|train|get)$/;

/**
 * Keeps account of what a clause is in the middle of, so that "explain how to install and run it" and "tips to lose weight and
 * gain muscle" stay whole.
 */
export class Scope {
  private held: 'instructions' | 'purpose' | 'relative' | undefined;
  private readonly speaking: boolean;

  constructor(verb: string | undefined) {
    this.speaking = verb !== undefined && SPEAKING.test(verb);
  }

  /** Takes note of a token of the clause that is no boundary. */
  pass(tokens: readonly Token[], index: number): void {
    const { lower } = tokens[index] as Token;
    const before = tokens[index - 1]?.lower ?? '';
    const next = tokens[index + 1];
    if (lower === 'to' && next !== undefined && verbOf(next.lower) !== undefined) {
      if (/^(?:how|ways?|steps|tips|guide|ideas|strateg(?:y|ies)|methods?|techniques?)$/.test(before)) this.held = 'instructions';
      else if (this.speaking) this.held ??= 'purpose';
    } else if (/^(?:that|which|who|whether|what|why|where)$/.test(lower) && !/^(?:all|of|so|like|this|do|with|for|,)$/.test(before)) {
      const singular = next !== undefined && (baseOfThirdPerson(next.lower) !== undefined || /^(?:is|was|has)$/.test(next.lower));
      if (!singular) this.held ??= 'relative';
    } else if (lower === ',' && this.held === 'relative') {
      this.held = undefined;
    }
  }

  /** Whether a further order would still belong to what the clause is in the middle of. */
  holds(tokens: readonly Token[], start: ClauseStart, comma: boolean): boolean {
    if (this.held === undefined) return false;
    const { link, asks } = start.opening;
    if (asks || (link !== undefined && link !== 'addition')) return false;
    if (this.held === 'instructions') return !comma || !OBJECT_PRONOUNS.has(tokens[start.at + 1]?.lower ?? '');
    return !comma && !OBJECT_PRONOUNS.has(tokens[start.at + 1]?.lower ?? '');
  }
}
