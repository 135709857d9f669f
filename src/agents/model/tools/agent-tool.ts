import * as z from 'zod';
import type { Agent, Artifact, Call, Work } from '../../../core/agent.ts';
import { AgentError } from '../../../core/agent-error.ts';
import { messageOf } from '../../../core/errors.ts';
import { taskId } from '../../../core/ids.ts';
import { makeTask } from '../../../core/task.ts';
import { guardedBecause } from './files/guarded-names.ts';
import { type Tool, ToolError } from './tool.ts';
import { inputSchemaOf, parseInput } from './tool-input.ts';
import { toolNameOf } from './tool-name.ts';
import { cutText } from './tool-text.ts';

const input = z.object({ instruction: z.string().min(1).max(20_000).describe('what it is to do, in words') });

/**
 * Another agent of the team as a tool: a model asks the calculator instead of guessing. It works on the same inputs and
 * results as the task that asks. An instruction may name files by path, and addresses, only where the user's own request
 * names them: the model may have them from the words of a document.
 */
export function agentTool(agent: Agent, work: Work, call: Call, made: (artifact: Artifact) => void): Tool {
  const { id, description, capabilities } = agent.profile;
  let asked = 0;
  return {
    name: toolNameOf(`ask_${id}`),
    description: `Ask the agent "${id}": ${description}.`,
    inputSchema: inputSchemaOf(input),
    execute: async (given, { signal }) => {
      const { instruction } = parseInput(input, given);
      refuseForeign(instruction, work);
      asked++;
      const [capability] = Object.keys(capabilities).filter((name) => name !== '*');
      const task = makeTask({
        id: taskId(`${work.task.id}/${id}-${asked}`),
        instruction,
        capabilities: capability === undefined ? [] : [capability],
      });
      const refusal = agent.refuses?.(task);
      if (refusal !== undefined) throw new ToolError(`The agent "${id}" does not take this: ${refusal}.`);
      const idempotencyKey = `${work.idempotencyKey}/${id}-${asked}`;
      try {
        const outcome = await agent.perform({ ...work, task, idempotencyKey }, { ...call, signal });
        for (const artifact of outcome.artifacts ?? []) made(artifact);
        return cutText(typeof outcome.output === 'string' ? outcome.output : JSON.stringify(outcome.output));
      } catch (error) {
        signal.throwIfAborted();
        if (!AgentError.isInstance(error)) throw error;
        throw new ToolError(`The agent "${id}" could not do it: ${messageOf(error)}`, { cause: error });
      }
    },
  };
}

const ADDRESS = /\b[a-z][a-z0-9+.-]*:\/\//i;
const ABSOLUTE = /^(?:~|[A-Za-z]:[\\/]|\\\\|\/[A-Za-z_.~]|\/\S+\/)/;

function refuseForeign(instruction: string, { request, inputs, dependencies }: Work): void {
  const artifacts = dependencies.flatMap((dependency) => dependency.artifacts.map(({ path }) => path));
  const known = [...inputs, ...artifacts];
  for (const word of instruction.split(/[\s"'`<>()[\]{},;]+/)) {
    const bare = word.replace(/[.:!?]+$/, '');
    const steps = bare.split(/[\\/]/);
    const isForeign = ADDRESS.test(bare) || ABSOLUTE.test(bare) || steps.includes('..') || guardedBecause(steps) !== undefined;
    if (!isForeign || request.includes(bare)) continue;
    if (known.some((path) => bare === path || bare.startsWith(`${path}/`)) && guardedBecause(steps) === undefined) continue;
    throw new ToolError(`The instruction names "${bare.slice(0, 200)}", which the user did not give. Name inputs by their file names.`);
  }
}
