import { TerminalError } from '../../../core/agent-error.ts';

export type FaultCode = 'not-arithmetic' | 'unknown-name' | 'no-operands' | 'division-by-zero' | 'not-a-real-number' | 'too-large';

/** What is wrong, what was expected and what was found; the place is added by whoever knows it. */
export interface Complaint {
  readonly what: string;
  readonly expected: string;
  readonly received: string;
  /** From 1, counted in the instruction. */
  readonly column?: number;
}

/** A calculation that cannot be carried out. Inside this folder only: `terminalErrorOf` makes it an agent's error. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly complaint: Complaint;

  constructor(code: FaultCode, complaint: Complaint) {
    super(complaint.what);
    this.name = 'Fault';
    this.code = code;
    this.complaint = complaint;
  }

  /** The same with a place, unless it has one already. */
  at(column: number): Fault {
    return this.complaint.column === undefined ? new Fault(this.code, { ...this.complaint, column }) : this;
  }
}

/**
 * Mostly no agent could do better: the fault is in the task. But words that mean nothing to the calculator may mean something to
 * another agent, which also sees what is in a document or a long table.
 */
export function terminalErrorOf(fault: Fault, instruction: string): TerminalError {
  return new TerminalError(fault.code, sentenceOf(fault, instruction), {
    for: fault.code === 'unknown-name' ? 'agent' : 'task',
    cause: fault,
  });
}

/** `division by zero at column 2 of "1/0": expected a divisor other than 0, received 0` */
export function sentenceOf({ complaint }: Fault, instruction: string): string {
  const { what, expected, received, column } = complaint;
  const place = column === undefined ? '' : ` at column ${column} of "${around(instruction, column)}"`;
  return `${what}${place}: expected ${expected}, received ${received}`;
}

/** Foreign text for a message: short, on one line, without anything that a terminal obeys. */
export function quoted(text: string, length = 40): string {
  const short = text.slice(0, length + 1);
  return `"${visible(short.length > length ? `${short.slice(0, length)}…` : short)}"`;
}

function around(instruction: string, column: number): string {
  if (instruction.length <= 80) return visible(instruction);
  const start = Math.max(0, Math.min(column - 30, instruction.length - 60));
  return `${start > 0 ? '…' : ''}${visible(instruction.slice(start, start + 60))}${start + 60 < instruction.length ? '…' : ''}`;
}

const visible = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ');
