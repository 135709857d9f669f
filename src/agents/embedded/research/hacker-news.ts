import * as z from 'zod';
import { badAnswer, fetchText, type WebSource } from './web-source.ts';

const RESULTS = 10;

const answerSchema = z.object({
  hits: z.array(
    z.object({
      objectID: z.string(),
      title: z.string().nullable().optional(),
      points: z.number().nullable().optional(),
      num_comments: z.number().nullable().optional(),
      created_at: z.string().optional(),
    }),
  ),
});

/** Hacker News through its search service. https://hn.algolia.com/api */
export function hackerNews(baseUrl: string): WebSource {
  return {
    name: 'Hacker News',
    facet: 'discussion',
    async search(topic, { signal }, timeoutMs) {
      const url = new URL('/api/v1/search', baseUrl);
      url.search = new URLSearchParams({ query: topic, tags: 'story', hitsPerPage: String(RESULTS) }).toString();
      const text = await fetchText(url, 'Hacker News', signal, timeoutMs, 'application/json');
      return parse(text).hits.flatMap(({ objectID, title, points, num_comments, created_at }) =>
        title === undefined || title === null
          ? []
          : [
              {
                text: `"${title}" drew ${points ?? 0} points and ${num_comments ?? 0} comments on Hacker News.`,
                title,
                url: `https://news.ycombinator.com/item?id=${encodeURIComponent(objectID)}`,
                type: 'discussion' as const,
                date: created_at?.slice(0, 10) ?? null,
              },
            ],
      );
    },
  };
}

function parse(text: string): z.output<typeof answerSchema> {
  try {
    return answerSchema.parse(JSON.parse(text));
  } catch (error) {
    throw badAnswer('Hacker News', error instanceof z.ZodError ? new Error('it is no list of stories') : error);
  }
}
