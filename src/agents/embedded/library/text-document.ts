/** A piece of a document as a reader sees it. Code, tables, navigation and the like are left out. */
export interface Block {
  readonly kind: 'heading' | 'paragraph' | 'item';
  readonly text: string;
}

/** What sort of source a document is, for citing it and for searching among its like. */
export type DocumentType = 'paper' | 'repository' | 'discussion' | 'document';

/** A document that has been read. */
export interface TextDocument {
  readonly title: string;
  /** An absolute path, or an URL. */
  readonly location: string;
  readonly type: DocumentType;
  /** ISO date, where the document says so. */
  readonly date: string | null;
  readonly blocks: readonly Block[];
}

const FOLDERS: readonly (readonly [RegExp, DocumentType])[] = [
  [/(?:^|[/\\])(?:papers?|studies|arxiv|publications|articles?)[/\\]/i, 'paper'],
  [/(?:^|[/\\])(?:open-?source|github|repos?|repositories|code)[/\\]/i, 'repository'],
  [/(?:^|[/\\])(?:community|discussions?|social|forums?|threads?|posts?|news)[/\\]/i, 'discussion'],
];

const SIGNS: readonly (readonly [RegExp, DocumentType])[] = [
  [/\b(?:abstract|et al\.|arxiv|doi:)/i, 'paper'],
  [/\b(?:repositor(?:y|ies)|pull requests?|github|maintainers?)\b/i, 'repository'],
  [/\b(?:threads?|participants|commenters|digest|hacker news|posted)\b/i, 'discussion'],
];

/** The type a document states, else what its folder says, else what its words suggest. */
export function typeOf(stated: string | undefined, location: string, blocks: readonly Block[]): DocumentType {
  if (stated === 'paper' || stated === 'repository' || stated === 'discussion') return stated;
  const folder = FOLDERS.find(([pattern]) => pattern.test(location));
  if (folder !== undefined) return folder[1];
  const opening = blocks
    .slice(0, 6)
    .map(({ text }) => text)
    .join(' ');
  return SIGNS.find(([pattern]) => pattern.test(opening))?.[1] ?? 'document';
}

/** The first ISO date of a text such as a `date:` field. */
export function isoDateIn(text: string | undefined): string | null {
  return /\b(?:19|20)\d{2}-\d{2}-\d{2}\b/.exec(text ?? '')?.[0] ?? null;
}
