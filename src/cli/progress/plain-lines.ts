import type { Paint } from '../../report/paint.ts';
import type { OutputStream } from '../output-stream.ts';
import { eventSentences } from './event-sentence.ts';
import type { Progress } from './progress.ts';

/** What happens, as lines on standard error in the order in which it happens. */
export function plainLines(err: OutputStream, paint: Paint): Progress {
  return {
    event: (event, record) => {
      for (const sentence of eventSentences(event, record, paint)) err.writeLine(sentence);
    },
    stopping: (message) => err.writeLine(`skein: ${message}`),
    end: () => {},
  };
}
