import type { Task } from '../../../core/task.ts';
import { readPurpose } from './purpose.ts';

const DOCUMENT_NAME = /\.(?:txt|text|md|markdown|x?html?|pdf|docx|rst|log)\b/i;
const DATA_NAME = /\.(?:csv|tsv|json|ndjson|jsonl|xlsx?|parquet|db)\b/i;
/** Verbs of other agents. */
const OTHER_WORK =
  /^\W*(?:please\s+)?(?:write|draft|compose|create|design|make|build|draw|plot|chart|visuali[sz]e|illustrate|render|calculate|compute|solve|convert|translate|code|program|implement|fix|refactor|debug|test|deploy|install|send|post|publish|buy|book|order|train|fetch|download|clean|research|brainstorm)\b/i;
/** A text made of a text, which those verbs may ask for too: "write a summary of notes.md". */
const TEXT_OF_TEXT = /\b(?:summary|digest|overview|abstract|key points|comparison|list of|action items)\b/i;
const ARITHMETIC = /\d\s*[-+*/^×÷=]\s*\(?\d|\b(?:square root|percent of|sum of|product of)\b/i;
const OTHER_MATTER =
  /\b(?:charts?|plots?|graphs?|histogram|slides?|presentation|deck|poem|code|function|bug|average|mean|median|total|correlat\w+|regress\w+|forecast\w*|revenue|profits?|turnover|sales|columns?|rows?|spreadsheets?|datasets?|database|by (?:region|month|year|quarter|week|day|product|category|customer|country))\b/i;

/** Why the reader will not take a task, or `undefined`. */
export function refusalOf({ instruction, capabilities }: Task): string | undefined {
  const namesDocument = DOCUMENT_NAME.test(instruction);
  if (OTHER_WORK.test(instruction) && !(namesDocument && (TEXT_OF_TEXT.test(instruction) || /^\W*convert\b/i.test(instruction))))
    return 'the instruction asks for something else than reading';
  if (DATA_NAME.test(instruction) && !namesDocument) return 'the instruction names data, not documents';
  if (ARITHMETIC.test(instruction) && !namesDocument) return 'the instruction asks for arithmetic';
  const purpose = readPurpose(instruction);
  if (purpose === undefined) return 'the instruction asks for nothing that can be read out of documents';
  if (namesDocument || capabilities.includes('reading')) return undefined;
  return OTHER_MATTER.test(instruction) ? 'the instruction is about something else than documents' : undefined;
}
