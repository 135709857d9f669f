import { isJsonObject, type Json, type JsonObject } from './json.ts';

/**
 * The shapes in which agents hand results to each other. An output may be any JSON; these are the
 * ones with a `kind`, which the embedded agents read and write and the answer knows how to print.
 */
export type KnownOutput = TableOutput | ChartOutput | FindingsOutput | DocumentOutput | DeckOutput;

export type ColumnType = 'number' | 'text' | 'date' | 'boolean';

/** Rows of data. The first `rows.length` of `rowCount` are here; all of them are in `path` when they are more. */
export interface TableOutput extends JsonObject {
  readonly kind: 'table';
  readonly title: string;
  /** `unit` is what numbers are counted in, as people write it: `$`, `EUR`, `kg`, `%`. Absent: unknown, or none. */
  readonly columns: readonly { readonly name: string; readonly type: ColumnType; readonly unit?: string }[];
  readonly rows: readonly JsonObject[];
  readonly rowCount: number;
  /** Absolute path of a file with every row (CSV, TSV, JSON or NDJSON). */
  readonly path: string | null;
  /** What a person should know: rows dropped, types guessed, a trend in words. */
  readonly notes: readonly string[];
}

/** A picture of a table. Paths are absolute. */
export interface ChartOutput extends JsonObject {
  readonly kind: 'chart';
  readonly title: string;
  readonly svgPath: string;
  readonly pngPath: string;
  /** What the picture shows, in one sentence. */
  readonly caption: string;
}

/** Where a statement comes from. */
export interface Source extends JsonObject {
  readonly title: string;
  /** An URL, or an absolute path. */
  readonly location: string;
  /** `paper`, `repository`, `discussion`, `document`. */
  readonly type: string;
  /** ISO date where known. */
  readonly date: string | null;
}

/** Statements with their sources. */
export interface FindingsOutput extends JsonObject {
  readonly kind: 'findings';
  readonly topic: string;
  /** `source` indexes `sources`; `score` is relevance, larger first. */
  readonly findings: readonly { readonly text: string; readonly source: number; readonly score: number }[];
  readonly sources: readonly Source[];
  readonly notes: readonly string[];
}

/** A text with headings, in Markdown. Pictures are named by absolute path. */
export interface DocumentOutput extends JsonObject {
  readonly kind: 'document';
  readonly title: string;
  readonly markdown: string;
  readonly sources: readonly Source[];
  /** Files it was saved as, absolute. */
  readonly paths: readonly string[];
}

/** A set of slides, saved. */
export interface DeckOutput extends JsonObject {
  readonly kind: 'deck';
  readonly title: string;
  readonly slides: readonly {
    readonly title: string;
    readonly points: readonly string[];
    readonly picture: string | null;
    readonly notes: string;
  }[];
  readonly sources: readonly Source[];
  readonly paths: readonly string[];
}

/** Narrows an output to one of the known shapes by its `kind`. Shapes are trusted only from embedded agents: check parts before use. */
export function isOutputOf<Kind extends KnownOutput['kind']>(
  output: Json | undefined,
  kind: Kind,
): output is Extract<KnownOutput, { kind: Kind }> {
  return isJsonObject(output) && output['kind'] === kind;
}
