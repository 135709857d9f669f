import type { DependencyResult } from '../../../../core/agent.ts';
import type { Json } from '../../../../core/json.ts';
import type { ChartOutput, DeckOutput, DocumentOutput, Source, TableOutput } from '../../../../core/output.ts';
import { cleanLine } from '../text/clean-text.ts';
import { takeOther } from './other-output.ts';
import { readChart, readDeck, readDocument, readFindings, readTable } from './shapes.ts';

/** A statement with everything it was found in. `sources` indexes `Material.sources`, and may be empty. */
export interface Finding {
  readonly text: string;
  readonly sources: readonly number[];
  readonly score: number;
  /** The dependency that brought it, an index into the list. */
  readonly origin: number;
}

/** A dependency that left nothing to write about, in words. */
export interface Gap {
  readonly title: string;
  readonly reason: string;
}

/** Something known by name: a figure, a verdict, a short text. */
export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/** All that the dependencies of a task handed over, cleaned, by kind. */
export interface Material {
  readonly topics: string[];
  readonly findings: Finding[];
  readonly sources: Source[];
  readonly documents: DocumentOutput[];
  readonly tables: TableOutput[];
  readonly charts: ChartOutput[];
  readonly decks: DeckOutput[];
  readonly values: NamedValue[];
  readonly gaps: Gap[];
  readonly notes: string[];
}

/** Sorts what the dependencies left behind into kinds. Sources named twice become one. */
export function gatherMaterial(dependencies: readonly DependencyResult[]): Material {
  const material = emptyMaterial();
  for (const [origin, { title: given, output }] of dependencies.entries()) {
    const title = cleanLine(given, 200) || `Part ${origin + 1}`;
    if (output === undefined) material.gaps.push({ title, reason: 'it left no result' });
    else takeOutput(material, output, title, origin, 0);
  }
  return material;
}

export function emptyMaterial(): Material {
  return { topics: [], findings: [], sources: [], documents: [], tables: [], charts: [], decks: [], values: [], gaps: [], notes: [] };
}

/** True when there is nothing at all to write about. */
export function isEmptyMaterial({ findings, documents, tables, charts, decks, values }: Material): boolean {
  return findings.length + documents.length + tables.length + charts.length + decks.length + values.length === 0;
}

function takeOutput(material: Material, output: Json, title: string, origin: number, depth: number): void {
  if (takeFindings(material, output, title, origin)) return;
  const table = readTable(output);
  if (table !== undefined) return void material.tables.push({ ...table, title: table.title || title });
  const chart = readChart(output);
  if (chart !== undefined) return void material.charts.push({ ...chart, title: chart.title || title });
  const document = readDocument(output);
  if (document !== undefined) return void takeDocument(material, { ...document, title: document.title || title });
  const deck = readDeck(output);
  if (deck !== undefined) return void material.decks.push({ ...deck, title: deck.title || title });
  takeOther(material, output, title, depth, (inner, name) => takeOutput(material, inner, name, origin, depth + 1));
}

function takeDocument(material: Material, document: DocumentOutput): void {
  if (document.markdown.trim() === '') material.gaps.push({ title: document.title, reason: 'its text was empty' });
  else material.documents.push(document);
}

function takeFindings(material: Material, output: Json, title: string, origin: number): boolean {
  const found = readFindings(output);
  if (found === undefined) return false;
  const kept = found.sources.map((source) => keepSource(material.sources, source));
  if (found.topic !== '') material.topics.push(found.topic);
  for (const { text, source, score } of found.findings) {
    const index = kept[source];
    material.findings.push({ text, sources: index === undefined ? [] : [index], score, origin });
  }
  for (const note of found.notes) if (!material.notes.includes(note)) material.notes.push(note);
  if (found.findings.length === 0) material.gaps.push({ title, reason: 'it found nothing' });
  return true;
}

/** Where the source stands in the list; it is added unless one with its location is there. */
export function keepSource(sources: Source[], source: Source): number {
  const known = sources.findIndex(({ location, title }) =>
    source.location === '' ? location === '' && title === source.title : location === source.location,
  );
  return known >= 0 ? known : sources.push(source) - 1;
}
