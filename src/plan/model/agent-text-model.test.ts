import { expect, it } from 'vitest';
import type { GenerateRequest } from '../../agents/model/generate.ts';
import { RetryableError } from '../../core/agent-error.ts';
import { agentId } from '../../core/ids.ts';
import { agentTextModel } from './agent-text-model.ts';

const prompt = { instructions: 'plan', messages: [{ role: 'user', text: 'do it' }] } as const;

function saying(pieces: readonly string[], end: () => Promise<void> = async () => {}) {
  const asked: GenerateRequest[] = [];
  const model = agentTextModel({
    profile: { id: agentId('one') },
    generate: async (request) => {
      asked.push(request);
      for (const piece of pieces) {
        await Promise.resolve();
        request.onText?.(piece);
      }
      await end();
      return { text: pieces.join(''), finish: 'stop', usage: { inputTokens: 7, outputTokens: 3 } };
    },
  });
  return { model, asked };
}

it('passes on each piece, and what was used', async () => {
  const { model } = saying(['a', 'b', 'c']);
  const heard: string[] = [];
  let used = 0;
  const options = {
    signal: new AbortController().signal,
    onUsage: ({ inputTokens }: { inputTokens: number }) => {
      used = inputTokens;
    },
  };
  for await (const piece of model.streamText(prompt, options)) heard.push(piece);
  expect([heard, used]).toEqual([['a', 'b', 'c'], 7]);
});

it('passes on what was said before the call failed, then the failure', async () => {
  const { model } = saying(['a'], async () => Promise.reject(new RetryableError('500', 'it broke')));
  const heard: string[] = [];
  const reading = (async () => {
    for await (const piece of model.streamText(prompt, { signal: new AbortController().signal })) heard.push(piece);
  })();
  await expect(reading).rejects.toThrow('it broke');
  expect(heard).toEqual(['a']);
});

it('stops the call when nobody reads on', async () => {
  let stopped = false;
  const { model, asked } = saying(['a', 'b'], async () => {
    const signal = asked[0]?.signal;
    await new Promise<void>((resolve) => {
      signal?.addEventListener('abort', () => resolve(), { once: true });
      if (signal?.aborted === true) resolve();
    });
    stopped = true;
  });
  for await (const _ of model.streamText(prompt, { signal: new AbortController().signal })) break;
  expect(stopped).toBe(true);
});
