import type { BigNumber, MathJsInstance, Unit } from 'mathjs';
import { TerminalError } from '../../../core/agent-error.ts';
import { messageOf } from '../../../core/errors.ts';
import type { Conversion } from './conversion.ts';

/**
 * A quantity in other units, to 10 significant digits: `6.213711922 mi`.
 *
 * @throws TerminalError `not-arithmetic` for units that are unknown or of different kinds.
 */
export async function convert({ quantity, unit }: Conversion): Promise<string> {
  const math = await loadMath();
  try {
    const value = math.evaluate(quantity) as Unit;
    if (typeof value?.to !== 'function') throw new TypeError(`"${quantity}" has no unit`);
    const converted = value.to(math.unit(unit));
    const number = converted.toNumeric(unit) as unknown as BigNumber;
    return `${Number(math.format(number, { precision: 10, notation: 'fixed' })) === 0 ? math.format(number, { precision: 10 }) : trim(math.format(math.bignumber(number.toPrecision(10)), { notation: 'fixed' }))} ${unit}`;
  } catch (error) {
    throw new TerminalError('not-arithmetic', `cannot convert "${quantity}" to "${unit}": ${messageOf(error)}`, {
      for: 'task',
      cause: error,
    });
  }
}

const trim = (digits: string): string => (digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits);

let loaded: MathJsInstance | undefined;

/** The library's own parser, with all that reaches beyond arithmetic taken out. */
async function loadMath(): Promise<MathJsInstance> {
  if (loaded !== undefined) return loaded;
  const { all, create } = await import('mathjs');
  const math = create(all ?? {}, { number: 'BigNumber', precision: 40 });
  const evaluate = math.evaluate.bind(math);
  const refuse = (): never => {
    throw new Error('this function is not available here');
  };
  math.import(
    { import: refuse, createUnit: refuse, evaluate: refuse, parse: refuse, simplify: refuse, derivative: refuse, resolve: refuse },
    { override: true },
  );
  loaded = Object.assign(Object.create(math) as MathJsInstance, { evaluate });
  return loaded;
}
