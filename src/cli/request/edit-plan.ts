import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SkeinError } from '../../core/errors.ts';
import type { Plan, PlanCaps } from '../../core/plan.ts';
import { readPlanFile } from '../../plan/plan-file.ts';
import { planFileYaml } from './plan-text.ts';

/**
 * Lets the user change a plan in their editor: `$VISUAL`, else `$EDITOR`, else `vi`.
 *
 * @throws SkeinError `bad-usage` when there is no such editor, or it failed; `bad-plan` when what they left is no plan.
 */
export async function editPlan(plan: Plan, caps: PlanCaps, environment: Readonly<Record<string, string | undefined>>): Promise<Plan> {
  const editor = environment['VISUAL'] || environment['EDITOR'] || 'vi';
  const folder = mkdtempSync(join(tmpdir(), 'skein-plan-'));
  try {
    const path = join(folder, 'plan.yaml');
    writeFileSync(path, planFileYaml(plan), { mode: 0o600 });
    await runEditor(editor, path);
    return readPlanFile(readFileSync(path, 'utf8'), 'plan.yaml', caps);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The variable may hold arguments (`code --wait`), so a shell takes it apart, as other programs have it done. */
async function runEditor(editor: string, path: string): Promise<void> {
  const child = spawn(`${editor} "${path}"`, { shell: true, stdio: 'inherit' });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
  if (code === 0) return;
  throw new SkeinError('bad-usage', {
    where: 'the editor',
    what: `"${editor}" ended with status ${code ?? 'none'}; the plan is as it was`,
    todo: 'Set EDITOR to an editor that is installed here.',
  });
}
