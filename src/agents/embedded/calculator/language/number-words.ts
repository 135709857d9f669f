const SMALL: Readonly<Record<string, number>> = {
  zero: 0,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
};

/** Powers of ten by name. */
export const SCALES: ReadonlyMap<string, number> = new Map([
  ['thousand', 3],
  ['million', 6],
  ['billion', 9],
  ['trillion', 12],
  ['quadrillion', 15],
  ['quintillion', 18],
]);

/** Parts of a whole by name: one over this. */
export const FRACTION_WORDS: ReadonlyMap<string, number> = new Map(
  Object.entries({ half: 2, third: 3, quarter: 4, fourth: 4, fifth: 5, sixth: 6, seventh: 7, eighth: 8, ninth: 9, tenth: 10 })
    .flatMap(([word, parts]): [string, number][] => [
      [word, parts],
      [word === 'half' ? 'halves' : `${word}s`, parts],
    ])
    .concat([
      ['hundredth', 100],
      ['hundredths', 100],
      ['thousandth', 1000],
      ['thousandths', 1000],
    ]),
);

/** Places in a row by name; -1 is the last. */
export const ORDINALS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    first: 1,
    second: 2,
    third: 3,
    fourth: 4,
    fifth: 5,
    sixth: 6,
    seventh: 7,
    eighth: 8,
    ninth: 9,
    tenth: 10,
    last: -1,
    latter: -1,
    former: 1,
  }),
);

export interface NumberPhrase {
  /** As a numeral: `105`, `3.5`, `3/2`. */
  readonly numeral: string;
  /** How many words it took. */
  readonly length: number;
}

const isSmall = (word: string | undefined): word is string => word !== undefined && Object.hasOwn(SMALL, word);

/** True for a word that only ever is part of a number. */
export function isNumberWord(word: string): boolean {
  return isSmall(word) || word === 'hundred' || SCALES.has(word);
}

/**
 * A number in words at the start of `words`: `two million three hundred and five`, `three point five`, `a dozen`,
 * `one and a half`; `undefined` when there is none.
 */
export function readNumberWords(words: readonly string[]): NumberPhrase | undefined {
  const start = words[0] === 'a' && (words[1] === 'hundred' || words[1] === 'dozen' || SCALES.has(words[1] ?? '')) ? 1 : 0;
  const whole = readWhole(words, start);
  if (whole === undefined) return undefined;
  if (words[whole.end] === 'point' && isDigit(words[whole.end + 1])) {
    let end = whole.end + 1;
    let digits = '';
    for (; isDigit(words[end]); end++) digits += String(SMALL[words[end] ?? '']);
    return { numeral: `${whole.value}.${digits}`, length: end };
  }
  const part = readPart(words, whole.end);
  if (part !== undefined) return { numeral: `${whole.value * BigInt(part.parts) + part.count}/${part.parts}`, length: part.end };
  return { numeral: String(whole.value), length: whole.end };
}

const isDigit = (word: string | undefined): boolean => isSmall(word) && (SMALL[word] ?? 10) < 10;

/** "and a half", "and three quarters", after a whole number. */
function readPart(words: readonly string[], at: number): { count: bigint; parts: number; end: number } | undefined {
  const [and, count = '', part = ''] = words.slice(at, at + 3);
  const parts = FRACTION_WORDS.get(part);
  if (and !== 'and' || parts === undefined || words[at + 3] === 'of') return undefined;
  if (count !== 'a' && !isSmall(count)) return undefined;
  return { count: count === 'a' ? 1n : BigInt(SMALL[count] ?? 0), parts, end: at + 3 };
}

function readWhole(words: readonly string[], start: number): { value: bigint; end: number } | undefined {
  let total = 0n;
  let group = 0n;
  let end = 0;
  for (let index = start; index < words.length; index++) {
    const word = words[index] ?? '';
    const begun = end > 0 || (start === 1 && index === 1);
    const scale = SCALES.get(word);
    if (isSmall(word)) {
      if (end > 0 && !joins(group, SMALL[word] ?? 0)) break;
      group += BigInt(SMALL[word] ?? 0);
    } else if (word === 'dozen' && (begun || index === 0)) {
      group = (group === 0n ? 1n : group) * 12n;
    } else if (word === 'hundred' && begun && group < 100n) {
      group = (group === 0n ? 1n : group) * 100n;
    } else if (scale !== undefined && begun && group < 1000n) {
      total += (group === 0n ? 1n : group) * 10n ** BigInt(scale);
      group = 0n;
    } else if (word === 'and' && end > 0 && continuesAfterAnd(words, index)) {
      continue;
    } else {
      break;
    }
    end = index + 1;
  }
  return end === 0 ? undefined : { value: total + group, end };
}

/** "hundred and five" goes on; in "one hundred and two hundred" and in "a hundred and 5" a new number begins. */
function continuesAfterAnd(words: readonly string[], at: number): boolean {
  const before = words[at - 1] ?? '';
  if (before !== 'hundred' && !SCALES.has(before)) return false;
  if (!isSmall(words[at + 1])) return false;
  const following = words.slice(at + 2, at + 4).find((word) => !isSmall(word));
  if (following === 'hundred' || FRACTION_WORDS.has(following ?? '')) return false;
  // "a hundred and one thousand" is one number, "a thousand and one million" are two.
  return before === 'hundred' || !SCALES.has(following ?? '');
}

/** `twenty` goes on with `three`, `hundred` with anything below it; `two` does not go on with `three`. */
function joins(group: bigint, small: number): boolean {
  if (group === 0n) return small > 0;
  const rest = group % 100n;
  if (rest === 0n) return true;
  return rest % 10n === 0n && rest >= 20n && small < 10 && small > 0;
}
