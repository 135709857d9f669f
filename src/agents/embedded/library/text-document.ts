/** A piece of a document as a reader sees it. Code, tables, navigation and the like are left out. */
export interface Block {
  readonly kind: 'heading' | 'paragraph' | 'item';
  readonly text: string;
}

/** What a reader of one format makes of a file. */
export interface ReadText {
  readonly blocks: readonly Block[];
  readonly title: string | undefined;
  /** What the file says about itself in so many words, as it says it. */
  readonly stated: { readonly type?: string; readonly date?: string };
  /** When its metadata say it was made; believed only when its text names no date. */
  readonly madeOn?: string;
  /** Only its beginning was read: it is very long. */
  readonly partial?: boolean;
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
  /** Only its beginning was read: it is very long. */
  readonly partial?: boolean;
}

const FOLDERS: readonly (readonly [RegExp, DocumentType])[] = [
  [/^(?:papers?|studies|arxiv|publications?|literature)$/i, 'paper'],
  [/^(?:open-?source|github|repos?|repositories)$/i, 'repository'],
  [/^(?:community|discussions?|social|forums?|threads?|hacker-?news)$/i, 'discussion'],
];

const STATED: readonly (readonly [RegExp, DocumentType])[] = [
  [/^(?:papers?|article|study|preprint|thesis|publication)$/i, 'paper'],
  [/^(?:repository|repo|project|open[- ]source|software)$/i, 'repository'],
  [/^(?:discussion|thread|post|forum|community|social|news)$/i, 'discussion'],
];

const SIGNS: readonly (readonly [RegExp, DocumentType])[] = [
  [/\b(?:abstract|et al\.|arxiv|doi:|preprint)/i, 'paper'],
  [/\b(?:repositor(?:y|ies)|pull requests?|github|maintainers?|open[- ]source)\b/i, 'repository'],
  [/\b(?:threads?|commenters|digest of|hacker news|forum|upvotes?)\b/i, 'discussion'],
];

/** The type a document states, else what the folder that holds it says, else what its opening suggests. */
export function typeOf(stated: string | undefined, location: string, blocks: readonly Block[]): DocumentType {
  const byStatement = STATED.find(([pattern]) => pattern.test(stated?.trim() ?? ''));
  if (byStatement !== undefined) return byStatement[1];
  const folder = location.split(/[/\\]/).at(-2) ?? '';
  const byFolder = FOLDERS.find(([pattern]) => pattern.test(folder));
  if (byFolder !== undefined) return byFolder[1];
  const opening = blocks
    .slice(0, 6)
    .map(({ text }) => text)
    .join(' ');
  return SIGNS.find(([pattern]) => pattern.test(opening))?.[1] ?? 'document';
}
