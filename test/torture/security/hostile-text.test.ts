import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { freshFolder, skein } from '../../skein.ts';

/** Clears the screen, sets the window's title, writes a link, turns the direction of reading, rings. */
const HOSTILE = '\u001b[2J\u001b]0;owned\u0007\u001b]8;;http://evil.example\u0007here\u001b]8;;\u0007\u202egnp.exe\u009b31m\u0007';
/** Takes a page over, if somebody lets it. */
const MARKUP = '<script>alert(1)</script><img src=x onerror="alert(1)"><a href="javascript:alert(1)">here</a>';

const PLAN = JSON.stringify({
  request: `do it ${HOSTILE}`,
  tasks: [
    { id: 'first', title: `First ${HOSTILE}`, instruction: `say it ${HOSTILE}`, capabilities: ['talking'] },
    { id: 'second', title: `Second ${HOSTILE}`, instruction: 'fail', capabilities: [`arguing ${HOSTILE}`], attempts: 1 },
  ],
});
const CONFIG = JSON.stringify({
  embedded: false,
  agents: [
    {
      id: 'ann',
      description: `ann ${HOSTILE}`,
      capabilities: { talking: 1 },
      scripted: { latencyMs: 0, output: `said ${HOSTILE} ${MARKUP}` },
    },
  ],
});

describe('text of others', () => {
  it('does nothing in a terminal, whatever command shows it', async () => {
    const directory = freshFolder({ 'skein.yaml': CONFIG, 'plan.json': PLAN });
    const run = async (...args: string[]) => {
      const { stdout, stderr } = await skein(args, { directory, environment: { FORCE_COLOR: '0', NO_COLOR: '1' } });
      return { args, stdout, stderr };
    };
    const first = await run('run', 'plan.json', '--json');
    const { runId } = JSON.parse(first.stdout) as { runId: string };
    const outputs = [
      await run('plan', 'plan.json'),
      await run('run', 'plan.json'),
      await run('simulate', 'plan.json'),
      await run('runs'),
      await run('show', runId),
      await run('explain', runId),
      await run('explain', runId, 'first'),
      await run('retry', runId, `no such ${HOSTILE}`),
      await run('show', HOSTILE),
      await run(HOSTILE),
      await run('agents'),
      await run('doctor'),
    ];
    expect(outputs.map(({ stdout }) => stdout).join()).toContain('said');
    const alive = outputs.flatMap(({ args, stdout, stderr }) =>
      /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/.test(stdout + stderr) ? [`${args[0]}: ${JSON.stringify(stdout + stderr)}`] : [],
    );
    expect(alive).toEqual([]);
  });

  it('is text in the pages that are made of it', async () => {
    const rows = `name,amount\n"${MARKUP.replaceAll('"', '""')}",1\n"plain",2\n`;
    const note = `# Sales ${MARKUP}\n\nThe sales of ${MARKUP} grew by 12 % in 2025, more than in any year before.\n\n[here](javascript:alert(1)) and ![x](http://evil.example/x.png)\n`;
    const directory = freshFolder({ 'sales.csv': rows, 'notes.md': note });
    const { stdout } = await skein(
      ['run', `Summarize notes.md ${MARKUP} as a report, then make slides of it`, '--input', 'sales.csv', 'notes.md', '--json'],
      {
        directory,
      },
    );
    const { artifacts } = JSON.parse(stdout) as { artifacts: readonly string[] };
    const pages = artifacts.filter((path) => /\.(?:html|svg)$/.test(path)).map((path) => readFileSync(path, 'utf8'));
    expect(pages.length).toBeGreaterThan(0);
    for (const page of pages) {
      expect(page).not.toContain('<script>alert');
      expect(page).not.toMatch(/<[^>]*\sonerror\s*=/);
      expect(page).not.toMatch(/href="javascript:/);
      expect(page).not.toMatch(/src="http/);
      if (page.includes('<html')) expect(page).toContain('Content-Security-Policy" content="default-src \'none\'');
    }
  });
});
