import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { unlessAborted } from './unless-aborted.ts';

describe('unlessAborted', () => {
  it('gives what is waited for, and leaves nothing behind', async () => {
    const { signal } = new AbortController();
    expect(await unlessAborted(signal, Promise.resolve(3))).toBe(3);
    await expect(unlessAborted(signal, Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('rejects with the reason, before and while it waits, whatever comes of it later', async () => {
    const early = new AbortController();
    early.abort(new Error('too late'));
    await expect(unlessAborted(early.signal, Promise.reject(new Error('broken')))).rejects.toThrow('too late');
    const controller = new AbortController();
    const slow = Promise.withResolvers<void>();
    const waiting = unlessAborted(controller.signal, slow.promise);
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    slow.reject(new Error('nobody hears this'));
  });
});
