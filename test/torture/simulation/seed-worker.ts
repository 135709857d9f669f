import { serveRange } from '../watch/serve-range.ts';
import { runSeeds } from './run-seeds.ts';

await serveRange((seed) => runSeeds(seed, 1));
