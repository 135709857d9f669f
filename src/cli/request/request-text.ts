import { messageOf, SkeinError } from '../../core/errors.ts';

const READ_AT_MOST = 10_000_000;

/** The request that was piped in: `skein run - < request.txt`. Reading stops where it is too long anyway. */
export async function readPipedRequest(input: NodeJS.ReadStream): Promise<string> {
  let text = '';
  try {
    input.setEncoding('utf8');
    for await (const chunk of input) {
      text += chunk;
      if (text.length > READ_AT_MOST) break;
    }
  } catch (error) {
    throw new SkeinError('bad-usage', { where: 'standard input', what: `cannot be read (${messageOf(error)})`, cause: error });
  }
  return text;
}
