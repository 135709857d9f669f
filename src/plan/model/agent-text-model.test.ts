import { expect, it } from 'vitest';
import type { GenerateRequest } from '../../agents/model/generate.ts';
import type { MakeSideCall, SideCall, Usage } from '../../core/agent.ts';
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
  const used: Usage[] = [];
  const options = { signal: new AbortController().signal, onUsage: (usage: Usage) => void used.push(usage) };
  for await (const _ of model.streamText(prompt, options)) break;
  expect(stopped).toBe(true);
  // As the server had said by then.
  expect(used).toEqual([{ inputTokens: 7, outputTokens: 3 }]);
});

it('estimates what a call took of which the server does not say it, and puts nothing down for one that said nothing', async () => {
  const used: Usage[] = [];
  const options = { signal: new AbortController().signal, onUsage: (usage: Usage) => void used.push(usage) };
  const cut = async (): Promise<void> => Promise.reject(new RetryableError('connection-lost', 'it broke off'));
  const read = async (pieces: readonly string[]) => {
    for await (const _ of saying(pieces, cut).model.streamText(prompt, options));
  };
  await expect(read(['abcd', 'efgh'])).rejects.toThrow('it broke off');
  // "plan\ndo it" has eight letters and blanks and one sign; the answer has eight letters.
  expect(used).toEqual([{ inputTokens: 3, outputTokens: 2 }]);
  await expect(read([])).rejects.toThrow('it broke off');
  expect(used).toHaveLength(1);
});

it('waits for its turn beside the attempts of its agent, for as much as it may take', async () => {
  const { model, asked } = saying(['a']);
  const wanted: SideCall[] = [];
  const turn = Promise.withResolvers<void>();
  const sideCall: MakeSideCall = async (call, make) => {
    wanted.push(call);
    await turn.promise;
    return make();
  };
  const reading = (async () => {
    for await (const _ of model.streamText(prompt, { signal: new AbortController().signal, sideCall }));
  })();
  expect(asked).toHaveLength(0);
  turn.resolve();
  await reading;
  expect(asked).toHaveLength(1);
  expect(wanted).toMatchObject([{ agent: 'one', tokens: 1503 }]);
});
