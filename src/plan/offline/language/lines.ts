/** One line of a request, or a part of one that stands for a line. `start` and `end` bound its text without marker or indent. */
export interface SourceLine {
  readonly kind: 'blank' | 'text' | 'item';
  readonly start: number;
  readonly end: number;
  /** Columns before the marker or the text; a tab is four. */
  readonly indent: number;
  /** The number or letter of an item, in lower case. Absent for bullets. */
  readonly label?: string;
  /** It goes on with the sentence of the line before. */
  readonly wraps: boolean;
  /** It belongs to the list item before it. */
  readonly continues: boolean;
}

const BULLET = /^[-*•‣▪◦·+–—]\s+(?:\[[ xX]?\]\s*)?(?=\S)/;
const NUMBER =
  /^(?:\*\*)?(?:(?:step|task|phase|stage|item)\s+#?(\d{1,4}|[a-z])(?:\*\*)?\s*(?:[:.)]|[-–—](?=\s))|\(?(\d{1,4})(?:\.(?!\d)|[):])|#(\d{1,4})[:.)]?(?=\s))(?:\*\*)?\s*(?=\S)/i;
const LETTER = /^(?:\(([a-z])\)|([a-z])[.)])\s+(?=\S)/i;
const HEADING = /^#{1,6}\s+/;

/** Lines this long were broken for their length, if the next one starts in the middle of a sentence. */
const WRAPPED_CHARACTERS = 60;

interface RawLine {
  readonly start: number;
  readonly end: number;
  readonly indent: number;
}

/** Reads the lines of a request, markers of lists recognised. O(n). */
export function* readLines(source: string): Generator<SourceLine> {
  const raw = [...rawLines(source)];
  const letters = new Set(
    raw
      .flatMap(({ start, end }) => LETTER.exec(source.slice(start, Math.min(end, start + 8)))?.slice(1, 3) ?? [])
      .map((letter) => letter?.toLowerCase()),
  );
  const lettered = letters.has('a') && letters.has('b');
  let before: SourceLine | undefined;
  for (const line of raw) {
    for (const part of partsOf(source, line, lettered, before)) {
      yield part;
      before = part;
    }
  }
}

function* rawLines(source: string): Generator<RawLine> {
  for (const match of source.matchAll(/[^\n\r\u2028\u2029]+|\r?\n/g)) {
    if (/^\r?\n$/.test(match[0])) {
      const previous = source.charAt(match.index - 1);
      if (previous === '\n' || match.index === 0) yield { start: match.index, end: match.index, indent: 0 };
      continue;
    }
    const blank = /^\s*/.exec(match[0])?.[0] ?? '';
    const trimmed = match[0].trimEnd();
    const start = match.index + Math.min(blank.length, trimmed.length);
    yield { start, end: match.index + trimmed.length, indent: blank.replaceAll('\t', '    ').length };
  }
}

function* partsOf(source: string, line: RawLine, lettered: boolean, before: SourceLine | undefined): Generator<SourceLine> {
  const { start, end, indent } = line;
  if (end <= start) {
    yield { kind: 'blank', start, end, indent, wraps: false, continues: false };
    return;
  }
  const head = source.slice(start, Math.min(end, start + 40));
  const marker = markerOf(head, lettered);
  if (marker !== undefined && !(marker.label === undefined && /^[-–—]\s/.test(head) && before?.kind === 'text' && before.wraps)) {
    const item = {
      kind: 'item' as const,
      start: start + marker.length,
      end,
      indent,
      ...(marker.label === undefined ? {} : { label: marker.label }),
      wraps: false,
      continues: false,
    };
    yield* marker.label === undefined ? [item] : inlineItems(source, { start, end, indent }, item);
    return;
  }
  const heading = HEADING.exec(head);
  const text = textLine(source, heading === null ? line : { ...line, start: start + heading[0].length }, before, heading !== null);
  yield* inlineItems(source, line, text);
}

function textLine(source: string, { start, end, indent }: RawLine, before: SourceLine | undefined, heading: boolean): SourceLine {
  const lowerStart = /^[\p{Ll}(,]/u.test(source.slice(start, start + 2));
  const open = before !== undefined && before.kind !== 'blank' && !/[.!?:;]$/.test(source.slice(before.start, before.end));
  const long = before !== undefined && before.end - before.start >= WRAPPED_CHARACTERS;
  const underItem = before !== undefined && before.kind !== 'blank' && (before.kind === 'item' || before.continues);
  const continues = !heading && underItem && (indent > before.indent || (open && lowerStart && long));
  return {
    kind: 'text',
    start,
    end,
    indent: continues ? (before?.indent ?? indent) : indent,
    wraps: !heading && open && lowerStart && (long || continues),
    continues,
  };
}

function markerOf(head: string, lettered: boolean): { readonly length: number; readonly label?: string } | undefined {
  const bullet = BULLET.exec(head);
  if (bullet !== null) {
    const inner = NUMBER.exec(head.slice(bullet[0].length));
    const label = inner?.[1] ?? inner?.[2] ?? inner?.[3];
    return inner === null || label === undefined
      ? { length: bullet[0].length }
      : { length: bullet[0].length + inner[0].length, label: label.toLowerCase() };
  }
  const number = NUMBER.exec(head);
  const numberLabel = number?.[1] ?? number?.[2] ?? number?.[3];
  if (number !== null && numberLabel !== undefined) return { length: number[0].length, label: numberLabel.toLowerCase() };
  const letter = lettered ? LETTER.exec(head) : null;
  const label = letter?.[1] ?? letter?.[2];
  return letter === null || label === undefined ? undefined : { length: letter[0].length, label: label.toLowerCase() };
}

const INLINE =
  /(?:^|[\s;,:(])(?:(?:(?:step|task|phase|stage)\s+)?(?:\((?<bracketed>\d{1,3})\)|(?<bare>\d{1,3})[.):])|(?:step|task|phase|stage)\s+(?<letter>[a-z])[.):]|\(?(?<item>[a-z])\))\s+(?=[^\s\d])/gi;

/** Letters count from a. */
const BEFORE_A = 'a'.charCodeAt(0) - 1;

/** After these words a number counts, or refers back: "step 2. Step 3 needs ..." */
const NOT_BEFORE_MARKER =
  /\b(?:steps?|tasks?|(?:steps?|tasks?) \d+ (?:and|or|to)|to|than|number|no|of|item|part|version|chapter|is|are|needs?|requires?|after|before|precedes?|by)$/i;

/** `Do this: 1) wash 2) dry` is a list written in a row: markers that count from 1 without a gap, two at least. */
function* inlineItems(source: string, line: RawLine, whole: SourceLine): Generator<SourceLine> {
  const text = source.slice(line.start, line.end);
  if (!/(?:\d|\b(?:step|task|phase|stage) [a-z])[.):]|\b[a-z]\)/i.test(text)) {
    yield whole;
    return;
  }
  const markers: { readonly at: number; readonly from: number; readonly label: string }[] = [];
  for (const match of text.matchAll(INLINE)) {
    const letter = (match.groups?.['letter'] ?? match.groups?.['item'])?.toLowerCase();
    const label = letter ?? match.groups?.['bracketed'] ?? match.groups?.['bare'] ?? '';
    if ((letter === undefined ? Number(label) : letter.charCodeAt(0) - BEFORE_A) !== markers.length + 1) continue;
    const lead = (text.slice(Math.max(0, match.index - 24), match.index) + (/^[;,:]/.exec(match[0])?.[0] ?? '')).trimEnd();
    if (NOT_BEFORE_MARKER.test(lead)) continue;
    if (markers.length === 0 && lead !== '' && !/[.:;,!?)\]–—-]$/.test(lead)) continue;
    markers.push({ at: line.start + match.index, from: line.start + match.index + match[0].length, label });
  }
  const [first] = markers;
  if (markers.length < 2 || first === undefined) {
    yield whole;
    return;
  }
  const leadEnd = source.slice(line.start, first.at + 1).trimEnd().length + line.start;
  if (whole.kind === 'text' && leadEnd > whole.start) yield { ...whole, end: leadEnd };
  let sentences = 1;
  for (const [index, marker] of markers.entries()) {
    const last = index === markers.length - 1;
    const end = last ? sentencesEnd(source, marker.from, line.end, sentences) : (markers[index + 1]?.at ?? line.end);
    const trimmed = source.slice(marker.from, end).replace(/[\s;,]+(?:and|then)?[\s;,]*$/i, '');
    sentences = Math.max(sentences, trimmed.split(SENTENCE_END).length);
    yield {
      kind: 'item',
      start: marker.from,
      end: marker.from + trimmed.length,
      indent: line.indent,
      label: marker.label,
      wraps: false,
      continues: false,
    };
    if (!last || end >= line.end) continue;
    const rest = source.slice(end, line.end);
    yield { kind: 'text', start: line.end - rest.trimStart().length, end: line.end, indent: line.indent, wraps: false, continues: false };
  }
}

const SENTENCE_END = /(?<=[.!?]["')\]]?)\s+(?=["'(\p{Lu}])/u;

/** Where the last item of a row ends: it has no more sentences than the longest before it, and what follows is no part of it. */
function sentencesEnd(source: string, from: number, to: number, sentences: number): number {
  let end = from;
  for (const sentence of source.slice(from, to).split(SENTENCE_END).slice(0, sentences)) {
    end = source.indexOf(sentence, end) + sentence.length;
  }
  return end;
}
