import { serveRange } from '../watch/serve-range.ts';
import { runSeeds, type SimulatedStore } from './run-seeds.ts';

await serveRange((seed, store) => runSeeds(seed, 1, store as SimulatedStore));
