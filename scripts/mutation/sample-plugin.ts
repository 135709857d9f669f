import { relative } from 'node:path';
import { type Checker, CheckStatus } from '@stryker-mutator/api/check';
import type { Mutant } from '@stryker-mutator/api/core';
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { isSampled } from './sample.ts';

const LEFT_OUT = { status: CheckStatus.CompileError, reason: 'not in the sample' } as const;
const TAKEN = { status: CheckStatus.Passed } as const;

/**
 * Lets Stryker try a seeded share of the mutants. An ignorer would leave out whole subtrees of the code, and so not each
 * mutant with the same chance; a checker is asked about each by itself, and those it turns down count neither way.
 */
const sampler: Checker = {
  init: () => Promise.resolve(),
  check: (mutants: Mutant[]) => {
    const share = Number(process.env['SKEIN_MUTATION_SHARE'] ?? 1);
    const seed = Number(process.env['SKEIN_MUTATION_SEED'] ?? 1);
    const named = (mutant: Mutant) => ({ ...mutant, fileName: relative(process.cwd(), mutant.fileName) });
    return Promise.resolve(
      Object.fromEntries(mutants.map((mutant) => [mutant.id, isSampled(named(mutant), share, seed) ? TAKEN : LEFT_OUT])),
    );
  },
  group: (mutants: Mutant[]) => Promise.resolve([mutants.map(({ id }) => id)]),
};

export const strykerPlugins = [declareValuePlugin(PluginKind.Checker, 'sample', sampler)];
