import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Owner } from '../../store/lease.ts';

let engines = 0;

const NOBODY = 'nobody ';

/** Holds a run that is taken in, until somebody drives it. Never the same twice: who died before the run was there stands in nobody's way. */
export function nobody(): Owner {
  return { id: NOBODY + randomUUID(), label: 'nobody yet' };
}

export function isNobody({ id }: Owner): boolean {
  return id.startsWith(NOBODY);
}

/** A new owner in this process. Its id says which machine, process and engine it is, so that others can see that it is gone. */
export function thisOwner(): Owner {
  const { pid } = process;
  return { id: JSON.stringify([machine(), pid, startOf(pid) ?? '', ++engines]), label: `process ${pid} on ${hostname()}` };
}

/** True when the process of an owner on this machine has ended. Nothing is known of owners elsewhere: false. */
export function isGone({ id }: Owner): boolean {
  const known = parseId(id);
  if (known === undefined || known.machine !== machine() || !Number.isSafeInteger(known.pid) || known.pid <= 0) return false;
  const start = startOf(known.pid);
  // Another process may have been given the same number since.
  if (start !== undefined && known.start !== '') return start !== known.start;
  try {
    process.kill(known.pid, 0);
    return start === 'ended';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function parseId(id: string): { readonly machine: string; readonly pid: number; readonly start: string } | undefined {
  try {
    const [name, pid, start] = JSON.parse(id) as unknown[];
    return { machine: String(name), pid: Number(pid), start: String(start) };
  } catch {
    return undefined;
  }
}

/** Numbers of processes mean something only within one boot of one machine, and there within one namespace. */
function machine(): string {
  const boot = attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const namespace = attempt(() => readlinkSync('/proc/self/ns/pid'));
  return [hostname(), boot, namespace].filter((part) => part !== undefined).join(' ');
}

/** When a process was started, in the kernel's ticks, or `ended` while it waits for its parent to notice; where the system says so. */
function startOf(pid: number): string | undefined {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // The name of the program, in parentheses, may hold anything.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields ?? [];
  return state === 'Z' || state === 'X' ? 'ended' : fields?.[19];
}

function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
