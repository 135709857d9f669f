/** The largest sum of weights of what runs at the same time; what ends at an instant makes room for what starts then. */
export function mostAtOnce<Span extends { readonly startMs: number; readonly endMs: number }>(
  spans: readonly Span[],
  weightOf: (span: Span) => number,
): number {
  const changes = spans
    .filter(({ startMs, endMs }) => endMs > startMs)
    .flatMap((span) => [
      { atMs: span.startMs, change: weightOf(span) },
      { atMs: span.endMs, change: -weightOf(span) },
    ])
    .sort((a, b) => a.atMs - b.atMs || a.change - b.change);
  let now = 0;
  let most = 0;
  for (const { change } of changes) {
    now += change;
    most = Math.max(most, now);
  }
  return most;
}
