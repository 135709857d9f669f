import type { Task } from '../../../core/task.ts';

const NAMES_DATA =
  /\b(data|dataset|table|csv|tsv|json|ndjson|rows?|records?|columns?|spreadsheet|https?:\/\/|duplicates?|outliers?)\b|\.(csv|tsv|json|ndjson|jsonl)\b/i;
const NAMES_AN_OPERATION =
  /\b(fetch|load|import|download|clean|cleanse|de-?duplicate|filter|group|aggregate|join|merge|sort|rank|count|sum|total|average|mean|median|trend|outliers?|correlat\w+|query|pivot|describe|summari[sz]e|analy[sz]e|analysis|compare|process|prepare|duplicates?|top \d+|rows? where|by (region|month|year|product|category|customer|country|day|week|quarter))\b/i;

const NAMES_A_DATA_FILE = /\.(csv|tsv|ndjson|jsonl)\b/i;
const NAMES_ANOTHER_TRADE =
  /\b(write|rewrite|draft|compose|report|article|essay|letter|e-?mail|slides?|presentation|deck|translate|charts?|plots?|graphs?|diagram|draw|visuali[sz]e|code|script|implement|refactor|deploy|send|upload|delete)\b/i;

/**
 * Why the data agent will not take a task, or undefined. Tasks that name its capabilities are its own; of others it takes those that name
 * both data and an operation on it, or a file of data and no other trade.
 */
export function refusal(task: Task): string | undefined {
  if (task.capabilities.includes('data') || task.capabilities.includes('analysis')) return undefined;
  const text = `${task.title} ${task.instruction}`;
  if (NAMES_AN_OPERATION.test(text) && NAMES_DATA.test(text)) return undefined;
  if (NAMES_A_DATA_FILE.test(text) && !NAMES_ANOTHER_TRADE.test(text)) return undefined;
  return 'the instruction names no operation on data';
}
