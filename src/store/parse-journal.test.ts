import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { foldEvents } from '../core/run-record.ts';
import { parseJournal } from './parse-journal.ts';

const started =
  '{"type":"run-started","request":"do it","options":{"objective":"balanced","priority":0,"seed":1,"inputs":[],"directory":"/"},"agents":[],"run":"a","seq":1,"atMs":1}';

it('reads journals of several runs, interleaved, with empty lines', () => {
  const other = started.replace('"run":"a"', '"run":"b"');
  const resumed = '{"type":"run-resumed","run":"a","seq":2,"atMs":2}';
  expect(parseJournal(`${started}\n${other}\n\n${resumed}\n`, 'x').map(({ run, seq }) => [run, seq])).toEqual([
    ['a', 1],
    ['b', 1],
    ['a', 2],
  ]);
});

it.each([
  ['', /x: expected a journal, one JSON event a line, received nothing/],
  ['{', /x:1: is not JSON/],
  [`${started}\n{"type":"run-exploded","run":"a","seq":2,"atMs":1}`, /x:2/],
  [`${started}\n${started}`, /x:2: expected the event 2 of run a, received its event 1/],
  ['{"type":"run-resumed","run":"a","seq":1,"atMs":2}', /x:1: expected a journal that begins with run-started, received run-resumed/],
])('refuses %j', (text, message) => {
  expect(() => parseJournal(text, 'x')).toThrow(message);
});

it('reads the journals of version 1, and makes the same of them', () => {
  const dump = readFileSync(`${import.meta.dirname}/fixtures/store-version-1.sql`, 'utf8');
  const lines = [...dump.matchAll(/^INSERT INTO events VALUES\('(\w+)',\d+,'(.*)'\);$/gm)].map(([, run, body]) => [
    run,
    body?.replaceAll("''", "'"),
  ]);
  const runs = Map.groupBy(lines, ([run]) => run);
  const records = [...runs.values()].map((own) => foldEvents(parseJournal(own.map(([, body]) => body).join('\n'), 'x')));
  expect(records.map((record) => [record?.run, record?.status, record?.lastSeq])).toEqual([
    ['s6evc4', 'partial', 21],
    ['w6jxtv', 'succeeded', 10],
    ['yxrbc8', 'running', 8],
  ]);
  expect([...(records[0]?.tasks.values() ?? [])].map(({ task, state, attempts }) => [task.id, state.status, attempts.length])).toEqual([
    ['fetch', 'succeeded', 1],
    ['north', 'succeeded', 1],
    ['south', 'failed', 3],
    ['chart', 'skipped', 0],
    ['report', 'succeeded', 1],
    ['mail', 'blocked', 0],
  ]);
});

it('reads the journal that 0.1.0 wrote of a run that was retried, and makes the same of it', () => {
  const text = readFileSync(`${import.meta.dirname}/fixtures/journal-0.1.0.jsonl`, 'utf8');
  const record = foldEvents(parseJournal(text, 'x'));
  expect([record?.run, record?.status, record?.lastSeq]).toEqual(['udtjeh', 'partial', 39]);
  expect([...(record?.tasks.values() ?? [])].map(({ task, state, attempts }) => [task.id, state.status, attempts.length])).toEqual([
    ['fetch', 'succeeded', 1],
    ['regions', 'waiting', 0],
    ['north', 'succeeded', 1],
    ['south', 'skipped', 4],
    ['chart', 'succeeded', 2],
    ['report', 'succeeded', 2],
    ['broken', 'failed', 2],
    ['mail', 'skipped', 0],
  ]);
});

it('refuses tasks that wait for each other, naming them and the line', () => {
  const task = (id: string, dependsOn: string) =>
    `{"id":"${id}","title":"x","instruction":"x","capabilities":[],"optional":false,"priority":0,"resources":[],"attempts":1,"dependsOn":[{"task":"${dependsOn}","optional":false}]}`;
  const planned = `{"type":"tasks-planned","tasks":[${task('b', 'c')},${task('c', 'b')}],"run":"a","seq":2,"atMs":2}`;
  expect(() => parseJournal(`${started}\n${planned}`, 'x')).toThrow(/^x:2: these tasks of run a wait for each other: (b, c|c, b)\./);
});
