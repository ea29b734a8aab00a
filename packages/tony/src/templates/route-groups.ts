import type { RepositoryAnalysis } from '@mosaic/contract';
import { subjectOf } from '../analysis/test-path.ts';
import type { RouteGroup } from './setting.ts';

const groupsMax = 6;

/** Routes by the file they are in; files with most routes first, untested ones before tested ones. */
export function routeGroups(
  analysis: RepositoryAnalysis,
  testOf: (source: string) => string,
): RouteGroup[] {
  const byFile = new Map<string, { method: string; path: string }[]>();
  for (const { method, path, file } of analysis.routes) {
    byFile.set(file, [...(byFile.get(file) ?? []), { method, path }]);
  }
  const untested = new Set(analysis.tests.untested);
  const groups = [...byFile].map(([file, routes]) => ({
    file,
    name: nameOf(file, routes),
    routes,
    test: testOf(file),
    isTested: !untested.has(file),
  }));
  return groups
    .toSorted(
      (a, b) =>
        Number(a.isTested) - Number(b.isTested) ||
        b.routes.length - a.routes.length ||
        (a.file < b.file ? -1 : 1),
    )
    .slice(0, groupsMax);
}

/** The file's own name where its routes speak of it, else the first telling part of their paths. */
function nameOf(file: string, routes: readonly { path: string }[]): string {
  const own = subjectOf(file);
  const parts = routes.flatMap(({ path }) => path.split('/'));
  if (parts.some((part) => part.toLowerCase() === own)) return own;
  const telling = parts.find(
    (part) => /^[a-z][\w-]{1,40}$/i.test(part) && !/^(?:api|rest|v\d+)$/i.test(part),
  );
  return telling?.toLowerCase() ?? own;
}
