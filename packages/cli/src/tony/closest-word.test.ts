import { expect, it } from 'vitest';
import { closestWord } from './closest-word.ts';

it('finds what was probably meant, and nothing where nothing is near', () => {
  const words = ['init', 'phase1', 'phase2', 'status', 'report', 'clean'];
  expect(closestWord('stauts', words)).toBe('status');
  expect(closestWord('Reprot', words)).toBe('report');
  expect(closestWord('phase', words)).toBe('phase1');
  expect(closestWord('authentication', words)).toBeNull();
  expect(closestWord('it', words)).toBeNull();
});
