import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { isGone, thisOwner } from './this-owner.ts';

const own = (): [machine: string, pid: number, start: string, engine: number] => JSON.parse(thisOwner().id);
const ownerOf = (machine: string, pid: number, start: string) => ({ id: JSON.stringify([machine, pid, start, 1]), label: '' });

it('gives every engine an id of its own, and people the process', () => {
  const [one, two] = [thisOwner(), thisOwner()];
  expect(one.id).not.toBe(two.id);
  expect(one.label).toMatch(new RegExp(`^process ${process.pid} on \\S`));
});

it('knows of processes of this machine, and of no others', async () => {
  const [machine, pid, start] = own();
  expect(isGone(ownerOf(machine, pid, start))).toBe(false);
  // The same number, given to another process since.
  expect(isGone(ownerOf(machine, pid, `${Number(start) - 1}`))).toBe(process.platform === 'linux');
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
  const ended = ownerOf(machine, child.pid ?? 0, '');
  await once(child, 'exit');
  expect(isGone(ended)).toBe(true);
  expect(isGone({ ...ended, id: JSON.stringify(['another machine', child.pid, '', 1]) })).toBe(false);
});

it.each(['', 'nonsense', '[]', '{}', 'null', JSON.stringify([own()[0], -1, '', 1]), JSON.stringify([own()[0], 'all', '', 1])])(
  'takes an owner called %j for alive',
  (id) => {
    expect(isGone({ id, label: '' })).toBe(false);
  },
);
