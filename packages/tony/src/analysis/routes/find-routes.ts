import type { RepositoryAnalysis } from '@mosaic/contract';
import { analysisLimits as limits } from '../analysis-limits.ts';
import { languageOf } from '../classify-path.ts';
import { type ImportGraph, isScript } from '../import-graph.ts';
import type { Snapshot } from '../read-snapshot.ts';
import { isSupportFile, isTestFile } from '../test-path.ts';
import { prefixFinder } from './mount-prefixes.ts';
import { goRoutes, pythonRoutes, railsRoutes, springRoutes } from './other-routes.ts';
import { joinPaths, type Mount, type RawRoute } from './raw-route.ts';
import { controllerRoutes, fileRoutes, scriptRoutes } from './script-routes.ts';

type Route = RepositoryAnalysis['routes'][number];

/** HTTP routes, with the prefixes of the places where their routers are mounted. */
export function findRoutes(snapshot: Snapshot, graph: ImportGraph): Route[] {
  const raw: RawRoute[] = [];
  const mounts: Mount[] = [];
  for (const { path, text } of snapshot.texts.values()) {
    if (isTestFile(path, text) || isSupportFile(path)) continue;
    const language = languageOf(path);
    if (isScript(language)) {
      const found = scriptRoutes(path, text);
      raw.push(...found.routes, ...controllerRoutes(path, text), ...fileRoutes(path, text));
      mounts.push(...found.mounts);
    } else if (language === 'Python') raw.push(...pythonRoutes(path, text));
    else if (language === 'Go') raw.push(...goRoutes(path, text));
    else if (language === 'Java' || language === 'Kotlin') raw.push(...springRoutes(path, text));
    else if (language === 'Ruby') raw.push(...railsRoutes(path, text));
  }
  const prefixesOf = prefixFinder(snapshot, graph, mounts);
  const routes = new Map<string, Route>();
  for (const { file, object, method, path } of raw) {
    for (const prefix of prefixesOf(file, object)) {
      const full = joinPaths(prefix, path).replace(/\p{Cc}/gu, '');
      routes.set(`${full} ${method} ${file}`, { method, path: full, file });
    }
  }
  return [...routes]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, limits.routesMax)
    .map(([, route]) => route);
}
