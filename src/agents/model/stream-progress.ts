import type { Call } from '../../core/agent.ts';
import type { GenerateRequest } from './generate.ts';
import type { ModelEndpoint } from './language-model.ts';

/** How much of what a model is writing is shown. */
const SHOWN_CHARS = 100;

/** Tells what a model is doing: that it was asked, that it thinks, which tool it uses, and the words it is just writing. */
export function streamProgress(call: Call, { model }: ModelEndpoint): Pick<GenerateRequest, 'onText' | 'onTool' | 'onThinking'> {
  let tail = '';
  call.progress(`asks ${model}`);
  return {
    onThinking: () => call.progress(`${model} is thinking`),
    onTool: (name) => {
      tail = '';
      call.progress(`uses ${name}`);
    },
    onText: (piece) => {
      const flat = `${tail}${piece}`.replace(/\s+/g, ' ');
      const isCut = flat.length > SHOWN_CHARS || tail.startsWith('…');
      tail = isCut ? `…${flat.replace(/^…/, '').slice(-SHOWN_CHARS).toWellFormed()}` : flat;
      if (tail.trim() !== '') call.progress(tail.trim());
    },
  };
}
