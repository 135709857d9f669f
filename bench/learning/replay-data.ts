import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Recorded answers: what each model scored on each question. */
export interface Replay {
  readonly models: readonly string[];
  readonly questions: readonly string[];
  /** By question, then model: 0..1. */
  readonly scores: readonly (readonly number[])[];
  /** USD per million tokens, by model. */
  readonly prices: readonly number[];
  /** What somebody would declare who knows only the models' sizes: 0.65 from 30 billion weights on, else 0.5. */
  readonly levelsBySize: readonly number[];
}

interface Row {
  readonly question: string;
  readonly scores: Readonly<Record<string, number>>;
}

const LARGE_BILLIONS = 30;

export function readReplay(folder: string): Replay {
  const rows = readFileSync(join(folder, 'scores.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
  const catalogue = JSON.parse(readFileSync(join(folder, 'models.json'), 'utf8')) as Readonly<
    Record<string, { readonly input_price: number; readonly size: string }>
  >;
  const models = Object.keys(rows[0]?.scores ?? {});
  return {
    models,
    questions: rows.map(({ question }) => question),
    scores: rows.map(({ scores }) => models.map((model) => scores[model] ?? 0)),
    prices: models.map((model) => catalogue[model]?.input_price ?? Number.NaN),
    levelsBySize: models.map((model) => (Number.parseFloat(catalogue[model]?.size ?? '0') >= LARGE_BILLIONS ? 0.65 : 0.5)),
  };
}
