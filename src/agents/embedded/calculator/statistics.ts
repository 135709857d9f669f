import { TerminalError } from '../../../core/agent-error.ts';
import { add, compare, divide, exact, multiply, type NumberValue, root, subtract } from './number-value.ts';

/** What can be asked of a list of numbers. */
export type Statistic = 'sum' | 'product' | 'mean' | 'median' | 'mode' | 'min' | 'max' | 'range' | 'variance' | 'deviation' | 'count';

/**
 * A statistic over a list, exactly where that is possible. Variance and deviation are those of a whole population
 * (divided by n). Of several modes the smallest is given.
 *
 * @throws TerminalError `no-operands` for an empty list, where a number is needed.
 */
export function statistic(kind: Statistic, list: readonly NumberValue[]): NumberValue {
  const [first, ...rest] = list;
  if (first === undefined) {
    if (kind === 'count' || kind === 'sum') return exact(0);
    throw new TerminalError('no-operands', `there are no numbers to take the ${kind} of`, { for: 'task' });
  }
  const count = exact(list.length);
  switch (kind) {
    case 'sum':
      return list.reduce(add);
    case 'product':
      return list.reduce(multiply);
    case 'mean':
      return divide(list.reduce(add), count);
    case 'median':
      return median(list);
    case 'mode':
      return mode(list);
    case 'min':
      return rest.reduce((least, value) => (compare(value, least) < 0 ? value : least), first);
    case 'max':
      return rest.reduce((most, value) => (compare(value, most) > 0 ? value : most), first);
    case 'range':
      return subtract(statistic('max', list), statistic('min', list));
    case 'variance':
      return variance(list);
    case 'deviation':
      return root(variance(list), 2n);
    case 'count':
      return count;
  }
}

function median(list: readonly NumberValue[]): NumberValue {
  const sorted = list.toSorted(compare);
  const middle = sorted.slice((sorted.length - 1) >> 1, (sorted.length >> 1) + 1);
  return divide(middle.reduce(add), exact(middle.length));
}

function mode(list: readonly NumberValue[]): NumberValue {
  const sorted = list.toSorted(compare);
  let best = sorted[0] ?? exact(0);
  let bestRun = 0;
  for (let start = 0; start < sorted.length; ) {
    const value = sorted[start] ?? exact(0);
    let end = start + 1;
    while (end < sorted.length && compare(sorted[end] ?? value, value) === 0) end++;
    if (end - start > bestRun) [best, bestRun] = [value, end - start];
    start = end;
  }
  return best;
}

function variance(list: readonly NumberValue[]): NumberValue {
  const mean = statistic('mean', list);
  const squares = list.map((value) => multiply(subtract(value, mean), subtract(value, mean)));
  return statistic('mean', squares);
}
