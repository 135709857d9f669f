import type { Failure } from './event.ts';

/** Why an attempt failed, in a line: the code goes before a message that does not hold it already. */
export function failureLine(failure: Pick<Failure, 'code' | 'message'>): string {
  return saysCode(failure) ? failure.message : `${failure.code}: ${failure.message}`;
}

/** Whether the message holds the code as a word of its own. */
export function saysCode({ code, message }: Pick<Failure, 'code' | 'message'>): boolean {
  for (let at = message.indexOf(code); at >= 0; at = message.indexOf(code, at + 1)) {
    const around = `${message[at - 1] ?? ' '}${message[at + code.length] ?? ' '}`;
    if (!/[\p{L}\p{N}]/u.test(around)) return true;
  }
  return false;
}
