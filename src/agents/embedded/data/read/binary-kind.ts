interface BinaryKind {
  readonly name: string;
  readonly advice: string;
}

const AS_CSV = 'Save it as CSV, TSV, JSON or NDJSON and give that file.';

const SIGNATURES: readonly (readonly [string, BinaryKind])[] = [
  ['504b0304', { name: 'a spreadsheet or an archive (zip, xlsx, ods)', advice: AS_CSV }],
  ['d0cf11e0', { name: 'an old Office file (xls, doc)', advice: AS_CSV }],
  ['25504446', { name: 'a PDF', advice: 'Give the table as CSV, TSV, JSON or NDJSON.' }],
  ['89504e47', { name: 'a PNG picture', advice: 'Give the figures themselves as CSV or JSON.' }],
  ['ffd8ff', { name: 'a JPEG picture', advice: 'Give the figures themselves as CSV or JSON.' }],
  ['50415231', { name: 'a Parquet file', advice: AS_CSV }],
  ['53514c69746520666f726d6174', { name: 'an SQLite database', advice: 'Export the table you want as CSV.' }],
  ['377abcaf', { name: 'a 7-Zip archive', advice: 'Unpack it first.' }],
  ['28b52ffd', { name: 'a Zstandard archive', advice: 'Unpack it first.' }],
  ['425a68', { name: 'a bzip2 archive', advice: 'Unpack it first.' }],
  ['7f454c46', { name: 'a program', advice: 'Give a file of data.' }],
];

/** Beyond tab, newline, form feed and carriage return, text has next to no control characters. */
const CONTROLS_ALLOWED = 0.01;

/** What kind of binary file these first bytes begin, or undefined when they may be text. */
export function binaryKindOf(head: Buffer): BinaryKind | undefined {
  const hex = head.subarray(0, 16).toString('hex');
  const known = SIGNATURES.find(
    ([signature]) => hex.startsWith(signature) && !(signature === '425a68' && !/^425a683[1-9]314159/.test(hex)),
  );
  if (known !== undefined) return known[1];
  let controls = 0;
  for (const byte of head) {
    if (byte === 0) return { name: 'a binary file (it holds zero bytes)', advice: AS_CSV };
    if (byte < 32 && (byte < 9 || byte > 13) && byte !== 27 && byte !== 28 && byte !== 29 && byte !== 30 && byte !== 31) controls++;
  }
  return controls > head.length * CONTROLS_ALLOWED ? { name: 'a binary file', advice: AS_CSV } : undefined;
}
