import { posix } from 'node:path';

const testNames: readonly RegExp[] = [
  /\.(?:test|spec|e2e)\.[cm]?[jt]sx?$/,
  /(?:^|\/)test_[^/]+\.py$/,
  /_test\.(?:py|go|rb|exs|dart)$/,
  /_spec\.rb$/,
  /(?:^|\/)src\/test\/.+Tests?\.(?:java|kt|scala|groovy)$/,
  /Tests?\.(?:php|cs|swift)$/,
];
const testFolder = /(?:^|\/)(?:__tests__|tests?|spec|e2e)\//;
const testWords = /\b(?:describe|it|test|suite|assert|expect)\s{0,4}[(.]|#\[test\]|\bdef test_/;

/** Whether a file's name, or its folder and what it says, make it a test. */
export function isTestFile(path: string, text: string): boolean {
  if (testNames.some((name) => name.test(path))) return true;
  return testFolder.test(path) && testWords.test(text);
}

/** Whether a file serves tests or tools rather than the product. */
export function isSupportFile(path: string): boolean {
  return (
    testFolder.test(path) ||
    /(?:^|\/)(?:fixtures?|mocks?|__mocks__|examples?|scripts|bench(?:marks?)?|testing|stories|migrations|docs?)\//.test(
      path,
    ) ||
    /\.(?:config|stories|setup)\.[cm]?[jt]sx?$|\.d\.[cm]?ts$|(?:^|\/)(?:conftest|setup|__init__)\.py$/.test(
      path,
    )
  );
}

/** The name that a test and its source share: `orders` for `orders.test.ts`, `test_orders.py`, `OrdersTest.php`. */
export function subjectOf(path: string): string {
  return posix
    .basename(path)
    .replace(/\.[^.]+$/, '')
    .replace(/\.(?:test|spec|e2e|integration|unit|route|routes|controller|service|handler)$/i, '')
    .replace(/\.(?:test|spec|route|routes|controller|service|handler)$/i, '')
    .replace(/^test_|_(?:test|spec)$|Tests?$/g, '')
    .toLowerCase();
}

/** Whether a path that may not exist yet is where a test would be. */
export function isTestPath(path: string): boolean {
  return testFolder.test(path) || testNames.some((name) => name.test(path));
}
