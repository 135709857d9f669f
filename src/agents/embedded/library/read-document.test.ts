import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pdfFile, wordFile } from './files-for-tests.ts';
import { readDocument } from './read-document.ts';
import { readPdf } from './read-pdf.ts';
import { sentencesOf } from './sentences.ts';
import type { TextDocument } from './text-document.ts';

const signal = new AbortController().signal;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skein-read-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function read(name: string, content: string | Uint8Array): Promise<TextDocument> {
  writeFileSync(join(folder, name), content);
  return readDocument(join(folder, name), signal);
}

const statementsOf = (document: TextDocument): string[] => sentencesOf([document]).map(({ text }) => text);

describe('Markdown', () => {
  it('reads front matter, headings, paragraphs and nested items; not code, tables, pictures and HTML', async () => {
    const document = await read(
      'a.md',
      '---\ntitle: "Of geese"\ntype: paper\ndate: 2026-05-01\n---\n# Geese\n\nGeese **fly** [south](http://x.org) &amp; return.\n\n```js\nrun();\n```\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n- first\n  - second\n- [x] third\n\n![picture](p.png)\n\n<div class="x">\n\n> Quoted[^1] words.\n',
    );
    expect(document).toMatchObject({ title: 'Of geese', type: 'paper', date: '2026-05-01' });
    expect(document.blocks).toEqual([
      { kind: 'heading', text: 'Geese' },
      { kind: 'paragraph', text: 'Geese fly south & return.' },
      { kind: 'item', text: 'first' },
      { kind: 'item', text: 'second' },
      { kind: 'item', text: 'third' },
      { kind: 'paragraph', text: 'Quoted words.' },
    ]);
  });

  it.each([
    ['stars', 'a*'.repeat(200_000)],
    ['brackets', '['.repeat(200_000)],
    ['quotes', '> '.repeat(50_000)],
    ['numbers', '1. '.repeat(50_000)],
  ])('is not held up by endless %s', async (_, text) => {
    expect(statementsOf(await read('hostile.md', text))).toEqual([]);
  });
});

describe('HTML', () => {
  const page = `<html><head><title>Geese &amp; swans</title><meta name="date" content="2026-06-02"><style>p{}</style></head><body>
    <nav><ul><li>Home is where the heart is.</li></ul></nav><div class="cookie-banner">We use cookies to make this page work.</div>
    <article><header><h1>Geese</h1></header><p>Geese fly south in&nbsp;autumn.<br>Swans stay <b>here</b>.</p><ul><li><p>They eat grass on the meadow.</p></li></ul>
    <pre>code()</pre><script>alert("It is a script.")</script><p hidden>It cannot be seen by anyone.</p></article>
    <aside>Subscribe to the letter of the month.</aside><footer>Terms of use are found in this place.</footer></body></html>`;

  it('reads the article alone', async () => {
    const document = await read('a.html', page);
    expect(document).toMatchObject({ title: 'Geese & swans', date: '2026-06-02' });
    expect(document.blocks).toEqual([
      { kind: 'heading', text: 'Geese' },
      { kind: 'paragraph', text: 'Geese fly south in autumn.' },
      { kind: 'paragraph', text: 'Swans stay here.' },
      { kind: 'item', text: 'They eat grass on the meadow.' },
    ]);
  });

  it('reads text that stands in no paragraph, and leaves out blocks of links', async () => {
    const { blocks } = await read(
      'a.html',
      '<div>Geese fly south.<div><a href="/">One</a> <a href="/">Two</a></div></div><table><tr><td>Swans stay.</td></tr></table>',
    );
    expect(blocks.map(({ text }) => text)).toEqual(['Geese fly south.', 'Swans stay.']);
  });

  it('refuses tags nested without end, and reads comments without end as nothing', async () => {
    await expect(read('deep.html', '<div>'.repeat(100_000))).rejects.toThrow(
      'deep.html cannot be read as html: its tags are nested more than 5000 deep',
    );
    expect((await read('comments.html', `Geese.${'<!--'.repeat(200_000)}`)).blocks).toEqual([{ kind: 'paragraph', text: 'Geese.' }]);
  });
});

describe('plain text', () => {
  it('reads fields, headings, wrapped paragraphs and items', async () => {
    const document = await read(
      'a.txt',
      'Of geese\nDate: 2026-04-27\nType: discussion\n\nGeese fly\nsouth.\n\nWHAT THEY EAT\n\nThey eat:\n- grass and\n  plants\n- water\n\n=====\n',
    );
    expect(document).toMatchObject({ title: 'Of geese', date: '2026-04-27', type: 'discussion' });
    expect(document.blocks).toEqual([
      { kind: 'heading', text: 'Of geese' },
      { kind: 'paragraph', text: 'Geese fly south.' },
      { kind: 'heading', text: 'WHAT THEY EAT' },
      { kind: 'paragraph', text: 'They eat:' },
      { kind: 'item', text: 'grass and plants' },
      { kind: 'item', text: 'water' },
    ]);
  });

  it.each([
    ['UTF-8 with a mark', Buffer.from('\ufeffGänse ziehen.')],
    ['UTF-16', Buffer.from('\ufeffGänse ziehen.', 'utf16le')],
    ['Windows-1252', Buffer.from('Gänse ziehen.', 'latin1')],
  ])('reads %s', async (_, bytes) => {
    expect((await read('a.txt', bytes)).blocks).toEqual([{ kind: 'paragraph', text: 'Gänse ziehen.' }]);
  });

  it('takes out what steers terminals and what cannot be seen', async () => {
    expect((await read('a.txt', 'Red \u001b[31mgeese\u001b[0m \u202efly\u200b south.\u0007')).blocks[0]?.text).toBe('Red geese fly south.');
  });

  it('names a file without a title by its name', async () => {
    expect((await read('geese.txt', 'Geese fly south.')).title).toBe('geese.txt');
  });

  it('reads the beginning of an endless text, and says so', async () => {
    expect((await read('long.log', 'Geese fly south. '.repeat(400_000))).partial).toBe(true);
  });
});

describe('PDF', () => {
  it('reads headings by their size, and paragraphs', async () => {
    const document = await read(
      'a.pdf',
      pdfFile([
        ['Of geese', 20],
        '',
        '3 March 2026',
        '',
        'Geese fly south in autumn, when the lake',
        'freezes over (mostly).',
        '',
        'Swans stay.',
      ]),
    );
    expect(document).toMatchObject({ title: 'Of geese', date: '2026-03-03' });
    expect(document.blocks.map(({ text }) => text)).toContain('Geese fly south in autumn, when the lake freezes over (mostly).');
  });

  it('says why a file cannot be read', async () => {
    await expect(read('a.pdf', 'no pdf')).rejects.toThrow('a.pdf cannot be read as pdf: it is no PDF');
    await expect(read('a.pdf', pdfFile([]))).rejects.toThrow('it holds no text: it may be a scan');
    await expect(read('a.pdf', '%PDF-1.4 and then nothing')).rejects.toThrow('a.pdf cannot be read as pdf');
  });

  it('gives up on a file that keeps its parser busy', async () => {
    const endless = Buffer.from(`%PDF-1.4\n${'1 0 obj\n<<'.repeat(100_000)}`);
    await expect(readPdf(endless, signal, { timeoutMs: 300, maxHeapMb: 256 })).rejects.toThrow('it takes more than 0.3 s to read');
  });

  it('stops when it is cancelled', async () => {
    const controller = new AbortController();
    const reading = readPdf(pdfFile(['Geese.']), controller.signal);
    controller.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
  });
});

describe('Word', () => {
  it('reads headings and paragraphs', async () => {
    const document = await read('a.docx', await wordFile([['Of geese', 'Heading1'], 'Geese fly south &amp; return.']));
    expect(document.title).toBe('Of geese');
    expect(document.blocks).toEqual([
      { kind: 'heading', text: 'Of geese' },
      { kind: 'paragraph', text: 'Geese fly south & return.' },
    ]);
  });

  it('says why a file cannot be read', async () => {
    for (const content of ['no word', 'PK\u0003\u0004', Buffer.concat([Buffer.from('PK\u0005\u0006'), Buffer.alloc(18, 0xff)])])
      await expect(read('a.docx', content)).rejects.toThrow('a.docx cannot be read as docx: it is no Word document');
  });

  it('does not unpack a bomb', async () => {
    const bomb = await wordFile(['Geese.'], ' '.repeat(101 * 1024 * 1024));
    await expect(read('a.docx', bomb)).rejects.toThrow('it unpacks to more than 100 MB');
  });
});

it('names what is empty, binary, missing, or no file', async () => {
  await expect(read('a.txt', '')).rejects.toThrow('a.txt cannot be read as txt: it is empty');
  await expect(read('a.txt', 'a\u0000b')).rejects.toThrow('it is a binary file');
  await expect(readDocument(join(folder, 'none.md'), signal)).rejects.toThrow('none.md cannot be read as md: ENOENT');
  execFileSync('mkfifo', [join(folder, 'pipe.txt')]);
  await expect(readDocument(join(folder, 'pipe.txt'), signal)).rejects.toThrow('it is no file');
});
