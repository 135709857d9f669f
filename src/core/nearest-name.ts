/** A name with more wrong letters is another name, however long it is. */
const MOST_EDITS = 8;

/**
 * The known name closest to a mistyped one, if any is close: at most a third of its letters wrong (but one
 * always may be), at most eight, and not all of them. Two letters that changed places count as one.
 * Edit distance in a band (optimal string alignment), O(|typed|) per name.
 */
export function nearestName(typed: string, known: Iterable<string>): string | undefined {
  const wanted = typed.toLowerCase();
  let best: string | undefined;
  let allowed = Math.min(MOST_EDITS, Math.max(1, Math.floor(typed.length / 3)));
  for (const name of known) {
    const distance = editDistance(wanted, name.toLowerCase(), allowed);
    if (distance > allowed || distance >= Math.max(typed.length, name.length)) continue;
    best = name;
    allowed = distance - 1;
    if (distance === 0) break;
  }
  return best;
}

/** The edit distance, or anything above `most` when it is larger than that. */
function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const row = new Array<number>(b.length + 1).fill(most + 1);
    row[0] = i;
    let least = i;
    for (let j = Math.max(1, i - most); j <= Math.min(b.length, i + most); j++) {
      let distance = Math.min((last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1), (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) distance = Math.min(distance, (beforeLast[j - 2] ?? 0) + 1);
      row[j] = distance;
      least = Math.min(least, distance);
    }
    if (least > most) return most + 1;
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
