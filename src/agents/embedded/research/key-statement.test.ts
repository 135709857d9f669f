import { expect, it } from 'vitest';
import { keyStatementOf, needsItsTitle } from './key-statement.ts';

it('prefers a result on the topic to a proposal, and that to background', () => {
  const [background, proposal, result] = [
    'Geese have been watched for long by many.',
    'We propose a model of geese in flight.',
    'The model reduces the error by 12 percent for geese.',
  ];
  expect(keyStatementOf(`${background} ${proposal} ${result}`, 'geese')).toBe(result);
  expect(keyStatementOf(`${background} ${proposal}`, 'geese')).toBe(proposal);
  expect(keyStatementOf(`${background}`, 'geese')).toBe(background);
  expect(keyStatementOf('', 'geese')).toBe('');
});

it('knows a statement that has to be told whose it is', () => {
  expect(needsItsTitle('We show that geese fly.')).toBe(true);
  expect(needsItsTitle('Geese fly in the US.')).toBe(false);
});
