import { operations, type RepositoryAnalysis } from '@mosaic/contract';
import type { QueryContext } from '@mosaic/mcp';
import { analyseRepository } from '../analysis/analyse-repository.ts';
import { locateCommit } from '../analysis/locate-commit.ts';
import { planLimits } from './limits.ts';

/** Analyses of the repositories of projects, each kept until the next commit. */
export interface Analyses {
  /** @throws `not_found` or `precondition_failed` where there is no repository or no commit */
  ofProject(
    context: Pick<QueryContext, 'query' | 'signal'>,
    projectId: string,
  ): Promise<RepositoryAnalysis>;
}

export function createAnalyses(): Analyses {
  const kept = new Map<string, RepositoryAnalysis>();
  return {
    async ofProject(context, projectId) {
      const { path: directory } = await context.query(operations.showProject, { projectId });
      const { gitDir, commit } = await locateCommit(directory, null);
      const key = `${commit} ${gitDir}`;
      const known = kept.get(key);
      kept.delete(key);
      const { signal } = context;
      const analysis = known ?? (await analyseRepository({ directory, commit, signal }));
      kept.set(key, analysis);
      const [oldest] = kept.keys();
      if (kept.size > planLimits.cachedAnalysesMax && oldest !== undefined) kept.delete(oldest);
      return analysis;
    },
  };
}
