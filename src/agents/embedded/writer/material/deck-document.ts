import type { DeckOutput, DocumentOutput } from '../../../../core/output.ts';
import { escapeMarkdown } from '../text/escape.ts';

/** A deck as a text: a section for each slide, its speaker notes where there are any, else its points. */
export function deckAsDocument({ title, slides, sources }: DeckOutput): DocumentOutput {
  const sections = slides
    .filter(({ title: heading, points }) => points.length > 0 && !/^(?:agenda|sources)\b/i.test(heading))
    .map(({ title: heading, points, picture }) =>
      [
        `## ${escapeMarkdown(heading)}`,
        points.map((point) => `- ${escapeMarkdown(point)}`).join('\n'),
        ...(picture === null ? [] : [`![${escapeMarkdown(heading)}](<${picture}>)`]),
      ].join('\n\n'),
    );
  return { kind: 'document', title, markdown: sections.join('\n\n'), sources, paths: [] };
}
