import type { Cell, Column } from '../table/table.ts';
import { counted, listed, percent, quantity, sentence, spoken } from '../table/words.ts';
import { compareCells } from './cell-order.ts';
import type { Grouping } from './group.ts';
import type { Group } from './group-tally.ts';
import { BLANK_GROUP } from './group-tally.ts';
import { type Measure, spokenMeasure } from './measure.ts';

interface Grouped {
  readonly grouping: Grouping;
  /** Of the table that was grouped. */
  readonly columns: readonly Column[];
  readonly valueColumns: readonly Column[];
  /** In the order they are shown in; at least those that are shown first and those that stand out. */
  readonly groups: readonly Group[];
  readonly count: number;
  /** What shares are of. */
  readonly whole: number | undefined;
  readonly leftOut: number;
}

/** What a person would say about the groups on looking at them. */
export function groupNotes(grouped: Grouped): string[] {
  const { grouping, columns, groups, count, leftOut } = grouped;
  const notes: string[] = [];
  if (groups.length === 0) return ['There are no rows to group.'];
  if (grouping.keys.length === 0) return [totals(grouped)];
  if (grouping.only !== undefined) return ownShares(grouped);
  for (const [index, measure] of grouping.measures.entries()) {
    const said = standing(grouped, measure, index);
    if (said !== undefined) notes.push(said);
  }
  const { limit, limitWithin } = grouping;
  if (limit !== undefined && limit < count)
    notes.push(
      `Shown are ${limit} of ${counted(count, grouping.keys.length === 1 ? keyNoun(grouping, columns) : 'group')}${restShare(grouped, limit)}.`,
    );
  const names = grouping.keys.map(({ column }) => columns[column]?.name ?? '');
  if (limitWithin !== undefined) notes.push(`Shown are the first ${limitWithin} of each ${names[0]}.`);
  if (leftOut > 0) notes.push(`${counted(leftOut, 'row')} without ${listed(names)} left out.`);
  for (const [index, name] of names.entries()) {
    const rows = groups.reduce((sum, group) => sum + (group.keys[index] === BLANK_GROUP ? group.rows : 0), 0);
    if (rows > 0) notes.push(`${counted(rows, 'row')} without ${name} ${rows === 1 ? 'is' : 'are'} under "${BLANK_GROUP}".`);
  }
  const alike = alikeKeys(groups);
  if (alike !== undefined)
    notes.push(`"${alike[0]}" and "${alike[1]}" differ only in capitals or blanks: cleaning the data would join them.`);
  return notes;
}

/** What each of the groups asked for has of the whole. */
function ownShares({ grouping, columns, valueColumns, groups, whole }: Grouped): string[] {
  const [measure] = grouping.measures;
  const [column] = valueColumns;
  const of = measure === undefined ? '' : spokenMeasure(measure, columns);
  return groups.map(({ keys: [key], values: [value = null] }) => {
    const share = whole === undefined || typeof value !== 'number' ? '' : ` of ${shown(whole, column)}, ${percent(value / whole)}`;
    return sentence(`${of} of ${String(key)}: ${shown(value, column)}${share}.`);
  });
}

function totals({ grouping, columns, valueColumns, groups }: Grouped): string {
  const [only] = groups;
  const parts = grouping.measures.map((measure, index) => {
    return `the ${spokenMeasure(measure, columns)} is ${shown(only?.values[index] ?? null, valueColumns[index])}`;
  });
  const rows = grouping.measures.some(({ column }) => column === undefined) ? '' : `, over ${counted(only?.rows ?? 0, 'row')}`;
  return sentence(`${listed(parts)}${rows}.`);
}

function shown(value: Cell, column: Column | undefined): string {
  if (value === null) return 'unknown: there are no values';
  return typeof value === 'number' ? quantity(value, column ?? {}) : String(value);
}

function standing({ grouping, columns, valueColumns, groups, count, whole }: Grouped, measure: Measure, index: number): string | undefined {
  const filled = groups.filter(({ keys, values }) => typeof values[index] === 'number' && !keys.includes(BLANK_GROUP));
  if (filled.length === 0) return undefined;
  const column = valueColumns[index];
  const measured = (group: Group): number => Number(group.values[index]);
  let [highest, lowest] = [filled[0], filled[0]];
  for (const group of filled) {
    if (highest === undefined || measured(group) > measured(highest)) highest = group;
    if (lowest === undefined || measured(group) < measured(lowest)) lowest = group;
  }
  if (highest === undefined || lowest === undefined) return undefined;
  const what = spokenMeasure(measure, columns);
  const name = (group: Group): string => group.keys.map(String).join(', ');
  if (filled.length === 1) return sentence(`${what}: ${shown(measured(highest), column)}, all in ${name(highest)}.`);
  if (measured(highest) === measured(lowest))
    return sentence(`${what} is ${shown(measured(highest), column)} in every ${keyNoun(grouping, columns)}.`);
  const place = (group: Group): string => `${name(group)} (${shown(measured(group), column)})`;
  if (measure.statistic === 'min') return sentence(`the ${what} is in ${place(lowest)}.`);
  if (measure.statistic === 'max') return sentence(`the ${what} is in ${place(highest)}.`);
  const share = whole !== undefined && index === 0 ? `, ${percent(measured(highest) / whole)} of ${shown(whole, column)}` : '';
  const least = whole !== undefined && index === 0 ? `, ${percent(measured(lowest) / whole)}` : '';
  const time = grouping.keys.length === 1 && grouping.keys[0]?.bucket !== undefined && grouping.keys[0].bucket !== 'weekday';
  const change = time && groups.length === count ? changeOver(filled, measured) : '';
  return sentence(
    `${what} is highest in ${name(highest)} (${shown(measured(highest), column)}${share}) and lowest in ${name(lowest)} (${shown(measured(lowest), column)}${least}).${change}`,
  );
}

function keyNoun({ keys }: Grouping, columns: readonly Column[]): string {
  return keys.map(({ column, bucket }) => bucket ?? spoken(columns[column]?.name ?? '')).join(' and ');
}

/** From the earliest to the latest, in whichever order they are shown. */
function changeOver(groups: readonly Group[], measured: (group: Group) => number): string {
  const inTime = groups.toSorted((a, b) => compareCells(a.keys[0] ?? null, b.keys[0] ?? null));
  const [first, last] = [inTime[0], inTime.at(-1)];
  if (first === undefined || last === undefined || measured(first) <= 0 || measured(last) < 0) return '';
  const change = measured(last) / measured(first) - 1;
  if (Math.abs(change) < 0.001) return ` It ends where it began (${first.keys[0]} and ${last.keys[0]}).`;
  return ` From ${first.keys[0]} to ${last.keys[0]} it ${change > 0 ? 'rose' : 'fell'} by ${percent(Math.abs(change))}.`;
}

function restShare({ groups, whole, valueColumns }: Grouped, limit: number): string {
  if (whole === undefined) return '';
  const shownSum = groups.slice(0, limit).reduce((sum, { values }) => sum + Number(values[0] ?? 0), 0);
  return `, with ${percent(shownSum / whole)} of ${spoken(valueColumns[0]?.name ?? '')}`;
}

function alikeKeys(groups: readonly Group[]): [string, string] | undefined {
  const seen = new Map<string, string>();
  for (const { keys } of groups.slice(0, 5000)) {
    const name = keys.map(String).join(', ');
    const key = name.toLowerCase().replace(/\s+/g, ' ').trim();
    const other = seen.get(key);
    if (other !== undefined && other !== name) return [other, name];
    seen.set(key, name);
  }
  return undefined;
}
