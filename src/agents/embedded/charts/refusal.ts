import type { Task } from '../../../core/task.ts';

const WANTED =
  /\b(?:visuali[sz]e|visuali[sz]ing|visuali[sz]ations?|histograms?|heat ?maps?|scatter ?plots?|(?:bar|line|pie|area|column|donut) ?(?:charts?|graphs?|plots?))\b|\b(?:plot|plots|plotting)\b(?! (?:of (?:the|a|this) (?:novel|story|film|movie|book|play)|summary|twist|line|hole))|\b(?:charts?|charting)\b(?! (?:a|the) (?:course|path|way))|\bgraphs?\b(?! (?:database|theory|neural|ql))|\bdraw (?:an?|the|it|them|this|these|me|how|what|revenue|sales)\b|\bshow (?:it|them|this) as\b/i;
const UNWANTED =
  /\bdraw (?:an? |the )?(?:\w+ )?(?:conclusions?|inferences?|lessons?|comparisons?|parallels?|attention|distinctions?|up|on|from)\b|\b(?:flow|org|organi[sz]ation(?:al)?) ?charts?\b|\b(?:knowledge|task|call|dependency|social|object) graphs?\b/gi;

/** Why the charts agent will not take a task, or undefined. Of tasks that do not name its capability it takes those that ask for a picture of data. */
export function refusal(task: Task): string | undefined {
  if (task.capabilities.includes('visualization')) return undefined;
  return WANTED.test(task.instruction.replace(UNWANTED, ' ')) ? undefined : 'the instruction asks for no chart';
}
