import type { Fault } from '../fault.ts';
import { ExpressionReader } from './read-expression.ts';
import { readReference } from './read-reference.ts';
import { readStatement } from './read-statement.ts';
import type { Reader } from './reader.ts';
import type { Node, Program } from './syntax.ts';
import { TokenStream } from './token-stream.ts';
import { tokenize } from './tokenize.ts';
import { ASKING, LEAD_INS, TRAILERS } from './vocabulary.ts';

/** Expressions that one instruction may hold. */
const MAX_STATEMENTS = 1000;

/** Between statements. A full stop also ends one. */
const SEPARATORS = ['and then', 'then', 'and', '&', ';', ',', '.', '?', '!'];

/**
 * Reads an instruction as arithmetic, without working anything out: an expression, several ("1+2 and 3+4"), or orders that
 * build on each other ("add 3 and 4, then double it"). Pure; time and memory are bounded by the length of the text.
 *
 * @throws Fault `not-arithmetic` where it is none, `too-large` for a text that is too long or too deeply nested.
 */
export function readInstruction(instruction: string): Program {
  const tokens = new TokenStream(tokenize(instruction), instruction);
  const reader = new ExpressionReader(tokens);
  const statements: Node[] = [];
  let asked = false;
  let commaBefore: Fault | undefined;
  while (statements.length < MAX_STATEMENTS) {
    asked = takeLeadIn(reader) || asked;
    const statement = readStatement(reader);
    statements.push(statement);
    const comma = tokens.betweenDigits(',') ? tokens.fault('a point for decimals, or a space after the comma') : undefined;
    // In "1+2,3+4" the comma separates; in "3,5 + 1" it is the decimal mark of another language.
    if (statement.kind === 'number' && (comma ?? commaBefore) !== undefined) throw comma ?? commaBefore;
    commaBefore = comma;
    const newLine = tokens.onNewLine;
    const separated = takeEnding(tokens) || newLine || tokens.onNewLine;
    if (tokens.atEnd) return programOf(statements, asked);
    if (!separated) throw tokens.fault('an operator or the end');
  }
  throw tokens.fault(`at most ${MAX_STATEMENTS} expressions`);
}

/** @returns Whether it asks for something to be worked out. */
function takeLeadIn(reader: Reader): boolean {
  const { tokens } = reader;
  let asked = false;
  for (;;) {
    if (tokens.takeAny(ASKING) !== undefined) asked = true;
    else if (tokens.takeAny([...LEAD_INS, ',', ':', '=']) === undefined && !takeGiven(reader)) return asked;
  }
}

/** "Using the results, compute ...": what is reckoned with anyway. */
function takeGiven(reader: Reader): boolean {
  const { tokens } = reader;
  const given = tokens.attempt(() => {
    if (tokens.takeAny(['use', 'using', 'based on', 'given', 'from', 'with', 'for']) === undefined || readReference(reader) === undefined)
      return undefined;
    return tokens.takeAny([', to', ',', 'to', 'and']);
  });
  return given !== undefined;
}

/** @returns Whether something has been taken that may stand between statements. */
function takeEnding(tokens: TokenStream): boolean {
  tokens.attempt(() => {
    // "2 + 2 = ?", but not "2 + 2 = 5".
    if (!tokens.take('=')) return undefined;
    while (tokens.take('?') || tokens.take('_'));
    return tokens.atEnd || tokens.seesAny([',', ';', 'and']) ? true : undefined;
  });
  let separated = false;
  for (;;) {
    if (tokens.takeAny(SEPARATORS) !== undefined) separated = true;
    else if (tokens.takeAny(TRAILERS) === undefined) return separated;
  }
}

function programOf(statements: readonly Node[], asked: boolean): Program {
  const found: Found = { names: [], computes: false, numbers: false, pointers: false };
  for (const statement of statements) {
    // "find the maximum" does not say of what; "divide the maximum by 2" speaks of one that there is.
    if (statement.kind === 'reference' && statement.reference.to === 'outcome') found.computes = true;
    else look(statement, found);
  }
  return {
    statements,
    computes: found.computes || (asked && found.numbers),
    names: found.names,
    explicit: found.numbers || found.pointers,
    asked,
  };
}

interface Found {
  readonly names: string[];
  computes: boolean;
  numbers: boolean;
  pointers: boolean;
}

function look(root: Node, found: Found): void {
  let node = root;
  // A sum of thousands of terms is as deep: its left side is walked, not climbed.
  for (; node.kind === 'operation'; node = node.left) {
    found.computes = true;
    look(node.right, found);
  }
  if (node.kind === 'reference') {
    if (node.reference.to === 'name') found.names.push(node.reference.name);
    else if (!node.understood) found.pointers = true;
  } else if (node.kind === 'number' || node.kind === 'constant') {
    found.numbers = true;
  } else if (!['list', 'measure', 'negative'].includes(node.kind)) {
    found.computes = true;
  }
  for (const child of childrenOf(node)) look(child, found);
}

function childrenOf(node: Exclude<Node, { readonly kind: 'operation' }>): readonly Node[] {
  switch (node.kind) {
    case 'number':
    case 'constant':
    case 'reference':
      return [];
    case 'list':
      return node.items;
    case 'span':
      return [node.from, node.to];
    case 'statistic':
    case 'pair':
      return [node.of];
    case 'part':
      return [node.count];
    case 'root':
      return [node.degree, node.value];
    case 'logarithm':
      return [node.base, node.value];
    case 'change':
      return [node.base, node.by];
    case 'round':
      return [node.value];
    default:
      return [node.value];
  }
}
