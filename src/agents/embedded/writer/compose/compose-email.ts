import type { Material } from '../material/material.ts';
import type { Block, Report, Section } from '../page/report.ts';
import { placeOf } from '../page/source-place.ts';
import type { Purpose } from '../purpose.ts';
import { capitalise } from '../text/clean-text.ts';
import { escapeMarkdown } from '../text/escape.ts';
import { composeSummary } from './compose-summary.ts';

/** An e-mail to send: subject, greeting, the summary of the material, its sources, close. The sender's name is left open. */
export async function composeEmail(material: Material, purpose: Purpose, title: string, inputs: readonly string[]): Promise<Report> {
  const summary = await composeSummary(material, title, purpose.maxSentences);
  const greeting = purpose.recipient === undefined ? 'Hello,' : `Hello ${escapeMarkdown(capitalise(purpose.recipient))},`;
  const content = summary.sections.filter(({ role }) => role === 'summary').flatMap(({ blocks }) => blocks);
  const gaps = summary.sections.filter(({ role }) => role === 'gaps').flatMap(({ blocks }) => blocks);
  const sources = summary.sources.map((source) => {
    const place = placeOf(source.location, inputs);
    return escapeMarkdown(place === '' ? source.title : `${source.title} (${place})`);
  });
  const blocks: Block[] = [
    { kind: 'paragraph', text: `**Subject:** ${escapeMarkdown(title)}` },
    { kind: 'paragraph', text: greeting },
    { kind: 'paragraph', text: `Here is what there is to say about ${escapeMarkdown(lowerFirst(title))}:` },
    ...content,
    ...(gaps.length === 0 ? [] : [{ kind: 'paragraph', text: 'Not included:' } as const, ...gaps]),
    ...(sources.length === 0
      ? []
      : [{ kind: 'paragraph', text: 'Sources:' } as const, { kind: 'list', ordered: true, items: sources } as const]),
    { kind: 'paragraph', text: 'Best regards' },
  ];
  const section: Section = { heading: '', role: 'body', blocks };
  return { title: summary.title, subtitle: '', sections: [section], sources: summary.sources };
}

function lowerFirst(text: string): string {
  return /^\p{Lu}\p{Ll}/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
