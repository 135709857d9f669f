import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elementTexts, findRows } from './json-elements.ts';

/** The text in pieces of any lengths, as a disk or a network gives it. */
async function* pieces(text: string, sizes: readonly number[]): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  let at = 0;
  for (let index = 0; at < bytes.length; index++) {
    const size = sizes[index % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function elements(text: string, sizes: readonly number[]): Promise<unknown[]> {
  const layout = await findRows(pieces(text, sizes));
  const found: unknown[] = [];
  for await (const texts of elementTexts(pieces(text, sizes), layout, 'test.json'))
    for (const element of texts) found.push(JSON.parse(element));
  return found;
}

const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }));
/** What comes back from JSON: -0 is 0 there. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('the elements of a JSON text', () => {
  it('are those of a list, wherever the text is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(object, { minLength: 1 }), sizes, fc.constantFrom(0, 2), async (list, cuts, indent) => {
        expect(await elements(JSON.stringify(list, null, indent), cuts)).toEqual(plain(list));
      }),
    );
  });

  it('are those of the first list of objects inside an object', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(object, { minLength: 1 }), sizes, async (list, cuts) => {
        const text = JSON.stringify({ note: '[{', tags: ['x'], result: { rows: list, other: [{ never: 1 }] } });
        expect(await elements(text, cuts)).toEqual(plain(list));
      }),
    );
  });

  it('are the values of a text with one after the other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.dictionary(fc.string(), fc.string()), { minLength: 2 }), sizes, async (list, cuts) => {
        expect(await elements(list.map((value) => JSON.stringify(value)).join('\n'), cuts)).toEqual(list);
      }),
    );
  });
});
