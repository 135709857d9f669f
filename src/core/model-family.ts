/** The model family that a model belongs to: `openai/gpt-5-mini` and `gpt-4.1` are of `gpt`. */
export function modelFamily(model: string): string {
  const name = model.slice(model.lastIndexOf('/') + 1).toLowerCase();
  return /^[\p{L}]+/u.exec(name)?.[0] ?? name;
}
