import { basename, dirname, relative, sep } from 'node:path';
import { documentFiles, readAll } from '../library/collect-documents.ts';
import { asPoints } from '../library/points.ts';
import { type Ranked, rankSentences } from '../library/rank-sentences.ts';
import { sentencesOf } from '../library/sentences.ts';
import { termsOf, topicTermsOf } from '../library/terms.ts';
import type { TextDocument } from '../library/text-document.ts';
import { DOCUMENT_TYPE, FACET_WORDS, type ResearchGoal } from './facet.ts';
import type { SourcedFinding } from './finding.ts';

export interface FileFindings {
  readonly findings: readonly SourcedFinding[];
  /** False when no document speaks of the topic, so that the findings are only what is central to them. */
  readonly onTopic: boolean;
  readonly notes: readonly string[];
}

/** Fewer than this from documents of the facet, and the others are asked too. */
const ENOUGH = 5;
/** What documents of another type say about a facet counts for less. */
const OTHER_TYPE = 0.6;
/** A topic of which fewer sentences than this speak by name is taken from what is central to the documents. */
const ENOUGH_MATCHES = 4;
/** How much matching the topic counts: a topic of several terms is narrow, and one of a single term wide. */
const [NARROW, WIDE, UNNAMED] = [0.7, 0.45, 0.2];
/** On a narrow topic, what is worth less than this share of the best is told only to make up the least number. */
const NEAR_BEST = 0.35;
/** Of the terms of a topic, a document about it has at least this share. */
const COVERAGE = 0.5;

/** What given files say about a topic, from the documents of its facets first. */
export async function searchFiles(
  inputs: readonly string[],
  goal: ResearchGoal,
  count: number,
  signal: AbortSignal,
): Promise<FileFindings> {
  const { files, notes: fileNotes } = await documentFiles(inputs, signal);
  const { documents, notes: readNotes } = await readAll(files, signal);
  const notes = [...fileNotes, ...readNotes];
  const given = withoutGuides(documents);
  const about = given.filter((document) => speaksOf(document, inputs, goal.topic));
  const onTopic = about.length > 0;
  const searched = onTopic ? about : given;
  if (searched.length === 0) return { findings: [], onTopic, notes };
  const types = new Set(goal.facets.map((facet) => DOCUMENT_TYPE[facet]));
  const fitting = types.size === 0 ? searched : searched.filter(({ type }) => types.has(type));
  const others = searched.filter((document) => !fitting.includes(document));
  const bias = fitting.length > 0 ? '' : goal.facets.map((facet) => FACET_WORDS[facet]).join(' ');
  const findings = await statementsOf(fitting, goal.topic, '', count);
  if (findings.length < ENOUGH && others.length > 0) {
    const more = await statementsOf(others, goal.topic, bias, count - findings.length);
    findings.push(...more.map((finding) => ({ ...finding, score: finding.score * (fitting.length > 0 ? OTHER_TYPE : 1) })));
  }
  if (types.size > 0 && fitting.length === 0)
    notes.push(`None of the given documents is a ${[...types].join(' or a ')}; all of them were searched.`);
  return { findings, onTopic, notes };
}

/** A readme tells what is in a folder, not what is so; alone, it is all there is. */
function withoutGuides(documents: readonly TextDocument[]): readonly TextDocument[] {
  const others = documents.filter(({ location }) => !/^(?:readme|license|licence|contributing|changelog)\b/i.test(basename(location)));
  return others.length > 0 ? others : documents;
}

/** True when a document, or the name of a given folder that holds it, has enough of a topic's terms. */
function speaksOf({ title, location, blocks }: TextDocument, inputs: readonly string[], topic: string): boolean {
  const missing = new Set(topicTermsOf(topic));
  const allowed = Math.floor(missing.size * (1 - COVERAGE));
  const root = inputs.find((input) => location === input || location.startsWith(input + sep));
  const path = root === undefined ? basename(location) : relative(dirname(root), location);
  for (const text of [title, path.replace(/[^\p{L}\p{N}]+/gu, ' '), ...blocks.map((block) => block.text)]) {
    for (const term of termsOf(text)) missing.delete(term);
    if (missing.size <= allowed) return true;
  }
  return false;
}

async function statementsOf(documents: readonly TextDocument[], topic: string, bias: string, count: number): Promise<SourcedFinding[]> {
  if (documents.length === 0 || count <= 0) return [];
  const sentences = sentencesOf(documents);
  const terms = new Set(topicTermsOf(topic));
  const matches = sentences.filter(({ text, heading }) => termsOf(`${heading} ${text}`).some((term) => terms.has(term))).length;
  const ranked = await rankSentences(sentences, {
    query: `${[...terms].join(' ')} ${bias}`,
    count: count * 2,
    perDocument: Math.max(2, Math.ceil((count * 2) / documents.length)),
    relevance: terms.size > 1 ? NARROW : matches >= ENOUGH_MATCHES || bias !== '' ? WIDE : UNNAMED,
  });
  const points = asPoints(ranked, sentences);
  const chosen = terms.size > 1 ? worthTelling(points, count) : fairShare(points, documents.length, count);
  return chosen.flatMap(({ text, document, score }) => {
    const about = documents[document];
    if (about === undefined) return [];
    const { title, location, type, date } = about;
    return [{ text, score, source: { title, location, type, date } }];
  });
}

function worthTelling(points: readonly Ranked[], count: number): readonly Ranked[] {
  const least = NEAR_BEST * (points[0]?.score ?? 0);
  return points.filter(({ score }, index) => index < ENOUGH || score >= least).slice(0, count);
}

/** The best points, with no document taking more than its share while others have something to say. */
function fairShare(points: readonly Ranked[], documents: number, count: number): readonly Ranked[] {
  const share = Math.max(1, Math.ceil(count / documents));
  const taken = new Map<number, number>();
  const [first, rest]: [Ranked[], Ranked[]] = [[], []];
  for (const point of points) {
    const sofar = taken.get(point.document) ?? 0;
    taken.set(point.document, sofar + 1);
    (sofar < share ? first : rest).push(point);
  }
  return [...first, ...rest].slice(0, count).toSorted((a, b) => b.score - a.score);
}
