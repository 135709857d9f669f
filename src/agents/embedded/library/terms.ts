const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about above after again all also am an and any are as at be because been before being below between both but by can could did do does doing down during each few for from further had has have having he her here hers him his how i if in into is it its itself just like made make many may me might more most much must my no nor not now of off on once one only or other our out over own per same she should since so some such than that the their them then there these they this those through to too two under until up upon us use used using very was we were what when where which while who whom why will with within without would you your`.split(
    /\s+/,
  ),
);

/** The words of a text that carry meaning, in lower case, endings taken off: `Models`, `model's` and `model` are one. */
export function termsOf(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? [])
    .filter((word) => word.length > 1 && !STOP_WORDS.has(word))
    .map(stem);
}

function stem(word: string): string {
  const bare = word.replace(/['’]s?$/, '');
  if (bare.length <= 3) return bare;
  return bare
    .replace(/(?:sses)$/, 'ss')
    .replace(/ies$/, 'y')
    .replace(/([^s])s$/, '$1')
    .replace(/(?<=\w{4})(?:ing|ed)$/, '')
    .replace(/(?<=\w{3})e$/, '');
}
