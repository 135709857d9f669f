import { describe, expect, it } from 'vitest';
import { namedSources } from './named-sources.ts';

describe('what an instruction names', () => {
  it.each([
    ['Fetch sales.csv', ['sales.csv'], [], 'Fetch'],
    ['join orders.csv with data/customers.ndjson on id', ['orders.csv', 'data/customers.ndjson'], [], 'join with on id'],
    ['load "Sales 2024.csv", please', ['Sales 2024.csv'], [], 'load , please'],
    ['clean ./exports/', ['./exports/'], [], 'clean'],
    ['read /var/data/a.csv.gz.', ['/var/data/a.csv.gz'], [], 'read .'],
    ['fetch https://example.org/a/b.csv?x=1&y=2.', [], ['https://example.org/a/b.csv?x=1&y=2'], 'fetch .'],
    ['get ftp://example.org/x.csv', [], ['ftp://example.org/x.csv'], 'get'],
    ['list the files in the exports folder', ['exports'], [], 'list the files in'],
    ['analyze revenue by region', [], [], 'analyze revenue by region'],
    ['price/units and/or revenue', [], [], 'price/units and/or revenue'],
    ['revenue of 1.5 and 2.json', ['2.json'], [], 'revenue of 1.5 and'],
  ])('in "%s"', (text, files, addresses, rest) => {
    expect(namedSources(text)).toEqual({ files, addresses, rest });
  });
});
