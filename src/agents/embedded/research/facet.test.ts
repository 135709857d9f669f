import { expect, it } from 'vitest';
import { readGoal } from './facet.ts';

const REQUEST = 'Research AI trends, write report, create presentation';

it.each([
  ['Search papers on AI trends', ['papers'], 'AI trends'],
  ['Analyze GitHub trends for AI trends', ['repositories'], 'AI trends'],
  ['Analyze GitHub repositories about solar power', ['repositories'], 'solar power'],
  ['Monitor social discussion of AI trends', ['discussion'], 'AI trends'],
  ['Search for recent arXiv papers about graph neural networks', ['papers'], 'graph neural networks'],
  ['Search GitHub for geese', ['repositories'], 'geese'],
  ['Monitor Hacker News for Rust', ['discussion'], 'Rust'],
  ['Review the literature on soil health', ['papers'], 'soil health'],
  ['Find out what people say about heat pumps', ['discussion'], 'heat pumps'],
  ['Gather information about bees from GitHub and Hacker News', ['repositories', 'discussion'], 'bees'],
  ['Research the history of tea', [], 'history of tea'],
  ['Study the history of tea', [], 'history of tea'],
  ['Research quantum computing', [], 'quantum computing'],
  ['Research open source licences', ['repositories'], 'open source licences'],
  ['Research AI trends, write report, create presentation', [], 'AI trends'],
  ['Research tea and write a report', [], 'tea'],
  ['Search papers', ['papers'], 'AI trends'],
  ['Search articles and reference works on geese', [], 'geese'],
  ['Research it', [], 'AI trends'],
])('reads "%s" as a search of %j for "%s"', (instruction, facets, topic) => {
  expect(readGoal(instruction, REQUEST)).toEqual({ facets, topic });
});
