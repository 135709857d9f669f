import * as z from 'zod';
import type { Call } from '../../../core/agent.ts';
import type { Source } from '../../../core/output.ts';
import { cleanText } from '../library/clean-text.ts';
import { topicWordsOf } from '../library/terms.ts';
import { fetchText } from './fetch-text.ts';
import type { SourcedFinding } from './finding.ts';
import { keyStatementOf, needsItsTitle } from './key-statement.ts';
import { Pace } from './pace.ts';
import { badAnswer, scoreOf, searchUrl, type WebSource } from './web-source.ts';

const RESULTS = 10;
const MOST_WORDS = 6;
/** What arXiv asks of programs: one request in three seconds. */
const INTERVAL_MS = 3000;

const oneOrMany = <Item extends z.ZodType>(item: Item) => z.union([z.array(item), item.transform((one) => [one])]);
const entrySchema = z.object({ id: z.string(), title: z.string(), summary: z.string(), published: z.string().optional() });
const feedSchema = z.object({ feed: z.union([z.literal(''), z.object({ entry: oneOrMany(entrySchema).optional() })]) });

/** arXiv's search: an Atom feed of papers. https://info.arxiv.org/help/api/user-manual.html */
export class ArxivApi implements WebSource {
  readonly name = 'arXiv';
  readonly facet = 'papers';
  readonly #baseUrl: string;
  readonly #pace: Pace;

  constructor(baseUrl: string, pace = new Pace(INTERVAL_MS)) {
    this.#baseUrl = baseUrl;
    this.#pace = pace;
  }

  async search(topic: string, call: Call, timeoutMs: number): Promise<SourcedFinding[]> {
    const words = topicWordsOf(topic).slice(0, MOST_WORDS);
    const wantsNew = /\b(?:trends?|latest|recent|new|news|current|emerging)\b/i.test(topic);
    const url = searchUrl(this.name, this.#baseUrl, '/api/query', {
      search_query: words.map((word) => `all:${word}`).join(' AND '),
      start: '0',
      max_results: String(RESULTS),
      sortBy: wantsNew ? 'submittedDate' : 'relevance',
      sortOrder: 'descending',
    });
    const xml = await this.#pace.take(call, () => fetchText(url, { name: this.name, accept: 'application/atom+xml', timeoutMs }, call));
    const entries = await entriesIn(xml);
    return entries.flatMap((entry, index) => findingOf(entry, words.join(' '), scoreOf(index, entries.length)));
  }
}

type Entry = z.output<typeof entrySchema>;

async function entriesIn(xml: string): Promise<readonly Entry[]> {
  const { XMLParser, XMLValidator } = await import('fast-xml-parser');
  let feed: unknown;
  try {
    const validity = XMLValidator.validate(xml);
    if (validity !== true) throw new Error(validity.err.msg);
    feed = new XMLParser({ parseTagValue: false, htmlEntities: true }).parse(xml);
  } catch (error) {
    throw badAnswer('arXiv', error);
  }
  const parsed = feedSchema.safeParse(feed);
  if (!parsed.success) throw badAnswer('arXiv', new Error('it is no Atom feed of papers'));
  const entries = parsed.data.feed === '' ? [] : (parsed.data.feed.entry ?? []);
  const fault = entries.find(({ id }) => id.includes('/api/errors'));
  if (fault !== undefined) throw badAnswer('arXiv', new Error(cleanText(fault.summary)));
  return entries;
}

/** What a paper says about the topic; where its authors speak of themselves, as their words under its title. */
function findingOf({ id, title: printed, summary, published }: Entry, topic: string, score: number): SourcedFinding[] {
  const text = keyStatementOf(cleanText(summary), topic);
  const title = cleanText(printed);
  if (text === '' || title === '') return [];
  const source: Source = { title, location: cleanText(id), type: 'paper', date: published?.slice(0, 10) ?? null };
  return [{ text: needsItsTitle(text) ? `${title}: “${text}”` : text, score, source }];
}
