import { describe, expect, it } from 'vitest';
import { runId } from '../core/ids.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import { findRun } from './run-id.ts';

async function storeOf(...ids: string[]) {
  const store = createMemoryStore();
  for (const [index, id] of ids.entries()) {
    const options = { objective: 'balanced', priority: 0, seed: 1, inputs: [], directory: '/out' } as const;
    await store.append([{ type: 'run-started', request: 'x', options, agents: [], run: runId(id), seq: 1, atMs: 1000 + index }]);
  }
  return store;
}

describe('findRun', () => {
  it('takes an id, the start of one, and the newest by name', async () => {
    const store = await storeOf('k3f9', 'k3fa', 'm2');
    expect(findRun(store, 'k3f9')).toBe('k3f9');
    expect(findRun(store, 'm')).toBe('m2');
    expect(findRun(store, 'latest')).toBe('m2');
    expect(findRun(store, 'last')).toBe('m2');
  });

  it('prefers a whole id to the start of another', async () => {
    expect(findRun(await storeOf('ab', 'abc'), 'ab')).toBe('ab');
  });

  it('refuses a start that several share, and what is not there', async () => {
    const store = await storeOf('k3f9', 'k3fa');
    expect(() => findRun(store, 'k3f')).toThrow('2 runs begin so: k3fa, k3f9');
    expect(() => findRun(store, 'k3g9')).toThrow('Did you mean "k3f9"?');
    expect(() => findRun(store, '')).toThrow('there is no such run');
    expect(() => findRun(createMemoryStore(), 'latest')).toThrow('the store has no runs');
  });
});
