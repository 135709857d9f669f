import type { Call } from '../../core/agent.ts';
import type { GenerateRequest } from './generate.ts';
import type { ModelEndpoint } from './language-model.ts';

/** How much of what a model is writing is shown. */
const SHOWN_CHARS = 56;
/** Before so much of it is there, or a sentence, it says too little to be shown. */
const FIRST_CHARS = 40;

/** Tells what a model is doing: that it thinks, which tool it uses, and the words it is just writing. */
export function streamProgress(call: Call, { model }: ModelEndpoint): Pick<GenerateRequest, 'onText' | 'onTool' | 'onThinking'> {
  let tail = '';
  let isCut = false;
  return {
    onThinking: () => call.progress(`${model} is thinking`),
    onTool: (name) => {
      tail = '';
      isCut = false;
      call.progress(`uses ${name}`);
    },
    onText: (piece) => {
      const flat = `${tail}${piece}`.replace(/\s+/g, ' ').trimStart();
      if (!isCut && flat.length < FIRST_CHARS && !/[.!?:。！？]\s*$/.test(flat)) {
        tail = flat;
        return;
      }
      isCut ||= flat.length > SHOWN_CHARS;
      tail = flat.slice(-SHOWN_CHARS).toWellFormed();
      call.progress(`${isCut ? '…' : ''}${tail.trim()}`);
    },
  };
}
