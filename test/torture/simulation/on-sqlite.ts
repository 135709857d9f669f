import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../../src/store/sqlite-store.ts';
import type { Scenario } from './scenario.ts';
import { type SimulationResult, simulateScenario } from './simulation.ts';

/** Runs a scenario on a file that each process opens for itself. */
export async function simulateOnSqlite(scenario: Scenario): Promise<SimulationResult> {
  const folder = mkdtempSync(join(tmpdir(), 'skein-simulation-'));
  try {
    return await simulateScenario(scenario, { openStore: () => openSqliteStore(join(folder, 'skein.db')) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
