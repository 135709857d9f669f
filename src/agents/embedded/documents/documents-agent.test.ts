import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Call, DependencyResult, Outcome, Work } from '../../../core/agent.ts';
import { runId, taskId } from '../../../core/ids.ts';
import type { DocumentOutput, FindingsOutput } from '../../../core/output.ts';
import { makeTask } from '../../../core/task.ts';
import { createDocumentsAgent } from './documents-agent.ts';

const agent = createDocumentsAgent();
const call: Call = { signal: new AbortController().signal, sleep: async () => {}, progress: () => {}, artifactPath: async (name) => name };
const EXAMPLES = join(import.meta.dirname, '../../../../examples/ai-trends');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skein-documents-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

async function perform(
  instruction: string,
  inputs: readonly string[] = [folder],
  dependencies: readonly DependencyResult[] = [],
  given: Partial<Call> = {},
): Promise<Outcome> {
  const work: Work = {
    run: runId('r'),
    task: makeTask({ id: taskId('t'), instruction, capabilities: ['reading'] }),
    attempt: 1,
    idempotencyKey: 'r/t/1',
    request: instruction,
    dependencies,
    inputs,
    seed: 1,
  };
  return agent.perform(work, { ...call, ...given });
}

const ask = async (...given: Parameters<typeof perform>): Promise<unknown> => (await perform(...given)).output;

const GEESE = `# Geese

Geese fly in a V because each bird rides on the lift of the one ahead. The leader drops back when it is tired, and another bird takes its place.

- [ ] Anna must count the flock by Friday.
- The pond froze on 2025-12-03 and thawed on 4 March 2026.

\`\`\`
const geese = 7; // code is not a statement of the text.
\`\`\`
`;
const SWANS =
  'Swans\n\nSwans pair for life and defend one lake. The leader of a flock of swans is usually the oldest pair on the lake.\n\nA swan weighs 12 kg, which is three times as much as a goose does.';

describe('the documents agent', () => {
  it('answers from the text and names the source', async () => {
    write('geese.md', GEESE);
    write('swans.txt', SWANS);
    const answer = (await ask('Why do geese fly in a V?')) as DocumentOutput;
    expect(answer.markdown).toContain('Geese fly in a V because each bird rides on the lift of the one ahead.');
    expect(answer.markdown).toMatch(/\[1\]/);
    expect(answer.sources[0]).toMatchObject({ title: 'Geese', location: join(folder, 'geese.md') });
  });

  it('summarises the document that is named, without its headings and code', async () => {
    write('geese.md', GEESE);
    write('swans.txt', SWANS);
    const summary = (await ask('summarize geese.md in two sentences')) as DocumentOutput;
    expect(summary.sources.map(({ title }) => title)).toEqual(['Geese']);
    expect(summary.markdown).not.toContain('const geese');
    expect(summary.markdown).toContain('Summary of Geese');
  });

  it('compares: what is common, and what each says alone', async () => {
    write('geese.md', GEESE);
    write('swans.txt', SWANS);
    const { markdown } = (await ask('compare geese.md and swans.txt')) as DocumentOutput;
    expect(markdown).toContain('## In common');
    expect(markdown).toContain('## Only in Swans');
    await expect(ask('compare geese.md')).rejects.toMatchObject({ code: 'nothing-to-compare' });
  });

  it('extracts dates, numbers and action items, each where it stands', async () => {
    write('geese.md', GEESE);
    const texts = async (instruction: string) =>
      ((await ask(instruction)) as FindingsOutput).findings.map(({ text }) => text.split(':')[0]);
    expect(await texts('extract the dates')).toEqual(['2025-12-03', '4 March 2026']);
    expect(await texts('list the action items')).toEqual(['Anna must count the flock by Friday.']);
  });

  it('finds what is said about something, or says that nothing is', async () => {
    write('swans.txt', SWANS);
    const found = (await ask('find what the documents say about the weight of a swan')) as FindingsOutput;
    expect(found.findings[0]?.text).toContain('A swan weighs 12 kg');
    expect(await ask('find what the documents say about zeppelins')).toMatchObject({
      findings: [],
      notes: ['Nothing about "zeppelins" is in Swans.'],
    });
  });

  it('says when nothing answers a question, and when the closest answers only part of it', async () => {
    write('swans.txt', SWANS);
    expect(((await ask('What is the capital of France?')) as DocumentOutput).markdown).toBe(
      '# What is the capital of France?\n\nThe document says nothing about this.\n',
    );
    expect(((await ask('How do swans repair broken bicycles?')) as DocumentOutput).markdown).toContain(
      'No statement speaks of all that was asked',
    );
  });

  it('prefers a sentence of the kind that is asked for', async () => {
    write('lease.md', 'The tenant pays the rent by bank transfer.\n\nThe rent is 900 euros a month, heating included.');
    const { markdown } = (await ask('How much is the rent?')) as DocumentOutput;
    expect(markdown.split('\n')[2]).toBe('The rent is 900 euros a month, heating included. [1]');
  });

  it('lists documents, and gives their text', async () => {
    write('geese.md', GEESE);
    write('swans.txt', SWANS);
    const { markdown } = (await ask('list the documents')) as DocumentOutput;
    expect(markdown).toContain('| Geese | geese.md |');
    expect(((await ask('read swans.txt')) as DocumentOutput).markdown).toContain('Swans pair for life and defend one lake.');
  });

  it('names themes, each with its statements', async () => {
    write('swans.txt', SWANS);
    expect(((await ask('identify the themes')) as DocumentOutput).markdown).toMatch(/## (?:Swans?|Lake) \(\d statements\)\n\n- /);
  });

  it('sets figures that differ side by side', async () => {
    write('a.txt', 'The rent of the flat is 900 euros a month. Dogs are welcome in the garden.');
    write('b.txt', 'The rent of the flat is 950 euros a month. The kitchen was painted last year.');
    const { markdown } = (await ask('compare a.txt and b.txt')) as DocumentOutput;
    expect(markdown).toContain('- The rent of the flat is 900 euros a month. [1] The rent of the flat is 950 euros a month. [2]');
    expect(markdown).toContain('## Only in b.txt\n\n- The kitchen was painted last year. [2]');
  });

  it('compares the first dozen of many documents, and says so', async () => {
    for (let index = 10; index < 25; index++) write(`${index}.txt`, `Lake number ${index} freezes over in winter, as all lakes do.`);
    expect(((await ask('compare the documents')) as DocumentOutput).markdown).toContain(
      'Only the first 12 documents were compared; 3 more were given.',
    );
  });

  it('saves what it was told to save', async () => {
    write('swans.txt', SWANS);
    const path = join(folder, 'out.md');
    const { output, artifacts } = await perform('summarize swans.txt and save it as out.md', [folder], [], {
      artifactPath: async () => path,
    });
    expect(artifacts).toEqual([{ path, mediaType: 'text/markdown', title: 'Summary of Swans' }]);
    expect(readFileSync(path, 'utf8')).toBe((output as DocumentOutput).markdown);
  });

  it('keeps the sources of findings that an earlier task left', async () => {
    const source = { title: 'Goose', location: 'https://example.org/goose', type: 'paper', date: '2026-01-01' };
    const findings: FindingsOutput = {
      kind: 'findings',
      topic: 'geese',
      findings: [{ text: 'Geese fly south in autumn when the lake freezes.', source: 0, score: 1 }],
      sources: [source],
      notes: [],
    };
    const { sources } = (await ask(
      'analyze the findings',
      [],
      [{ task: taskId('d'), title: 'D', output: findings, artifacts: [] }],
    )) as FindingsOutput;
    expect(sources).toEqual([source]);
  });

  it.each([
    'papers/reasoning-models.pdf',
    'papers/synthetic-data.docx',
    'papers/multimodal-models.html',
    'open-source/on-device-models.txt',
    'open-source/open-weights.md',
  ])('reads %s', async (name) => {
    const { markdown, sources } = (await ask('summarize it', [join(EXAMPLES, name)])) as DocumentOutput;
    expect(markdown.length).toBeGreaterThan(200);
    expect(sources).toHaveLength(1);
    expect(markdown).not.toMatch(/Log in|Cookies/);
  });

  it('goes on without a file that is broken, and says which one', async () => {
    write('broken.pdf', 'this is no pdf');
    write('broken.docx', 'nor a Word file');
    write('binary.txt', 'a\u0000b');
    write('swans.txt', SWANS);
    const { markdown } = (await ask('summarize the documents')) as DocumentOutput;
    for (const name of ['broken.pdf', 'broken.docx', 'binary.txt']) expect(markdown).toContain(`${name} cannot be read`);
    rmSync(join(folder, 'swans.txt'));
    await expect(ask('summarize the documents')).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('takes what an earlier task wrote', async () => {
    const document: DocumentOutput = { kind: 'document', title: 'Draft', markdown: SWANS, sources: [], paths: [] };
    const { markdown } = (await ask(
      'summarize it',
      [],
      [{ task: taskId('d'), title: 'Draft', output: document, artifacts: [] }],
    )) as DocumentOutput;
    expect(markdown).toContain('Summary of Draft');
  });

  it('lets no markup of a document through', async () => {
    write('evil.txt', 'The <script>alert(1)</script> of this page is [a link](javascript:alert(2)) that nobody should ever follow.');
    const { markdown } = (await ask('summarize evil.txt')) as DocumentOutput;
    expect(markdown).not.toContain('<script>');
    expect(markdown).not.toContain('](javascript');
  });

  it('says what is missing when there is nothing to read', async () => {
    await expect(ask('summarize the documents', [])).rejects.toThrow('none were given');
    write('swans.txt', SWANS);
    await expect(ask('summarize ducks.txt')).rejects.toThrow('there is no document "ducks.txt": given were swans.txt');
  });

  it('leaves hidden files and links out of a folder alone', async () => {
    mkdirSync(join(folder, '.hidden'));
    write('.hidden/secret.txt', SWANS);
    symlinkSync(EXAMPLES, join(folder, 'elsewhere'));
    await expect(ask('summarize the documents')).rejects.toMatchObject({ code: 'no-documents' });
  });

  it.each([
    'draw a chart of the results',
    'fix the bug in parser.ts',
    'write a poem',
    'analyze revenue by region',
    'analyze profit by planet',
    'Calculate 1+2',
    'what is 17 * 23?',
    'analyze sales.csv',
    'create a presentation',
    'translate notes.md',
  ])('does not take "%s"', (instruction) => {
    expect(agent.refuses?.(makeTask({ id: taskId('t'), instruction }))).toEqual(expect.any(String));
  });

  it.each([
    'summarize notes.md',
    'write a summary of notes.md',
    'What does the contract say about rent?',
    'compare a.md and b.md',
    'list the documents',
    'analyze the complaints',
  ])('takes "%s"', (instruction) => {
    expect(agent.refuses?.(makeTask({ id: taskId('t'), instruction }))).toBeUndefined();
  });
});
