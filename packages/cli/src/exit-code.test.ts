import { errorStatus, MissionStatus, MosaicError } from '@mosaic/contract';
import { expect, it } from 'vitest';
import { exitCode, exitCodeMeanings, exitCodeOfError, exitCodeOfMission } from './exit-code.ts';

it('keeps failures apart from verdicts: no error of the hub ends with 0, 1 or 2', () => {
  const codes = Object.keys(errorStatus) as (keyof typeof errorStatus)[];
  expect(codes.length).toBeGreaterThan(10);
  for (const code of codes) {
    expect(exitCodeOfError(new MosaicError(code, 'x'))).toBeGreaterThanOrEqual(64);
  }
  expect(exitCodeOfError(new TypeError('x'))).toBe(exitCode.bug);
});

it('says 0 for completed, 2 with deferrals and 1 for every other mission', () => {
  const codes = MissionStatus.options.map((status) => [status, exitCodeOfMission(status)]);
  expect(Object.fromEntries(codes)).toEqual({
    preparing: 1,
    running: 1,
    stopping: 1,
    stopped: 1,
    completed: 0,
    completed_with_deferrals: 2,
    failed: 1,
  });
});

it('documents every code once', () => {
  const documented = exitCodeMeanings.map(({ code }) => code);
  expect(documented.toSorted()).toEqual(Object.values(exitCode).toSorted());
});
