import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Agent, Call, Work } from '../../../core/agent.ts';
import { runId, taskId } from '../../../core/ids.ts';
import type { FindingsOutput } from '../../../core/output.ts';
import { makeTask } from '../../../core/task.ts';
import { createResearchAgent, type ResearchOptions } from './research-agent.ts';
import { ATOM, serve as serveOnce, type TestServer } from './server-for-tests.ts';

const EXAMPLES = join(import.meta.dirname, '../../../../examples/ai-trends');
const FACETS = ['Search papers on AI trends', 'Analyze GitHub trends for AI trends', 'Monitor social discussion of AI trends'];

const servers: TestServer[] = [];
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skein-research-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(
  answer?: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<ResearchOptions & { readonly asked: readonly string[] }> {
  const server = await serveOnce(answer);
  servers.push(server);
  return { arxivUrl: server.url, githubUrl: server.url, hackerNewsUrl: server.url, asked: server.asked };
}

/** The address of a server that was there and is not any more. */
async function nobody(): Promise<ResearchOptions> {
  const { asked: _, ...urls } = await serve();
  await servers.pop()?.close();
  return urls;
}

async function research(
  instruction: string,
  options: ResearchOptions | Agent,
  inputs: readonly string[] = [],
  given: Partial<Call> = {},
): Promise<FindingsOutput> {
  const agent = 'perform' in options ? options : createResearchAgent(options);
  const call: Call = {
    signal: new AbortController().signal,
    sleep: async () => {},
    progress: () => {},
    artifactPath: async (name) => name,
    ...given,
  };
  const work: Work = {
    run: runId('r'),
    task: makeTask({ id: taskId('t'), instruction, capabilities: ['research'] }),
    attempt: 1,
    idempotencyKey: 'r/t/1',
    request: instruction,
    dependencies: [],
    inputs,
    seed: 1,
  };
  return (await agent.perform(work, call)).output as FindingsOutput;
}

describe('research in files', () => {
  it('finds something else of each facet, in sources of its type', async () => {
    const found = await Promise.all(FACETS.map((instruction) => research(instruction, { offline: true }, [EXAMPLES])));
    for (const { findings, sources, notes } of found) {
      expect(findings.length).toBeGreaterThanOrEqual(5);
      expect(findings.length).toBeLessThanOrEqual(12);
      expect(findings.map(({ score }) => score)).toEqual(findings.map(({ score }) => score).toSorted((a, b) => b - a));
      for (const { source } of findings) expect(sources[source]?.date).toMatch(/^2026-/);
      expect(notes).toEqual([]);
    }
    expect(found.map(({ sources }) => [...new Set(sources.map(({ type }) => type))])).toEqual([['paper'], ['repository'], ['discussion']]);
    const texts = found.flatMap(({ findings }) => findings.map(({ text }) => text));
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('gives whole sentences only: no headings, menus, code, questions or words about the text', async () => {
    for (const instruction of [...FACETS, 'Research AI trends'])
      for (const { text } of (await research(instruction, { offline: true }, [EXAMPLES])).findings) {
        expect(text).toMatch(/^["“]?[\p{Lu}\d].*[.!]["”]?$/su);
        expect(text).not.toMatch(/^(?:We|Our|This|It|They|These|However)\b|Subscribe|Log in|Cookies|const |written for this example/);
      }
  });

  it('speaks of every one of a dozen documents when no facet is named', async () => {
    const { sources } = await research('Research AI trends', { offline: true }, [EXAMPLES]);
    expect(sources).toHaveLength(12);
  });

  it('finds the same again', async () => {
    const once = await research(FACETS[0] ?? '', { offline: true }, [EXAMPLES]);
    expect(await research(FACETS[0] ?? '', { offline: true }, [EXAMPLES])).toEqual(once);
  });

  it('leaves documents out that speak of something else', async () => {
    writeFileSync(join(folder, 'tea.md'), 'Green tea grows on hills and is picked in spring.');
    writeFileSync(join(folder, 'bread.md'), 'Bread rises for two hours before it is baked in the oven.');
    const { sources } = await research('Research the history of green tea', { offline: true }, [folder]);
    expect(sources.map(({ location }) => location)).toEqual([join(folder, 'tea.md')]);
  });

  it('says so when no document names the topic, and prefers what the network has', async () => {
    writeFileSync(join(folder, 'bread.md'), 'Bread rises for two hours before it is baked in the oven.');
    const off = await research('Research geese', { offline: true }, [folder]);
    expect(off.findings.map(({ text }) => text)).toEqual(['Bread rises for two hours before it is baked in the oven.']);
    expect(off.notes).toEqual(['None of the given documents names "geese": these are their central statements.']);
    const on = await research('Research geese', await serve(), [folder]);
    expect(on.findings.some(({ text }) => text.includes('Bread'))).toBe(false);
  });

  it('searches documents of all types when none is of the facet, and says so', async () => {
    writeFileSync(join(folder, 'geese.md'), 'Geese fly south in autumn when the lake freezes.');
    const { findings, notes } = await research('Search papers on geese', { offline: true }, [folder]);
    expect(findings).toHaveLength(1);
    expect(notes).toEqual(['None of the given documents is a paper; all of them were searched.']);
  });

  it('goes on without what cannot be read, and names it', async () => {
    writeFileSync(join(folder, 'broken.pdf'), 'no pdf');
    writeFileSync(join(folder, 'geese.md'), 'Geese fly south in autumn when the lake freezes.');
    const { notes } = await research('Research geese', { offline: true }, [folder, join(folder, 'none')]);
    expect(notes).toEqual([`${join(folder, 'none')}: there is no such file or folder.`, 'broken.pdf cannot be read as pdf: it is no PDF.']);
  });
});

describe('research on the network', () => {
  it('asks arXiv for papers and quotes what each says about the topic', async () => {
    const { asked, ...urls } = await serve();
    expect(await research('Search papers on geese', urls)).toEqual({
      kind: 'findings',
      topic: 'geese',
      findings: [
        { text: 'Geese & Graphs: “We show that a flock of geese is a directed graph whose leader changes often.”', source: 0, score: 1 },
        { text: 'Formation flight lets geese save 12 percent of their energy on long journeys.', source: 1, score: 0.6667 },
      ],
      sources: [
        { title: 'Geese & Graphs', location: 'http://arxiv.org/abs/2601.00001v1', type: 'paper', date: '2026-01-02' },
        { title: 'Wild Geese Save Energy', location: 'http://arxiv.org/abs/2602.00002v1', type: 'paper', date: '2026-02-02' },
      ],
      notes: [],
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('/api/query?search_query=all%3Ageese&');
  });

  it('asks GitHub for repositories', async () => {
    const { asked, ...urls } = await serve();
    const { findings, sources } = await research('Analyze GitHub trends for wild geese trends', urls);
    expect(findings.map(({ text }) => text)).toEqual([
      'flock/skein (1,234 stars, TypeScript): Turns taking the lead.',
      'flock/bare has 1 star on GitHub.',
    ]);
    expect(sources[0]).toEqual({
      title: 'flock/skein',
      location: 'https://github.com/flock/skein',
      type: 'repository',
      date: '2026-02-03',
    });
    expect(asked[0]).toContain('/search/repositories?q=wild+geese&sort=stars');
  });

  it('asks Hacker News for discussion, the most discussed first', async () => {
    const { asked, ...urls } = await serve();
    const { findings, sources } = await research('Monitor discussion of geese', urls);
    expect(findings.map(({ text }) => text)).toEqual([
      '“Geese, explained” drew 1,099 points and 12 comments on Hacker News.',
      '“Quiet geese” drew 3 points and 0 comments on Hacker News.',
    ]);
    expect(sources[0]?.location).toBe('https://news.ycombinator.com/item?id=42');
    expect(asked[0]).toContain('/api/v1/search?query=geese&tags=story');
  });

  it('asks all three when no facet is named', async () => {
    const { asked, ...urls } = await serve();
    const { sources } = await research('Research geese', urls);
    expect(new Set(sources.map(({ type }) => type))).toEqual(new Set(['paper', 'repository', 'discussion']));
    expect(asked).toHaveLength(3);
  });

  it('finds its servers in the environment, below any path', async () => {
    const { asked, githubUrl } = await serve((_, response) => response.end('{"items":[]}'));
    vi.stubEnv('SKEIN_GITHUB_URL', `${githubUrl}/api/v3/`);
    await expect(research('Search GitHub for geese', {})).rejects.toMatchObject({ code: 'nothing-found' });
    expect(asked[0]).toMatch(/^\/api\/v3\/search\/repositories\?/);
  });

  it('stays off the network when the environment says so', async () => {
    const { asked, ...urls } = await serve();
    vi.stubEnv('SKEIN_OFFLINE', '1');
    await expect(research('Research geese', urls)).rejects.toMatchObject({
      kind: 'terminal-agent',
      message: expect.stringContaining('switched off'),
    });
    expect(asked).toEqual([]);
  });

  it('asks arXiv once in three seconds, over all tasks', async () => {
    const agent = createResearchAgent(await serve());
    const slept: number[] = [];
    const sleep = async (durationMs: number): Promise<void> => void slept.push(durationMs);
    await research('Search papers on geese', agent, [], { sleep });
    await research('Search papers on swans', agent, [], { sleep });
    expect(slept).toHaveLength(1);
    expect(slept[0]).toBeGreaterThan(0);
    expect(slept[0]).toBeLessThanOrEqual(3000);
  });

  it('adds a few findings to what the files say, as of less weight', async () => {
    const { asked: _, ...urls } = await serve();
    const { findings, sources } = await research('Search papers on AI trends', urls, [EXAMPLES]);
    const fromWeb = findings.filter(({ source }) => sources[source]?.location.startsWith('http') === true);
    expect(findings).toHaveLength(10);
    expect(fromWeb).toHaveLength(2);
    for (const { score } of fromWeb) expect(score).toBeLessThan(findings[0]?.score ?? 0);
  });
});

describe('research when something fails', () => {
  it.each([
    [429, { 'retry-after': '7' }, { code: '429', kind: 'retryable', retryAfterMs: 7000 }],
    [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' }, { code: '429', kind: 'retryable', retryAfterMs: 0 }],
    [403, { 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' }, { code: '429', kind: 'retryable', retryAfterMs: 0 }],
    [503, { 'retry-after': '2' }, { code: '503', kind: 'retryable', retryAfterMs: 2000 }],
    [500, {}, { code: '500', kind: 'retryable', retryAfterMs: undefined }],
    [403, {}, { code: 'nothing-found', kind: 'terminal-agent' }],
    [404, {}, { code: 'nothing-found', kind: 'terminal-agent' }],
  ])('sorts a refusal with status %i and %j', async (status, headers, failure) => {
    const urls = await serve((_, response) => response.writeHead(status, headers).end());
    await expect(research('Search papers on geese', urls)).rejects.toMatchObject(failure);
  });

  it.each([
    ['Search papers on geese', '<feed><entry>'],
    ['Search papers on geese', 'not xml at all'],
    ['Search papers on geese', '<html><body>blocked</body></html>'],
    ['Search papers on geese', '<feed><entry><id>x</id></entry></feed>'],
    ['Search papers on geese', '<!DOCTYPE f [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><feed><entry><id>&b;</id></entry></feed>'],
    ['Search GitHub for geese', '{"items": 3}'],
    ['Search GitHub for geese', '<html>'],
    ['Monitor discussion of geese', '{"hits": [{}]}'],
    ['Monitor discussion of geese', ''],
  ])('does not believe an answer to "%s" such as %s', async (instruction, body) => {
    const urls = await serve((_, response) => response.end(body));
    await expect(research(instruction, urls)).rejects.toMatchObject({ kind: 'retryable', code: 'bad-answer' });
  });

  it('reads an empty feed as nothing found, and an error feed as an error', async () => {
    const empty = await serve((_, response) => response.end('<feed xmlns="http://www.w3.org/2005/Atom"><title>none</title></feed>'));
    await expect(research('Search papers on geese', empty)).rejects.toMatchObject({ code: 'nothing-found' });
    const entry = '<entry><id>http://arxiv.org/api/errors#1</id><title>Error</title><summary>incorrect id format</summary></entry>';
    const fault = await serve((_, response) => response.end(`<feed>${entry}</feed>`));
    await expect(research('Search papers on geese', fault)).rejects.toThrow('incorrect id format');
  });

  it('gives up on a server that does not answer, or not to the end', async () => {
    const silent = await serve(() => {});
    await expect(research('Search papers on geese', { ...silent, timeoutMs: 50 })).rejects.toMatchObject({
      kind: 'retryable',
      code: 'timeout',
    });
    const slow = await serve((_, response) => void response.write(ATOM.slice(0, 200)));
    await expect(research('Search papers on geese', { ...slow, timeoutMs: 50 })).rejects.toMatchObject({ code: 'timeout' });
  });

  it('reads no endless answer', async () => {
    const endless = await serve((_, response) => response.end('x'.repeat(5 * 1024 * 1024)));
    await expect(research('Search papers on geese', endless)).rejects.toThrow('arXiv sent more than 4 MB');
  });

  it('takes what the files say when the network fails, and says what was not searched', async () => {
    const { findings, notes } = await research('Search papers on AI trends', await serve((_, response) => response.writeHead(500).end()), [
      EXAMPLES,
    ]);
    expect(findings).toHaveLength(10);
    expect(notes).toEqual(['Not searched: arXiv has a fault (HTTP 500).']);
  });

  it('takes what some servers say when another fails', async () => {
    const broken = await serve((_, response) => response.writeHead(500).end());
    const { sources, notes } = await research('Research geese', {
      ...(await serve()),
      ...(broken.arxivUrl === undefined ? {} : { arxivUrl: broken.arxivUrl }),
    });
    expect(new Set(sources.map(({ type }) => type))).toEqual(new Set(['repository', 'discussion']));
    expect(notes).toEqual(['Not searched: arXiv has a fault (HTTP 500).']);
  });

  it('fails as itself, and says what to do, when there is neither network nor file', async () => {
    await expect(research('Research geese', await nobody())).rejects.toMatchObject({
      kind: 'terminal-agent',
      code: 'no-network',
      message:
        'nothing was found about "geese": no files were given; arXiv cannot be reached (ECONNREFUSED); GitHub cannot be reached (ECONNREFUSED); Hacker News cannot be reached (ECONNREFUSED). Give documents with --input, or go online.',
    });
    await expect(research('Research geese', { offline: true }, [folder])).rejects.toThrow('the given input holds nothing that can be read');
  });

  it('says which address is none', async () => {
    await expect(research('Search papers on geese', { arxivUrl: 'ftp://x' })).rejects.toThrow(
      'the address of arXiv: expected an http or https URL, received "ftp://x"',
    );
  });

  it('stops when it is cancelled', async () => {
    const controller = new AbortController();
    const urls = await serve(() => controller.abort(new Error('enough')));
    await expect(research('Search papers on geese', urls, [], { signal: controller.signal })).rejects.toThrow('enough');
  });
});

describe('what research takes on', () => {
  const { refuses } = createResearchAgent();
  const refusal = (instruction: string, capabilities: readonly string[] = []) =>
    refuses?.(makeTask({ id: taskId('t'), instruction, capabilities }));

  it.each([
    'Search papers on AI',
    'Investigate the outage',
    'Monitor social discussion of tea',
    'Survey the literature',
    'Find out who makes heat pumps',
  ])('takes "%s"', (instruction) => {
    expect(refusal(instruction)).toBeUndefined();
  });

  it.each([
    'Write a report',
    'Calculate 1+2',
    'Draw a chart of the trends',
    'Analyze revenue by region',
    'Explore sales.csv',
    'Research AI trends, write report, create presentation',
    'Say hello',
  ])('does not take "%s"', (instruction) => {
    expect(refusal(instruction)).toEqual(expect.any(String));
  });

  it('takes what names its capability, unless something is to be made', () => {
    expect(refusal('AI trends', ['research'])).toBeUndefined();
    expect(refusal('Write a report', ['research'])).toEqual(expect.any(String));
  });
});
