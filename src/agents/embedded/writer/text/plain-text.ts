import type { Token } from 'marked';

/** The words of inline Markdown, without its marks. */
export function plainText(tokens: readonly Token[] | undefined): string {
  const text = (tokens ?? [])
    .map((token) => {
      if (token.type === 'br') return ' ';
      if (token.type === 'html') return String(token.raw);
      const inner = (token as { tokens?: Token[] }).tokens;
      if (inner !== undefined && inner.length > 0) return plainText(inner);
      return decodeEntities(String((token as { text?: string }).text ?? token.raw));
    })
    .join('');
  return text.replace(/\s+/g, ' ');
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' };

function decodeEntities(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}
