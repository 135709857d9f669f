import { Annotation, END, START, StateGraph } from '@langchain/langgraph';
import { simulate } from '../../src/simulate/simulate.ts';
import { teamOf, workload } from './cost.ts';

/** From here on one run of LangGraph.js takes minutes. */
const SIZES = [100, 300, 1000];

/** The workload as a LangGraph.js graph: a node a task that does nothing, an edge a dependency. */
async function langGraphMicros(count: number): Promise<number> {
  const tasks = workload(count, 1);
  const state = Annotation.Root({ done: Annotation<number>({ reducer: (a, b) => a + b, default: () => 0 }) });
  const nodes = Object.fromEntries(tasks.map(({ id }) => [id as string, () => ({ done: 1 })]));
  const graph = new StateGraph(state).addNode(nodes);
  const needed = new Set(tasks.flatMap(({ dependsOn }) => dependsOn.map(({ task }) => task)));
  for (const { id, dependsOn } of tasks) {
    if (dependsOn.length === 0) graph.addEdge(START, id);
    else
      graph.addEdge(
        dependsOn.map(({ task }) => task as string),
        id,
      );
    if (!needed.has(id)) graph.addEdge(id, END);
  }
  const app = graph.compile();
  const before = process.cpuUsage();
  const { done } = await app.invoke({ done: 0 }, { recursionLimit: count + 10 });
  const { user, system } = process.cpuUsage(before);
  if (done !== count) throw new Error(`LangGraph.js did ${done} of ${count} tasks`);
  return (user + system) / count;
}

/** The same tasks through the scheduler and its virtual clock, all of the process counted. */
function ourMicros(count: number): number {
  const tasks = workload(count, 1);
  const before = process.cpuUsage();
  const { schedule } = simulate(
    {
      team: teamOf(8),
      runs: [{ tasks, terms: { budgetUsd: 1e9 } }],
      happen: (task) => ({ durationMs: task.estimate?.durationMs ?? 0, costUsd: 0.001, usage: { inputTokens: 480, outputTokens: 210 } }),
    },
    { reasons: false, keepCommands: false },
  );
  const { user, system } = process.cpuUsage(before);
  if (schedule.length !== count) throw new Error(`${schedule.length} of ${count} tasks were done`);
  return (user + system) / count;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** CPU a task of LangGraph.js (compiling its graph not counted) beside ours, on the same plans, in one process. */
export async function benchLangGraph(): Promise<void> {
  for (const size of SIZES) {
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (let pass = 0; pass < 4; pass++) {
      const [own, other] = [ourMicros(size), await langGraphMicros(size)];
      // The first pass compiles.
      if (pass === 0) continue;
      ours.push(own);
      theirs.push(other);
    }
    console.log(
      `   LangGraph.js, ${size} tasks: ${median(theirs).toFixed(0)} us a task of CPU; ours, simulated world included: ${median(ours).toFixed(1)}`,
    );
  }
}
