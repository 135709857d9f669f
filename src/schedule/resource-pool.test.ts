import { describe, expect, it } from 'vitest';
import { nodesOf } from '../testing/nodes.ts';
import { agent, task } from '../testing/scene.ts';
import { ResourcePool } from './resource-pool.ts';

const use = (name: string, access: 'read' | 'write' = 'write', units = 1) => ({ name, access, units });
const nodes = nodesOf([agent('a')], [task('one', 1), task('two', 1), task('three', 1)]);
const [one, two, three] = [nodes.of('one'), nodes.of('two'), nodes.of('three')];

describe('resources', () => {
  it('are held by many readers or one writer', () => {
    const pool = new ResourcePool({});
    expect(pool.obstacle([use('file')], one)).toBeUndefined();
    pool.take([use('file', 'read')], one);
    expect(pool.obstacle([use('file', 'read')], two)).toBeUndefined();
    expect(pool.obstacle([use('file')], two)).toBe('held');
    expect(pool.obstacle([use('other')], two)).toBeUndefined();
    pool.take([use('file', 'read')], two);
    pool.give([use('file', 'read')]);
    expect(pool.obstacle([use('file')], three)).toBe('held');
    pool.give([use('file', 'read')]);
    pool.take([use('file')], three);
    expect(pool.obstacle([use('file', 'read')], one)).toBe('held');
    expect(pool.obstacle([use('other'), use('file', 'read')], one)).toBe('held');
    pool.give([use('file')]);
    expect(pool.obstacle([use('file', 'read')], one)).toBeUndefined();
  });

  it('are counted in units where it is said how many there are', () => {
    const pool = new ResourcePool({ gpu: { capacity: 3 } });
    expect(pool.impossible([use('file'), use('gpu', 'write', 3)])).toBeUndefined();
    expect(pool.impossible([use('file'), use('gpu', 'write', 4)])).toBe('needs 4 units of gpu, of which 3 exist');
    expect(pool.impossible([use('file', 'write', 9)])).toBeUndefined();
    pool.take([use('gpu', 'write', 2)], one);
    expect(pool.obstacle([use('gpu', 'read', 1)], two)).toBeUndefined();
    expect(pool.obstacle([use('gpu', 'read', 2)], two)).toBe('held');
    pool.give([use('gpu', 'write', 2)]);
    expect(pool.obstacle([use('gpu', 'write', 3)], two)).toBeUndefined();
  });

  it('that one waits for are not taken by those who ask later, where both cannot have them', () => {
    const pool = new ResourcePool({ gpu: { capacity: 3 } });
    pool.claim([use('file')], one);
    expect(pool.obstacle([use('file', 'read')], two)).toBe('claimed');
    expect(pool.obstacle([use('other'), use('file', 'read')], two)).toBe('claimed');
    expect(pool.obstacle([use('other')], two)).toBeUndefined();
    // Who was first is not in its own way, nor in that of one who came before.
    expect(pool.obstacle([use('file')], one)).toBeUndefined();
    pool.claim([use('other')], two);
    expect(pool.obstacle([use('other'), use('file')], one)).toBeUndefined();
    expect(pool.unclaim(one)).toBe(true);
    expect(pool.unclaim(one)).toBe(false);
    expect(pool.obstacle([use('file', 'read')], two)).toBeUndefined();
    // A reader claims against writers only; units against more than there are.
    pool.claim([use('file', 'read')], one);
    expect(pool.obstacle([use('file', 'read')], three)).toBeUndefined();
    expect(pool.obstacle([use('file')], three)).toBe('claimed');
    const counted = new ResourcePool({ gpu: { capacity: 3 } });
    counted.claim([use('gpu', 'write', 2)], two);
    expect(counted.obstacle([use('gpu', 'write', 1)], three)).toBeUndefined();
    expect(counted.obstacle([use('gpu', 'write', 2)], three)).toBe('claimed');
  });

  it('are claimed in the order of asking, until they are taken or the claimant has no more need of them', () => {
    const pool = new ResourcePool({ gpu: { capacity: 3 } });
    pool.claim([use('gpu', 'write', 2)], two);
    // A second claim of the same changes nothing.
    pool.claim([], two);
    expect(pool.obstacle([use('gpu', 'write', 2)], three)).toBe('claimed');
    pool.take([use('gpu', 'write', 2)], two);
    expect(pool.obstacle([use('gpu', 'write', 1)], three)).toBeUndefined();
    pool.give([use('gpu', 'write', 2)]);
    pool.claim([use('gpu', 'write', 3)], one);
    expect(pool.obstacle([use('gpu', 'write', 1)], three)).toBe('claimed');
    one.settled = 'cancelled';
    expect(pool.obstacle([use('gpu', 'write', 1)], three)).toBeUndefined();
    one.settled = undefined;
    expect(pool.obstacle([use('gpu', 'write', 1)], three)).toBeUndefined();
  });
});
