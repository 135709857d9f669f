import type { DependencyResult } from '../../../../core/agent.ts';
import type { Json } from '../../../../core/json.ts';
import type { Program } from '../language/syntax.ts';
import { Arithmetic, DigitsNeeded } from '../numbers/arithmetic.ts';
import { evaluate } from './evaluate.ts';
import { Operands } from './operands.ts';
import { printed } from './print.ts';

/**
 * Works out a program with what earlier tasks left. Decimals are loaded only when something is irrational.
 *
 * @returns One result, or a list of several; written as `printed` says.
 * @throws Fault
 */
export async function calculate(program: Program, dependencies: readonly DependencyResult[]): Promise<Json> {
  const operands = new Operands(dependencies);
  let arithmetic = new Arithmetic();
  for (;;) {
    try {
      const results = evaluate(program, operands, arithmetic).map(printed);
      return results.length === 1 ? (results[0] ?? null) : results;
    } catch (error) {
      if (!(error instanceof DigitsNeeded)) throw error;
      const { Decimal } = await import('decimal.js');
      // The same count of work goes on: doing it again is work too.
      arithmetic = new Arithmetic(
        Decimal.clone({ precision: error.digits, rounding: Decimal.ROUND_HALF_UP, defaults: true }),
        arithmetic.effort,
      );
    }
  }
}
