import { subjectOf } from './subject.ts';
import { cleanLine } from './text/clean-text.ts';

export type Form = 'report' | 'comparison' | 'pros-and-cons' | 'summary' | 'outline' | 'email';

/** What an instruction asks of the writer. */
export interface Purpose {
  readonly form: Form;
  /** `draft`: a text that another task will review. `refine`: review the text at hand. `final`: a text to hand over. */
  readonly stage: 'draft' | 'refine' | 'final';
  /** Whether the text is also saved as files. */
  readonly saves: boolean;
  /** What it is about; `undefined` when the instruction only points at its material. */
  readonly subject: string | undefined;
  /** At least 20. */
  readonly maxWords: number | undefined;
  /** At least 1. */
  readonly maxSentences: number | undefined;
  /** The headings that were asked for, in order. */
  readonly headings: readonly string[];
  /** The things to compare, two or more, or none. */
  readonly rivals: readonly string[];
  /** Who an e-mail is for. */
  readonly recipient: string | undefined;
}

const REFINE =
  /^\s*(?:please\s+)?(?:review|refine|revise|edit|proofread|polish|improve|finali[sz]e|copy-?edit|clean up|tidy|check|format)\b/i;
const DRAFT = /\bdraft(?:s|ed|ing)?\b/i;
const JOINING =
  /^\s*(?:please\s+)?(?:summari[sz]e|combine|merge|compile|synthesi[sz]e|aggregate|collect|condense|consolidate|join|recap|describe|explain)\b/i;

/**
 * Reads what is to be written out of an instruction.
 *
 * A text is saved unless it is a step on the way: a draft that the plan made for a later review (`Draft sections ...`,
 * or a draft nobody asked for by that name), or a mere joining of results (`Combine ...`) that asks for no report.
 */
export function readPurpose(instruction: string, request: string): Purpose {
  const text = cleanLine(instruction, 2000);
  const form = formOf(text);
  const draft = DRAFT.test(text) && form === 'report' && !REFINE.test(text);
  const onTheWay = draft && (/\b(?:sections?|chapters?|parts|first|rough|initial)\b/i.test(text) || !DRAFT.test(request));
  const stage = REFINE.test(text) ? 'refine' : onTheWay ? 'draft' : 'final';
  const joins = JOINING.test(text) && !/\b(?:report|article|document|white ?paper)\b/i.test(text);
  return {
    form,
    stage,
    saves: stage !== 'draft' && !joins,
    subject: subjectOf(text) ?? undefined,
    maxWords: maxWordsOf(text),
    maxSentences: maxSentencesOf(text),
    headings: headingsOf(text),
    rivals: rivalsOf(text),
    recipient: /\be-?mail\s+to\s+([^,.;:]+?)(?=\s+(?:about|on|regarding|that|saying|with|summari|from|to)\b|[,.;:]|$)/i
      .exec(text)?.[1]
      ?.trim(),
  };
}

function formOf(text: string): Form {
  if (/\b(?:e-?mail|letter)\b/i.test(text)) return 'email';
  if (/\bpros?\s+(?:and|&|\/)\s+cons?\b|\badvantages\s+and\s+(?:dis|draw)/i.test(text)) return 'pros-and-cons';
  if (/\bcompar(?:e|ison|ing)\b|\bversus\b|\bvs\.?\s/i.test(text)) return 'comparison';
  if (/\boutline\b|\btable of contents\b/i.test(text)) return 'outline';
  if (/\b(?:summar(?:y|i[sz]e|i[sz]ing)|abstract|digest|recap|condense|tl;?dr|key (?:points|takeaways|findings))\b/i.test(text)) {
    return /\breport\b(?!\s*(?:from|of the))/i.test(text) && !/\bsummar\w+\s+(?:of\s+)?(?:the\s+|a\s+|this\s+)?\w*\s*report/i.test(text)
      ? 'report'
      : 'summary';
  }
  return JOINING.test(text) && !/\b(?:report|article|document)\b/i.test(text) ? 'summary' : 'report';
}

const NUMBER_WORDS: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3, four: 4, five: 5, ten: 10 };
const WORDS_A_PAGE = 450;
const WORDS_A_PARAGRAPH = 80;

function maxWordsOf(text: string): number | undefined {
  const found = /\b(\d{1,6}|one|two|three|four|five|ten)[\s-]+(words?|pages?|paragraphs?)\b/i.exec(text);
  const [, amount = '', unit = ''] = found ?? [];
  const count = NUMBER_WORDS[amount.toLowerCase()] ?? Number(amount);
  if (found === null || !Number.isFinite(count) || count <= 0) return undefined;
  const per = /^word/i.test(unit) ? 1 : /^page/i.test(unit) ? WORDS_A_PAGE : WORDS_A_PARAGRAPH;
  return Math.max(20, Math.min(20_000, count * per));
}

function maxSentencesOf(text: string): number | undefined {
  const amount = /\b(\d{1,3}|one|two|three|four|five|ten)[\s-]+(?:sentences?|points?|bullets?|bullet points)\b/i
    .exec(text)?.[1]
    ?.toLowerCase();
  if (amount === undefined) return undefined;
  return Math.max(1, NUMBER_WORDS[amount] ?? Number(amount));
}

function headingsOf(text: string): string[] {
  const list = /\b(?:sections?|chapters?|headings?)\s*(?::|on|for|about|called|named|covering)\s*([^.;]+)/i.exec(text)?.[1];
  if (list === undefined) return [];
  const headings = partsOf(list).filter((heading) => heading.length >= 3 && heading.length <= 60);
  return headings.length >= 2 ? headings : [];
}

function rivalsOf(text: string): string[] {
  const list =
    /\bcompar(?:e|ing)\s+(?:and contrast\s+)?(?:the\s+)?([^.;:]+)/i.exec(text)?.[1] ??
    /\bcomparison\s+(?:of|between)\s+(?:the\s+)?([^.;:]+)/i.exec(text)?.[1] ??
    /\b(?:between|of|on|about)\s+([^.;:]+?\s+(?:vs\.?|versus)\s+[^.;:]+)/i.exec(text)?.[1] ??
    /([\w+#-]+(?:\s[\w+#-]+)?\s+(?:vs\.?|versus)\s+[^.;:,]+)/i.exec(text)?.[1];
  if (list === undefined) return [];
  const until =
    list.split(
      /\s+(?:on|in terms of|by|based on|using|with respect to|regarding|for|from|as regards|in|(?:and|then)\s+(?:then\s+)?(?:write|draft|create|make|prepare|present|produce|explain|plot|chart|summari[sz]e|recommend|say|tell|decide|pick|choose))\s+/i,
      1,
    )[0] ?? list;
  const rivals = partsOf(until).filter(
    (rival) => rival.length >= 1 && rival.length <= 40 && !/^(?:the\s+)?(?:two|three|both|results?|options?|findings?|them)\b/i.test(rival),
  );
  return rivals.length >= 2 && rivals.length <= 6 ? rivals : [];
}

function partsOf(list: string): string[] {
  return list
    .split(/\s*(?:,|\band\b|\bvs\b\.?|\bversus\b|\bwith\b|\bto\b|&)\s*/i)
    .map((part) =>
      part
        .trim()
        .replace(
          /^(?:(?:the|a|an|two|three|both|regions?|options?|products?|companies|countries|languages?|frameworks?|tools?|approaches)\s+)+(?=\S)/i,
          '',
        )
        .replace(/["“”]/g, ''),
    )
    .filter((part) => part !== '');
}
