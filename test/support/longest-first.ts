import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, the longest first: begun last, they would leave all cores but one idle. */
const longest = [
  'packages/mcp/src/simulator/simulate-hub.test.ts',
  'packages/mcp/src/simulator/planted-bugs.test.ts',
  'packages/mcp/test/crash/power-loss.test.ts',
  'packages/core/src/missions/plan-mission.test.ts',
  'packages/core/src/missions/engine.test.ts',
  'packages/core/src/missions/simulator/simulate-mission.test.ts',
  'packages/sandbox/src/start-process.test.ts',
];

/** Begins with the files that take longest; a fresh clone has no record of them to go by. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((left, right) => rank(left) - rank(right));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const at = longest.findIndex((path) => moduleId.endsWith(path));
  return at === -1 ? longest.length : at;
}
