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

const SCALES: Readonly<Record<string, bigint>> = {
  thousand: 10n ** 3n,
  million: 10n ** 6n,
  billion: 10n ** 9n,
  trillion: 10n ** 12n,
};

/** Parts of a whole by name; the number is the denominator. */
export const FRACTION_WORDS: Readonly<Record<string, bigint>> = {
  half: 2n,
  halves: 2n,
  third: 3n,
  thirds: 3n,
  quarter: 4n,
  quarters: 4n,
  fourth: 4n,
  fourths: 4n,
  fifth: 5n,
  fifths: 5n,
  sixth: 6n,
  sixths: 6n,
  seventh: 7n,
  eighth: 8n,
  eighths: 8n,
  ninth: 9n,
  tenth: 10n,
  tenths: 10n,
  hundredth: 100n,
  hundredths: 100n,
};

export const ORDINALS: Readonly<Record<string, number>> = {
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
};

export interface NumberPhrase {
  readonly value: bigint;
  /** How many words it took. */
  readonly length: number;
}

/** A number written in words at the start of `words`, as in `two million three hundred and five`; `undefined` when there is none. */
export function readNumberWords(words: readonly string[]): NumberPhrase | undefined {
  let total = 0n;
  let group = 0n;
  let length = 0;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const next = words[index + 1] ?? '';
    const [tens = '', units] = word.split('-');
    const small =
      SMALL[word] ??
      (units !== undefined && SMALL[tens] !== undefined && SMALL[units] !== undefined ? SMALL[tens] + SMALL[units] : undefined);
    if (small !== undefined) {
      if (length > 0 && !joins(group, small)) break;
      group += BigInt(small);
    } else if (word === 'hundred' && length > 0) {
      group *= 100n;
    } else if (SCALES[word] !== undefined && length > 0) {
      total += (group === 0n ? 1n : group) * SCALES[word];
      group = 0n;
    } else if (
      word === 'and' &&
      length > 0 &&
      /^(hundred|thousand|million|billion|trillion)$/.test(words[index - 1] ?? '') &&
      SMALL[next] !== undefined
    ) {
      continue;
    } else {
      break;
    }
    length = index + 1;
  }
  return length === 0 ? undefined : { value: total + group, length };
}

/** `twenty` goes on with `three`, `hundred` with anything below it; `two` does not go on with `three`. */
function joins(group: bigint, small: number): boolean {
  const rest = group % 100n;
  if (rest === 0n) return true;
  return rest % 10n === 0n && rest >= 20n && small < 10 && small > 0;
}
