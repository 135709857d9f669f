import * as z from 'zod';
import { splitSentences } from '../library/sentences.ts';
import { badAnswer, fetchText, type WebFinding, type WebSource } from './web-source.ts';

const RESULTS = 8;

const oneOrMany = <Item extends z.ZodType>(item: Item) => z.union([z.array(item), item.transform((one) => [one])]);
const entrySchema = z.object({ id: z.string(), title: z.string(), summary: z.string(), published: z.string().optional() });
const feedSchema = z.object({ feed: z.object({ entry: oneOrMany(entrySchema).optional() }) });

/** arXiv's search: an Atom feed of papers. https://info.arxiv.org/help/api/user-manual.html */
export function arxiv(baseUrl: string): WebSource {
  return {
    name: 'arXiv',
    facet: 'papers',
    async search(topic, { signal }, timeoutMs) {
      const url = new URL('/api/query', baseUrl);
      url.search = new URLSearchParams({
        search_query: queryOf(topic),
        start: '0',
        max_results: String(RESULTS),
        sortBy: 'relevance',
      }).toString();
      return parseFeed(await fetchText(url, 'arXiv', signal, timeoutMs, 'application/atom+xml'));
    },
  };
}

function queryOf(topic: string): string {
  const words = topic.match(/[\p{L}\p{N}]+/gu) ?? [topic];
  return words.map((word) => `all:${word}`).join(' AND ');
}

async function parseFeed(xml: string): Promise<WebFinding[]> {
  const { XMLParser, XMLValidator } = await import('fast-xml-parser');
  const validity = XMLValidator.validate(xml);
  if (validity !== true) throw badAnswer('arXiv', new Error(validity.err.msg));
  const parsed = feedSchema.safeParse(new XMLParser({ parseTagValue: false }).parse(xml));
  if (!parsed.success) throw badAnswer('arXiv', new Error('it is no Atom feed of papers'));
  return (parsed.data.feed.entry ?? []).map(({ id, title, summary, published }) => ({
    text: splitSentences(summary.replace(/\s+/g, ' ').trim()).slice(0, 2).join(' '),
    title: title.replace(/\s+/g, ' ').trim(),
    url: id,
    type: 'paper' as const,
    date: published?.slice(0, 10) ?? null,
  }));
}
