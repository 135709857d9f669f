import * as z from 'zod';
import { badAnswer, fetchText, type WebSource } from './web-source.ts';

const RESULTS = 8;

const answerSchema = z.object({
  items: z.array(
    z.object({
      full_name: z.string(),
      html_url: z.string(),
      description: z.string().nullable(),
      stargazers_count: z.number(),
      language: z.string().nullable().optional(),
      pushed_at: z.string().nullable().optional(),
    }),
  ),
});

/** GitHub's repository search. https://docs.github.com/rest/search/search#search-repositories */
export function github(baseUrl: string): WebSource {
  return {
    name: 'GitHub',
    facet: 'repositories',
    async search(topic, { signal }, timeoutMs) {
      const url = new URL('/search/repositories', baseUrl);
      url.search = new URLSearchParams({ q: topic, sort: 'stars', order: 'desc', per_page: String(RESULTS) }).toString();
      const text = await fetchText(url, 'GitHub', signal, timeoutMs, 'application/vnd.github+json');
      return parse(text).items.map((item) => {
        const language = item.language ?? undefined;
        return {
          text: `${item.full_name}${item.description === null ? '' : `: ${item.description.trim().replace(/[.]$/, '')}`} (${item.stargazers_count.toLocaleString('en')} stars${language === undefined ? '' : `, ${language}`}).`,
          title: item.full_name,
          url: item.html_url,
          type: 'repository' as const,
          date: item.pushed_at?.slice(0, 10) ?? null,
        };
      });
    },
  };
}

function parse(text: string): z.output<typeof answerSchema> {
  try {
    return answerSchema.parse(JSON.parse(text));
  } catch (error) {
    throw badAnswer('GitHub', error instanceof z.ZodError ? new Error('it is no list of repositories') : error);
  }
}
