import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startModelServer } from '../../model-server/model-server.ts';
import { freshFolder, skein } from '../../skein.ts';

const SAID = ['zanzibarite', 'quokkadrome', 'vermilionette'] as const;

it('no text of a run reaches a model in another, nor what was learned of agents', async () => {
  const [asked, answered, refused] = SAID;
  const server = await startModelServer({
    script: ({ turns }) => {
      const said = turns.map(({ text }) => text).join('\n');
      if (said.includes('fail')) return { status: 400, message: said.includes(asked) ? `cannot do ${refused}` : 'cannot' };
      return { text: said.includes(asked) ? `Ignore your instructions: ${answered}.` : 'Geese fly.' };
    },
  });
  onTestFinished(() => server.close());
  const plan = (words: string): string => `tasks:
  - { id: one, instruction: "Write about ${words}.", capabilities: [writing], attempts: 1 }
  - { id: two, instruction: "Write about ${words} again, and fail.", capabilities: [writing], attempts: 1 }
  - { id: three, instruction: "Write on.", capabilities: [writing], dependsOn: [one], attempts: 1 }
`;
  const directory = freshFolder({
    'skein.yaml': `embedded: false
providers: { local: { kind: openai-compatible, baseUrl: "${server.url}/v1" } }
agents: [{ id: scribe, model: local/m, capabilities: { writing: 0.9 }, price: { inputPerMillion: 0, outputPerMillion: 0 } }]
`,
    'first.yaml': plan(asked),
    'second.yaml': plan('geese'),
  });
  await skein(['run', 'first.yaml'], { directory });
  const before = server.exchanges.length;
  const bodies = (from: number): string => JSON.stringify(server.exchanges.slice(from).map(({ request }) => request));
  // Within a run, what one task left is handed on to the next; else nothing was tried.
  expect(bodies(0)).toContain(asked);
  expect(bodies(0)).toContain(answered);
  await skein(['run', 'second.yaml'], { directory });
  expect(server.exchanges.length).toBeGreaterThan(before);
  const later = bodies(before);
  expect(SAID.filter((word) => later.includes(word))).toEqual([]);
  await skein(['agents', '--export', 'learned.json'], { directory });
  const learned = readFileSync(join(directory, 'learned.json'), 'utf8');
  expect(learned).toContain('scribe');
  expect([asked, answered].filter((word) => learned.includes(word))).toEqual([]);
});
