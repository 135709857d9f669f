import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What arXiv answers: an Atom feed. */
export const ATOM = `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">
  <link href="http://arxiv.org/api/query?search_query=all:geese" rel="self" type="application/atom+xml"/>
  <title type="html">ArXiv Query: search_query=all:geese</title><id>http://arxiv.org/api/x</id><updated>2026-11-20T00:00:00-05:00</updated>
  <opensearch:totalResults>2</opensearch:totalResults>
  <entry><id>http://arxiv.org/abs/2601.00001v1</id><updated>2026-01-03T10:00:00Z</updated><published>2026-01-02T10:00:00Z</published>
    <title>Geese &amp;
 Graphs</title><summary>  Birds have been watched for long. We show that a flock of geese
 is a directed graph whose leader changes often.  </summary>
    <author><name>A. Gander</name></author><link href="http://arxiv.org/abs/2601.00001v1" rel="alternate" type="text/html"/><category term="cs.MA"/></entry>
  <entry><id>http://arxiv.org/abs/2602.00002v1</id><published>2026-02-02T10:00:00Z</published>
    <title>Wild Geese Save Energy</title><summary>Formation flight lets geese save 12 percent of their energy on long journeys.</summary></entry>
</feed>`;

/** What GitHub answers. */
export const REPOSITORIES = JSON.stringify({
  total_count: 2,
  incomplete_results: false,
  items: [
    {
      id: 1,
      full_name: 'flock/skein',
      html_url: 'https://github.com/flock/skein',
      description: 'Turns\u0007 taking the lead.',
      stargazers_count: 1234,
      language: 'TypeScript',
      pushed_at: '2026-02-03T00:00:00Z',
    },
    { id: 2, full_name: 'flock/bare', html_url: 'https://github.com/flock/bare', description: null, stargazers_count: 1, language: null },
  ],
});

/** What the search of Hacker News answers. */
export const STORIES = JSON.stringify({
  hits: [
    { objectID: '41', title: 'Quiet geese', url: null, points: 3, num_comments: 0, created_at: '2026-03-01T00:00:00Z' },
    { objectID: '42', title: 'Geese, explained', points: 1099, num_comments: 12, created_at: '2026-03-04T00:00:00Z' },
    { objectID: '43', title: null, comment_text: 'A comment.' },
  ],
  nbHits: 3,
});

export interface TestServer {
  readonly url: string;
  /** What was asked for, with its query. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** One loopback server that speaks all three interfaces, or answers as the test says. */
export async function serve(answer?: (request: IncomingMessage, response: ServerResponse) => void): Promise<TestServer> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (answer !== undefined) answer(request, response);
    else if (request.url?.startsWith('/api/query')) response.end(ATOM);
    else if (request.url?.startsWith('/search/repositories')) response.end(REPOSITORIES);
    else if (request.url?.startsWith('/api/v1/search')) response.end(STORIES);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
