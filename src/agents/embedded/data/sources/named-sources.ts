/** What an instruction names as its data, and what is left of it. */
export interface NamedSources {
  readonly addresses: readonly string[];
  /** As written: `sales.csv`, `./exports`, `data/2024.json`. */
  readonly files: readonly string[];
  /** The instruction without them, so that `sales.csv` is not taken for a column called sales. */
  readonly rest: string;
}

const ADDRESS = /\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s"'<>`]+/gi;
const EXTENSIONS = 'csv|tsv|tab|json|ndjson|jsonl|geojson|txt|dat|xlsx?|ods|parquet|xml|pdf|sqlite|db|zip';
const QUOTED_FILE = new RegExp(`["'“‘\`]([^"'”’\`\\n]{1,300}?(?:\\.(?:${EXTENSIONS})(?:\\.gz)?|\\.gz|/))["'”’\`]`, 'gi');
const FILE = new RegExp(`(?<![\\w/])((?:~|\\.{1,2}|[A-Za-z]:)?[\\w@%+=:,./\\\\-]*[\\w)]\\.(?:${EXTENSIONS})(?:\\.gz)?)(?![\\w/])`, 'gi');
const FOLDER = /(?<![\w/.])((?:~|\.{1,2})?\/[\w@%+=:,./-]+|[\w.-]+\/(?:[\w.-]+\/)*)(?![\w])/g;
const FOLDER_WORD =
  /\b(?:folder|directory)\s+(?:called\s+|named\s+)?["'`]?([\w./-]+)["'`]?|\b(?:the\s+)?["'`]?([\w.-]+)["'`]?\s+(?:folder|directory)\b/gi;

/** Takes addresses, files and folders out of an instruction. */
export function namedSources(instruction: string): NamedSources {
  const addresses: string[] = [];
  const files: string[] = [];
  let rest = instruction.replace(ADDRESS, (address) => {
    const trimmed = address.replace(/[.,;:!?)\]]+$/, '');
    addresses.push(trimmed);
    return ` ${address.slice(trimmed.length)}`;
  });
  const takeFile = (_: string, file: string): string => {
    files.push(file);
    return ' ';
  };
  rest = rest
    .replace(QUOTED_FILE, takeFile)
    .replace(FILE, takeFile)
    .replace(FOLDER, (whole: string, folder: string) => {
      // "and/or", "price/units" are words.
      if (!/^[~./]/.test(folder) && !folder.endsWith('/')) return whole;
      files.push(folder);
      return ' ';
    });
  rest = rest.replace(FOLDER_WORD, (whole: string, after?: string, before?: string) => {
    const folder = after ?? before ?? '';
    if (/^(the|a|this|that|each|input|same|current|given|of|with|and|in|from|data)$/i.test(folder)) return whole;
    files.push(folder);
    return ' ';
  });
  return { addresses: [...new Set(addresses)], files: [...new Set(files)], rest: rest.replace(/[ \t]+/g, ' ').trim() };
}
