import type { Agent, AgentProfile } from '../../../core/agent.ts';
import { agentId } from '../../../core/ids.ts';
import type { Task } from '../../../core/task.ts';

const PROFILE: AgentProfile = {
  id: agentId('writer'),
  kind: 'embedded',
  description: 'arranges findings, tables and documents into reports, summaries, comparisons, outlines and e-mails; invents nothing',
  capabilities: { writing: 0.5 },
  slots: 2,
  limits: [],
  price: { perAttemptUsd: 0 },
  latencyMs: { '*': 800 },
};

/** Orders for a text; verbs that are said of other things too count only before a text. */
const WRITING =
  /\b(?:writ(?:e|ing)|draft|compose|summar\w+|outline|e-?mail|letter|memo|article|overview|brief(?:ing)?|comparison|pros\b|proofread|synthesi[sz]e|recap|conclusions?)\b|\b(?:create|make|prepare|produce|compile|build|review|refine|revise|edit|polish|improve|finali[sz]e|format|combine|merge|condense|consolidate|collect)\b.*\b(?:reports?|drafts?|texts?|documents?|sections?|results?|findings?|answers?|outputs?|notes?|parts)\b|\bcompare\b/i;

/** Texts that are made up, and not made out of material. */
const INVENTED =
  /\b(?:poems?|haikus?|sonnets?|limericks?|songs?|lyrics|jokes?|(?:short |bedtime |fairy )?(?:story|stories|tales?)|novels?|fiction|screenplay|dialogue|slogans?|taglines?|rap|speech(?:es)?|cover letter|resume|cv|advert(?:isement)?s?|ad copy|tweets?)\b/i;

const PROGRAM =
  /\b(?:write|create|implement|generate|build|fix|refactor|draft)\s+(?:(?:an?|the|some|new|simple|unit|integration|python|javascript|typescript|java|rust|go|sql|bash|shell|c\+\+|\w+)\s+){0,3}?(?:code|functions?|scripts?|programs?|class(?:es)?|tests?|test cases|quer(?:y|ies)|regex(?:es)?|apis?|endpoints?|apps?|modules?|components?|algorithms?|parsers?)\b(?!\s+(?:report|summary|overview|review|documentation))/i;

const TRANSLATED =
  /\btranslat(?:e|ion|ing)\b|\binto (?:french|german|spanish|italian|chinese|japanese|portuguese|russian|arabic|dutch|korean)\b/i;

/**
 * The embedded writer: works without a model, from what the tasks before it found. Its texts keep the words of their
 * sources, each statement with its number; the same material gives the same text.
 */
export function createWriter(): Agent {
  return {
    profile: PROFILE,
    refuses,
    estimate: () => ({ durationMs: 800 }),
    async perform(work, call) {
      call.signal.throwIfAborted();
      const { write } = await import('./write.ts');
      return write(work, call);
    },
  };
}

function refuses({ instruction, capabilities }: Task): string | undefined {
  const order = instruction.split(/:\s|\n/, 1)[0] ?? instruction;
  if (TRANSLATED.test(order)) return 'translating needs a language model';
  const aboutText =
    /\b(?:report|summar\w+|review|comparison|compare|overview|outline|analysis)\b/i.exec(order)?.index ?? Number.POSITIVE_INFINITY;
  const invented = INVENTED.exec(order);
  if (invented !== null && invented.index < aboutText) return `it arranges material and does not invent a ${invented[0].toLowerCase()}`;
  const program = PROGRAM.exec(order);
  if (program !== null && program.index + program[0].length < aboutText) return 'it writes prose, not programs';
  if (!capabilities.includes('writing') && !WRITING.test(order)) return 'the instruction asks for no text';
  return undefined;
}
