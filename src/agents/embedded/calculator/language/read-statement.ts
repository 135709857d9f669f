import { readConversion, readDirection, readRoundTo } from './read-tail.ts';
import { readUnit } from './read-unit.ts';
import type { Reader } from './reader.ts';
import type { Node, Operator, Rounding } from './syntax.ts';
import { TAIL_BINDING } from './vocabulary.ts';

/** One statement without its lead-in: a question, an order, or an expression. */
export function readStatement(reader: Reader): Node {
  const { tokens } = reader;
  const node = readQuestion(reader) ?? continued(reader, readOrder(reader)) ?? reader.operand(0);
  return readUnknown(reader, node) ?? (tokens.sees('from') || tokens.sees('away from') ? (subtractedFrom(reader, node) ?? node) : node);
}

/** What follows an order: "multiply 3 by 4 plus 5, rounded to 2 decimals". */
function continued(reader: Reader, node: Node | undefined): Node | undefined {
  if (node === undefined) return undefined;
  reader.tokens.takeAny(['up', 'together', 'altogether', 'in total']);
  return reader.continued(node);
}

/** "what percent of 50 is 10", "how many feet are in a mile" */
function readQuestion(reader: Reader): Node | undefined {
  const { tokens } = reader;
  const { column } = tokens.peek();
  const share = tokens.attempt(() => {
    if (tokens.takeAny(['what percent of', 'what percentage of', 'what % of', 'the percentage of', 'percentage of']) === undefined)
      return undefined;
    const whole = reader.operand(1);
    if (!tokens.take('is')) return undefined;
    return { kind: 'pair', name: 'share', of: { kind: 'list', items: [reader.operand(1), whole], column }, column } as const;
  });
  if (share !== undefined) return share;
  return tokens.attempt(() => {
    if (!tokens.take('how many')) return undefined;
    const unit = readUnit(tokens);
    if (
      unit === undefined ||
      tokens.takeAny(['are there in', 'are in', 'is in', 'is', 'are', 'in', 'make up', 'make', 'equal']) === undefined
    )
      return undefined;
    return { kind: 'convert', value: reader.operand(1), unit, column };
  });
}

/** "36 is 15% of what", "15% of what is 36" */
function readUnknown(reader: Reader, node: Node): Node | undefined {
  const { tokens } = reader;
  const { column } = tokens.peek();
  const quotient = (left: Node, right: Node): Node => ({ kind: 'operation', operator: '/', left, right, column });
  if (tokens.takeAny(['of what number is', 'of what is']) !== undefined) return quotient(reader.operand(1), node);
  return tokens.attempt(() => {
    if (!tokens.take('is')) return undefined;
    if (!reader.startsOperand()) return undefined;
    const share = reader.operand(1);
    return tokens.takeAny(['of what number', 'of what']) === undefined ? undefined : quotient(node, share);
  });
}

/** "(take) 3 from 10" */
function subtractedFrom(reader: Reader, right: Node): Node | undefined {
  return reader.tokens.attempt(() => {
    const { column } = reader.tokens.peek();
    if (reader.tokens.takeAny(['away from', 'from']) === undefined || !reader.startsOperand()) return undefined;
    return { kind: 'operation', operator: '-', left: reader.operand(1), right, column };
  });
}

/** An imperative. Without an operand of its own it goes on from the results so far. */
function readOrder(reader: Reader): Node | undefined {
  const { tokens } = reader;
  const { column } = tokens.peek();
  if (tokens.takeAny(['add up', 'add together', 'add']) !== undefined) return addition(reader, column);
  if (tokens.takeAny(['sum up', 'total up']) !== undefined) return { kind: 'statistic', name: 'sum', of: operands(reader), column };
  if (tokens.take('multiply')) return multiplication(reader, column);
  if (tokens.takeAny(['divide', 'split']) !== undefined) return division(reader, column);
  if (tokens.takeAny(['subtract', 'deduct', 'take away']) !== undefined) return subtraction(reader, column);
  if (tokens.takeAny(['increase', 'grow', 'boost']) !== undefined) return change(reader, 'up', column);
  if (tokens.takeAny(['decrease', 'reduce', 'lower', 'cut', 'discount', 'drop']) !== undefined) return change(reader, 'down', column);
  if (tokens.takeAny(['take off', 'knock off', 'off']) !== undefined)
    return { kind: 'change', direction: 'down', base: reader.implied(), by: reader.operand(TAIL_BINDING), column };
  if (tokens.take('raise')) return raising(reader, column);
  if (tokens.take('halve')) return operation('/', subject(reader), { kind: 'number', numeral: '2', column }, column);
  if (tokens.takeAny(['convert', 'express', 'change', 'turn']) !== undefined) return conversion(reader);
  const verb = tokens.takeAny(['round', 'truncate']);
  if (verb !== undefined) return rounding(reader, verb === 'truncate', column);
  return undefined;
}

const operation = (operator: Operator, left: Node, right: Node, column: number): Node => ({
  kind: 'operation',
  operator,
  left,
  right,
  column,
});

/** The numbers that are said, or those there are. */
const operands = (reader: Reader): Node => (reader.startsOperand() ? reader.list({ spans: true }) : reader.implied());

/** The one thing an order is about. */
const subject = (reader: Reader): Node => (reader.startsOperand() ? reader.operand(TAIL_BINDING) : reader.implied());

const isReference = (node: Node): boolean => node.kind === 'reference' || (node.kind === 'list' && node.items.some(isReference));

/** "add 3 + 4" says it twice. */
const isAlready = (node: Node, operator: Operator): boolean => node.kind === 'operation' && node.operator === operator;

/** "add 3 and 4", "add 5 to it", "and add 5", "add the results" */
function addition(reader: Reader, column: number): Node {
  if (!reader.startsOperand()) return { kind: 'statistic', name: 'sum', of: reader.implied(), column };
  const list = reader.list();
  if (list.kind === 'percent') reader.tokens.takeAny(['sales tax', 'tax', 'vat', 'gst', 'tip', 'interest', 'surcharge', 'commission']);
  if (reader.tokens.take('to')) {
    const base = reader.operand(1, false);
    if (list.kind === 'percent') return { kind: 'change', direction: 'up', base, by: list, column };
    return operation('+', base, { kind: 'statistic', name: 'sum', of: list, column }, column);
  }
  if (isAlready(list, '+')) return list;
  if (list.kind === 'list' || list.kind === 'span' || isReference(list)) return { kind: 'statistic', name: 'sum', of: list, column };
  return list.kind === 'percent'
    ? { kind: 'change', direction: 'up', base: reader.implied(), by: list, column }
    : operation('+', reader.implied(), list, column);
}

/** "multiply 3 by 4", "multiply 3 and 4", "multiply by 4", "multiply the results" */
function multiplication(reader: Reader, column: number): Node {
  const { tokens } = reader;
  const list = tokens.sees('by') ? reader.implied() : operands(reader);
  if (tokens.takeAny(['by', 'with', 'times']) !== undefined) return operation('*', list, reader.operand(1, false), column);
  if (isAlready(list, '*')) return list;
  const alone = list.kind !== 'list' && list.kind !== 'span' && !isReference(list);
  return alone ? operation('*', reader.implied(), list, column) : { kind: 'statistic', name: 'product', of: list, column };
}

function division(reader: Reader, column: number): Node {
  const { tokens } = reader;
  const left = tokens.sees('by') ? reader.implied() : operands(reader);
  if (tokens.takeAny(['by', 'into', 'among', 'between', 'with', 'over']) !== undefined)
    return operation('/', left, reader.operand(1, false), column);
  if (isAlready(left, '/')) return left;
  if (left.kind !== 'list' && !isReference(left)) throw tokens.fault('"by" and a number');
  return { kind: 'pair', name: 'divide', of: left, column };
}

/** "subtract 3 from 10", "subtract 3 and 4 from 10", "subtract 3", "subtract the results" */
function subtraction(reader: Reader, column: number): Node {
  const list = operands(reader);
  if (reader.tokens.takeAny(['from', 'off']) !== undefined) {
    const right: Node = list.kind === 'list' ? { kind: 'statistic', name: 'sum', of: list, column } : list;
    return operation('-', reader.operand(1, false), right, column);
  }
  if (isAlready(list, '-')) return list;
  if (list.kind === 'list' || isReference(list)) return { kind: 'pair', name: 'subtract', of: list, column };
  return list.kind === 'percent'
    ? { kind: 'change', direction: 'down', base: reader.implied(), by: list, column }
    : operation('-', reader.implied(), list, column);
}

/** "increase 80 by 25%", "reduce it by a third", "increase by 5" */
function change(reader: Reader, direction: 'up' | 'down', column: number): Node {
  const base = reader.tokens.sees('by') ? reader.implied() : subject(reader);
  if (!reader.tokens.take('by')) throw reader.tokens.fault('"by" and how much');
  return { kind: 'change', direction, base, by: reader.operand(1, false), column };
}

/** "convert 100 F to C", "express 3/4 as a decimal" */
function conversion(reader: Reader): Node {
  const { tokens } = reader;
  const node = tokens.seesAny(['to', 'into']) ? reader.continued(reader.implied()) : reader.operand(0);
  if (node.kind === 'convert' || node.kind === 'form' || node.kind === 'round') return node;
  throw tokens.fault('"to" and a unit, "a percentage", "a fraction" or "a decimal"');
}

/** "raise 2 to the power of 10", "raise it by 5%" */
function raising(reader: Reader, column: number): Node {
  const { tokens } = reader;
  const base = tokens.seesAny(['by', 'to']) ? reader.implied() : reader.operand(TAIL_BINDING);
  if (tokens.take('by')) return { kind: 'change', direction: 'up', base, by: reader.operand(1, false), column };
  if (base.kind === 'operation' && base.operator === '^') return base;
  if (tokens.takeAny(['to the power of', 'to the power', 'to the', 'to']) === undefined) throw tokens.fault('"to the power of"');
  const token = tokens.peek();
  if (token.kind === 'ordinal') tokens.next();
  const exponent: Node =
    token.kind === 'ordinal' ? { kind: 'number', numeral: String(token.place), column: token.column } : reader.operand(4);
  tokens.take('power');
  return operation('^', base, exponent, column);
}

/** "round 3.14159 to 2 decimals", "round up", "round them to the nearest ten" */
function rounding(reader: Reader, truncates: boolean, column: number): Node {
  const { tokens } = reader;
  let mode: Rounding = truncates ? 'off' : readDirection(tokens);
  let value = reader.startsOperand() ? reader.operand(TAIL_BINDING) : reader.implied();
  value = readConversion(tokens, value, column) ?? value;
  const word = tokens.takeAny(['up', 'down', 'off']);
  if (word === 'up' || word === 'down') mode = word;
  const to = readRoundTo(reader);
  return { kind: 'round', rounding: mode, value, column, ...(to === undefined ? {} : { to }) };
}
