import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Call, Work } from '../../../core/agent.ts';
import { runId, taskId } from '../../../core/ids.ts';
import type { FindingsOutput } from '../../../core/output.ts';
import { makeTask } from '../../../core/task.ts';
import { readResearch } from './facet.ts';
import { createResearchAgent, type ResearchOptions } from './research-agent.ts';

const EXAMPLES = join(import.meta.dirname, '../../../../examples/ai-trends');

const ATOM = `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>ArXiv Query</title>
<entry><id>http://arxiv.org/abs/2601.00001v1</id><published>2026-01-02T10:00:00Z</published><title>Geese &amp;
 Graphs</title><summary>  We show that a flock is a graph.
 It changes its leader often. A third sentence.</summary></entry></feed>`;
const REPOSITORIES = {
  total_count: 1,
  items: [
    {
      full_name: 'flock/skein',
      html_url: 'https://github.com/flock/skein',
      description: 'Turns taking the lead.',
      stargazers_count: 1234,
      language: 'TypeScript',
      pushed_at: '2026-02-03T00:00:00Z',
    },
  ],
};
const STORIES = {
  hits: [
    {
      objectID: '42',
      title: 'Geese, explained',
      url: 'https://example.org',
      points: 99,
      num_comments: 12,
      created_at: '2026-03-04T00:00:00Z',
    },
    { objectID: '43', title: null },
  ],
};

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** One loopback server that speaks all three interfaces, or as the test says. */
async function serve(
  answer?: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Required<Omit<ResearchOptions, 'offline'>> & { readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (answer !== undefined) return answer(request, response);
    if (request.url?.startsWith('/api/query')) response.end(ATOM);
    else if (request.url?.startsWith('/search/repositories')) response.end(JSON.stringify(REPOSITORIES));
    else response.end(JSON.stringify(STORIES));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { arxivUrl: url, githubUrl: url, hackerNewsUrl: url, asked };
}

async function research(
  instruction: string,
  options: ResearchOptions,
  inputs: readonly string[] = [],
  signal = new AbortController().signal,
): Promise<FindingsOutput> {
  const call: Call = { signal, sleep: async () => {}, progress: () => {}, artifactPath: async (name) => name };
  const work: Work = {
    run: runId('r'),
    task: makeTask({ id: taskId('t'), instruction }),
    attempt: 1,
    idempotencyKey: 'r/t/1',
    request: instruction,
    dependencies: [],
    inputs,
    seed: 1,
  };
  return (await createResearchAgent(options).perform(work, call)).output as FindingsOutput;
}

describe('the research agent', () => {
  it.each([
    ['Search papers on AI trends', 'papers', 'AI trends'],
    ['Analyze GitHub trends for AI trends', 'repositories', 'AI trends'],
    ['Analyze GitHub repositories about solar power', 'repositories', 'solar power'],
    ['Monitor social discussion of AI trends', 'discussion', 'AI trends'],
    ['Research the history of tea', 'everything', 'history of tea'],
    ['Research quantum computing', 'everything', 'quantum computing'],
  ])('reads "%s" as %s about %s', (instruction, facet, topic) => {
    expect(readResearch(instruction, 'x')).toEqual({ facet, topic });
  });

  it('finds something else of each facet in the given files, and says where', async () => {
    const types = await Promise.all(
      ['Search papers on AI trends', 'Analyze GitHub trends for AI trends', 'Monitor social discussion of AI trends'].map(
        async (instruction) => {
          const { findings, sources } = await research(instruction, { offline: true }, [EXAMPLES]);
          expect(findings.length).toBeGreaterThanOrEqual(5);
          for (const { source } of findings) expect(sources[source]).toBeDefined();
          return [...new Set(sources.map(({ type }) => type))];
        },
      ),
    );
    expect(types).toEqual([['paper'], ['repository'], ['discussion']]);
  });

  it('finds the same again', async () => {
    const once = await research('Search papers on AI trends', { offline: true }, [EXAMPLES]);
    expect(await research('Search papers on AI trends', { offline: true }, [EXAMPLES])).toEqual(once);
  });

  it('asks arXiv for papers, GitHub for repositories, Hacker News for discussion', async () => {
    const { asked, ...urls } = await serve();
    expect(await research('Search papers on geese', urls)).toMatchObject({
      findings: [{ text: 'We show that a flock is a graph. It changes its leader often.', source: 0 }],
      sources: [{ title: 'Geese & Graphs', location: 'http://arxiv.org/abs/2601.00001v1', type: 'paper', date: '2026-01-02' }],
    });
    expect((await research('Search GitHub for geese', urls)).findings[0]?.text).toBe(
      'flock/skein: Turns taking the lead (1,234 stars, TypeScript).',
    );
    expect((await research('Monitor discussion of geese', urls)).findings[0]?.text).toBe(
      '"Geese, explained" drew 99 points and 12 comments on Hacker News.',
    );
    expect(asked.map((url) => url.split('?')[0])).toEqual(['/api/query', '/search/repositories', '/api/v1/search']);
  });

  it('asks all three when no facet is named', async () => {
    const { asked, ...urls } = await serve();
    expect((await research('Research geese', urls)).sources.map(({ type }) => type)).toEqual(['paper', 'repository', 'discussion']);
    expect(asked).toHaveLength(3);
  });

  it.each([
    [429, { 'retry-after': '7' }, { code: '429', kind: 'retryable', retryAfterMs: 7000 }],
    [403, { 'x-ratelimit-remaining': '0' }, { code: '429', kind: 'retryable' }],
    [500, {}, { code: '500', kind: 'retryable' }],
  ])('sorts a refusal with status %i', async (status, headers, failure) => {
    const urls = await serve((_, response) => response.writeHead(status, headers).end());
    await expect(research('Search papers on geese', urls)).rejects.toMatchObject(failure);
  });

  it.each(['<feed><entry>', 'not xml at all', '<html><body>blocked</body></html>', '<feed><entry><id>x</id></entry></feed>'])(
    'does not believe an answer such as %s',
    async (body) => {
      const urls = await serve((_, response) => response.end(body));
      await expect(research('Search papers on geese', urls)).rejects.toMatchObject({ kind: expect.any(String) });
    },
  );

  it('takes what the files say when the network fails, and says what was not searched', async () => {
    const urls = await serve((_, response) => response.writeHead(500).end());
    const { findings, notes } = await research('Search papers on AI trends', urls, [EXAMPLES]);
    expect(findings.length).toBeGreaterThan(0);
    expect(notes).toEqual(['Not searched: arXiv has a fault (HTTP 500).']);
  });

  it('fails as itself, and says what to do, when there is neither network nor file', async () => {
    const nobody = await serve();
    const server = servers.pop();
    await new Promise((resolve) => server?.close(resolve));
    await expect(research('Research geese', nobody)).rejects.toMatchObject({
      kind: 'terminal-agent',
      message: expect.stringMatching(/no files were given.*cannot be reached.*--input/s),
    });
    await expect(research('Research geese', { offline: true })).rejects.toThrow('switched off');
  });

  it('stops when it is cancelled', async () => {
    const controller = new AbortController();
    const urls = await serve(() => controller.abort(new Error('enough')));
    await expect(research('Search papers on geese', urls, [], controller.signal)).rejects.toThrow('enough');
  });
});
