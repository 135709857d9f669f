import { writeFile } from 'node:fs/promises';
import type { Artifact, Call, Outcome, Work } from '../../../core/agent.ts';
import { TerminalError } from '../../../core/agent-error.ts';
import type { Json } from '../../../core/json.ts';
import type { DeckOutput } from '../../../core/output.ts';
import { composeReport } from '../writer/compose/compose-report.ts';
import { dataSections } from '../writer/compose/data-sections.ts';
import { titleOf } from '../writer/compose/title.ts';
import { textAtHand } from '../writer/material/input-text.ts';
import { gatherMaterial, isEmptyMaterial, type Material } from '../writer/material/material.ts';
import { placeFor } from '../writer/page/artifact-place.ts';
import { readPurpose } from '../writer/purpose.ts';
import { draftAtHand } from '../writer/review/draft-at-hand.ts';
import { refineReport } from '../writer/review/refine.ts';
import { countOf } from '../writer/text/clean-text.ts';
import { deckHtml } from './deck-html.ts';
import { deckPptx } from './deck-pptx.ts';
import { designDeck } from './design.ts';
import { deckOf } from './read-deck.ts';
import type { Deck, Slide } from './slide.ts';
import { addVisuals } from './visualize.ts';

/** The first of two steps: a later task adds the charts. */
const DESIGN_ONLY = /^\s*(?:please\s+)?(?:design|draft|outline|structure|lay out)\b/i;
const VISUALS = /\b(?:visuali[sz]\w*|charts?|graphs?|graphics|diagrams?|figures|illustrat\w+|pictures|images)\b/i;

/** Does a slides task: lays out the material, or takes the deck at hand; adds visuals where asked; saves both formats. */
export async function makeDeck(work: Work, call: Call): Promise<Outcome> {
  const decks = work.dependencies.flatMap(({ output }) => deckOf(output) ?? []);
  const [base] = decks;
  const deck = base === undefined ? await designed(work, call) : await revised(base, work);
  call.signal.throwIfAborted();
  call.progress(`drawing ${countOf(deck.slides.length, 'slide')}`);
  const artifacts = await save(deck, work, call);
  return { output: outputOf(deck, artifacts), artifacts };
}

async function designed(work: Work, call: Call): Promise<Deck> {
  const { instruction } = work.task;
  const material = gatherMaterial(work.dependencies);
  if (isEmptyMaterial(material)) material.documents.push(...(await textAtHand(work)));
  if (isEmptyMaterial(material)) throw nothingToShow(work);
  call.signal.throwIfAborted();
  const purpose = readPurpose(instruction, work.request);
  const title = titleOf(purpose, material, work.request);
  const report =
    material.documents.length > 0
      ? await refineReport(await draftAtHand(material, title))
      : await refineReport(await composeReport(material, purpose, title));
  const named = purpose.subject === undefined || material.documents.length === 1 ? report : { ...report, title };
  const deck = await designDeck(named, work.inputs);
  return DESIGN_ONLY.test(instruction) && !VISUALS.test(instruction) ? deck : addVisuals(deck, []);
}

/** The deck at hand with what came beside it: charts and tables become slides of their own. */
async function revised(base: Deck, work: Work): Promise<Deck> {
  const beside = gatherMaterial(work.dependencies.filter(({ output }) => deckOf(output) === undefined && output !== undefined));
  const added = await slidesOf(beside, work.inputs);
  return VISUALS.test(work.task.instruction) || added.length > 0 ? addVisuals(base, added) : base;
}

async function slidesOf(material: Material, inputs: readonly string[]): Promise<readonly Slide[]> {
  const sections = dataSections(material.tables, material.charts);
  if (sections.length === 0) return [];
  const { slides } = await designDeck({ title: '', subtitle: '', sections, sources: [] }, inputs);
  return slides.filter(({ layout }) => layout !== 'cover' && layout !== 'agenda');
}

function nothingToShow(work: Work): TerminalError {
  const lost = work.dependencies.length === 0 ? 'the task depends on no other' : 'the tasks before it left no result';
  return new TerminalError(
    'no-material',
    `Nothing to show: ${lost}, and there is no text among the inputs. Slides are made from a report, findings, tables or charts. ` +
      'Let the task depend on one that writes or researches, or give text files with --input.',
  );
}

async function save(deck: Deck, work: Work, call: Call): Promise<readonly Artifact[]> {
  const pptx = await placeFor('slides.pptx', call, work.dependencies);
  await writeFile(pptx, await deckPptx(deck));
  call.signal.throwIfAborted();
  const html = await placeFor('slides.html', call, work.dependencies);
  await writeFile(html, await deckHtml(deck));
  return [
    { path: pptx, mediaType: 'application/vnd.openxmlformats-officedocument.presentationml.presentation', title: deck.title },
    { path: html, mediaType: 'text/html', title: deck.title },
  ];
}

/** The deck as others read it, with what this agent needs to draw it again. */
function outputOf(deck: Deck, artifacts: readonly Artifact[]): DeckOutput {
  const output: DeckOutput = {
    kind: 'deck',
    title: deck.title,
    // Through JSON: an interface has no index signature, though all its parts are JSON.
    slides: JSON.parse(JSON.stringify(deck.slides)) as DeckOutput['slides'],
    sources: deck.sources,
    paths: artifacts.map(({ path }) => path),
  };
  // Through JSON and back: interfaces have no index signature, though all their parts are JSON.
  const extra = JSON.parse(JSON.stringify({ subtitle: deck.subtitle, tables: deck.tables })) as Readonly<Record<string, Json>>;
  return { ...output, ...extra };
}
