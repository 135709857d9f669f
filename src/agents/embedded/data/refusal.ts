import type { Task } from '../../../core/task.ts';

const NAMES_DATA =
  /\b(data|dataset|table|csv|tsv|json|ndjson|rows?|records?|columns?|spreadsheet|https?:\/\/|duplicates?|outliers?)\b|\.(csv|tsv|json|ndjson|jsonl)\b/i;
const NAMES_AN_OPERATION =
  /\b(fetch|load|import|download|clean|cleanse|de-?duplicate|filter|group|aggregate|join|merge|sort|rank|count|sum|total|average|mean|median|trend|outliers?|correlat\w+|query|pivot|describe|summari[sz]e|analy[sz]e|analysis|compare|process|prepare|duplicates?|top \d+|rows? where|by (region|month|year|product|category|customer|country|day|week|quarter))\b/i;

/** Why the data agent will not take a task, or undefined. Tasks that name its capabilities are its own; of others it takes those that name both data and an operation on it. */
export function refusal(task: Task): string | undefined {
  if (task.capabilities.includes('data') || task.capabilities.includes('analysis')) return undefined;
  const text = `${task.title} ${task.instruction}`;
  if (NAMES_AN_OPERATION.test(text) && NAMES_DATA.test(text)) return undefined;
  return 'the instruction names no operation on data';
}
