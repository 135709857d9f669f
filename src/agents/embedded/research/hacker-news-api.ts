import * as z from 'zod';
import type { Call } from '../../../core/agent.ts';
import { cleanText } from '../library/clean-text.ts';
import { topicWordsOf } from '../library/terms.ts';
import { fetchText } from './fetch-text.ts';
import type { SourcedFinding } from './finding.ts';
import { readJson, scoreOf, searchUrl, type WebSource } from './web-source.ts';

const RESULTS = 20;
const MOST_FINDINGS = 10;

const answerSchema = z.object({
  hits: z.array(
    z.object({
      objectID: z.string(),
      title: z.string().nullish(),
      points: z.number().nullish(),
      num_comments: z.number().nullish(),
      created_at: z.string().nullish(),
    }),
  ),
});

type Hit = z.output<typeof answerSchema>['hits'][number];

/** Hacker News through its search service. https://hn.algolia.com/api */
export class HackerNewsApi implements WebSource {
  readonly name = 'Hacker News';
  readonly facet = 'discussion';
  readonly #baseUrl: string;

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl;
  }

  /** The most discussed of the stories that match best. */
  async search(topic: string, call: Call, timeoutMs: number): Promise<SourcedFinding[]> {
    const url = searchUrl(this.name, this.#baseUrl, '/api/v1/search', {
      query: topicWordsOf(topic).join(' '),
      tags: 'story',
      hitsPerPage: String(RESULTS),
    });
    const text = await fetchText(url, { name: this.name, accept: 'application/json', timeoutMs }, call);
    const { hits } = readJson(this.name, text, 'list of stories', (json) => answerSchema.safeParse(json).data);
    const stories = hits
      .filter(({ title }) => cleanText(title ?? '') !== '')
      .toSorted((a, b) => attention(b) - attention(a))
      .slice(0, MOST_FINDINGS);
    return stories.map((story, index) => ({
      text: statementOf(story),
      score: scoreOf(index, stories.length),
      source: {
        title: cleanText(story.title ?? ''),
        location: `https://news.ycombinator.com/item?id=${encodeURIComponent(story.objectID)}`,
        type: 'discussion',
        date: story.created_at?.slice(0, 10) ?? null,
      },
    }));
  }
}

const attention = ({ points, num_comments }: Hit): number => (points ?? 0) + (num_comments ?? 0);

/** `“Geese, explained” drew 99 points and 12 comments on Hacker News.` */
function statementOf({ title, points, num_comments }: Hit): string {
  const count = (value: number, one: string): string => `${value.toLocaleString('en')} ${one}${value === 1 ? '' : 's'}`;
  return `“${cleanText(title ?? '')}” drew ${count(points ?? 0, 'point')} and ${count(num_comments ?? 0, 'comment')} on Hacker News.`;
}
