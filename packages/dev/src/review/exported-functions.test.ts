import { expect, it } from 'vitest';
import { exportedFunctions } from './exported-functions.ts';

const names = (source: string) =>
  exportedFunctions(source).map(({ name, line }) => `${name}:${line}`);

it('names exported functions in all their forms', () => {
  const source = [
    'export function one() {}',
    'export async function two() {}',
    'export default function three() {}',
    'export function* four() {}',
    'export const five = (a: number): number => a;',
    'export const six = async (',
    '  a: number,',
    ') => a;',
    'export const seven = function () {};',
    'export const eight = v => v;',
  ].join('\n');
  expect(names(source)).toEqual([
    ...['one:1', 'two:2', 'three:3', 'four:4', 'five:5', 'six:6', 'seven:9', 'eight:10'],
  ]);
});

it('leaves out what has no behaviour of its own', () => {
  const source = [
    'export { a } from "./a.ts";',
    'export const limit = 3;',
    'export const schema = make((v) => v);',
    'export type F = () => void;',
    '// export function old() {}',
    'function inner() {}',
  ].join('\n');
  expect(names(source)).toEqual([]);
});

it('takes little time over hostile text', () => {
  const startedMs = performance.now();
  exportedFunctions(`export const a${' ='.repeat(200_000)}`);
  exportedFunctions('export const a = (\n'.repeat(20_000));
  expect(performance.now() - startedMs).toBeLessThan(2_000);
});
