import * as z from 'zod';
import type { Call } from '../../../core/agent.ts';
import { cleanText } from '../library/clean-text.ts';
import { topicWordsOf } from '../library/terms.ts';
import { fetchText } from './fetch-text.ts';
import type { SourcedFinding } from './finding.ts';
import { readJson, scoreOf, searchUrl, type WebSource } from './web-source.ts';

const RESULTS = 10;
const MOST_WORDS = 6;
const LONGEST_DESCRIPTION = 240;

const answerSchema = z.object({
  items: z.array(
    z.object({
      full_name: z.string(),
      html_url: z.string(),
      description: z.string().nullish(),
      stargazers_count: z.number(),
      language: z.string().nullish(),
      pushed_at: z.string().nullish(),
    }),
  ),
});

type Repository = z.output<typeof answerSchema>['items'][number];

/** GitHub's repository search. https://docs.github.com/rest/search/search#search-repositories */
export class GithubApi implements WebSource {
  readonly name = 'GitHub';
  readonly facet = 'repositories';
  readonly #baseUrl: string;

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl;
  }

  async search(topic: string, call: Call, timeoutMs: number): Promise<SourcedFinding[]> {
    const url = searchUrl(this.name, this.#baseUrl, '/search/repositories', {
      q: topicWordsOf(topic).slice(0, MOST_WORDS).join(' '),
      sort: 'stars',
      order: 'desc',
      per_page: String(RESULTS),
    });
    const text = await fetchText(url, { name: this.name, accept: 'application/vnd.github+json', timeoutMs }, call);
    const { items } = readJson(this.name, text, 'list of repositories', (json) => answerSchema.safeParse(json).data);
    return items.map((item, index) => ({
      text: statementOf(item),
      score: scoreOf(index, items.length),
      source: { title: cleanText(item.full_name), location: item.html_url, type: 'repository', date: item.pushed_at?.slice(0, 10) ?? null },
    }));
  }
}

/** `flock/skein (1,234 stars, TypeScript): Turns taking the lead.` */
function statementOf({ full_name, description, stargazers_count, language }: Repository): string {
  const stars = `${stargazers_count.toLocaleString('en')} ${stargazers_count === 1 ? 'star' : 'stars'}`;
  const about = cleanText(description ?? '').replace(/[.\s]+$/, '');
  if (about === '') return `${cleanText(full_name)} has ${stars} on GitHub.`;
  const short = about.length <= LONGEST_DESCRIPTION ? about : `${about.slice(0, LONGEST_DESCRIPTION).replace(/\s+\S*$/, '')}…`;
  return `${cleanText(full_name)} (${stars}${language == null ? '' : `, ${cleanText(language)}`}): ${short}${/[!?…]$/.test(short) ? '' : '.'}`;
}
