import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtInPlaybooks, COMPILED, compilePlaybooks, loadPlaybooks } from './load-playbooks.ts';

describe('the built-in playbooks', () => {
  it('are compiled as their YAML files say (vitest --update writes them anew)', async () => {
    const lines = (await compilePlaybooks(builtInPlaybooks())).map((playbook) => `${JSON.stringify(playbook)}\n`).join('');
    await expect(lines).toMatchFileSnapshot(join(builtInPlaybooks(), COMPILED));
    expect(readFileSync(join(builtInPlaybooks(), COMPILED), 'utf8')).toBe(lines);
  });

  it('are read the same from either', async () => {
    expect(await loadPlaybooks([builtInPlaybooks()])).toEqual(await compilePlaybooks(builtInPlaybooks()));
  });

  it('say in a line what they are for', async () => {
    for (const { name, description } of await loadPlaybooks([builtInPlaybooks()])) expect(description, name).toMatch(/^[A-Z].{10,80}$/);
  });
});
