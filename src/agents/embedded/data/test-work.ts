import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Agent, Call, DependencyResult, Outcome } from '../../../core/agent.ts';
import { runId, taskId } from '../../../core/ids.ts';
import type { Json } from '../../../core/json.ts';
import { isOutputOf, type TableOutput } from '../../../core/output.ts';
import { makeTask } from '../../../core/task.ts';

/** A folder for one test file's data, and work and calls for agents within it. For tests only. */
export class TestWork implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'skein-test-'));
  readonly progress: string[] = [];
  #artifacts = 0;

  file(name: string, content: string | Uint8Array): string {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  call(signal: AbortSignal = new AbortController().signal): Call {
    return {
      signal,
      sleep: async () => {},
      progress: (message) => this.progress.push(message),
      artifactPath: async (fileName) => {
        this.#artifacts++;
        const folder = join(this.folder, 'artifacts', String(this.#artifacts));
        mkdirSync(folder, { recursive: true });
        return join(folder, fileName);
      },
    };
  }

  async perform(agent: Agent, instruction: string, given: Given = {}): Promise<Outcome> {
    const { dependencies = [], inputs = [], capabilities = ['data'], request = instruction, signal } = given;
    return agent.perform(
      {
        run: runId('r'),
        task: makeTask({ id: taskId('t'), instruction, capabilities }),
        attempt: 1,
        idempotencyKey: 'r/t/1',
        request,
        dependencies,
        inputs,
        seed: 1,
      },
      this.call(signal),
    );
  }

  async table(agent: Agent, instruction: string, given: Given = {}): Promise<TableOutput> {
    const { output } = await this.perform(agent, instruction, given);
    if (!isOutputOf(output, 'table')) throw new Error(`Expected a table, received ${JSON.stringify(output)}`);
    return output;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface Given {
  readonly dependencies?: readonly DependencyResult[];
  readonly inputs?: readonly string[];
  readonly capabilities?: readonly string[];
  readonly request?: string;
  readonly signal?: AbortSignal;
}

/** What an earlier task left behind. */
export function leftBehind(output: Json, title = 'Earlier'): DependencyResult {
  return { task: taskId('earlier'), title, output, artifacts: [] };
}

/** The rows of an output as lists of cells, to be compared with what was worked out by hand. */
export function cellsOf({ columns, rows }: TableOutput): (Json | undefined)[][] {
  return rows.map((row) => columns.map(({ name }) => row[name]));
}
