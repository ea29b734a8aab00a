import { isMosaicError, type RepositoryAnalysis } from '@mosaic/contract';
import type { QueryContext } from '@mosaic/mcp';
import type { Analyses } from './analyses.ts';

/** The repository of a plan's project; null with the reason where there is none to be read. */
export interface LookedAt {
  readonly analysis: RepositoryAnalysis | null;
  readonly note: string | null;
}

/** A repository that cannot be read keeps nobody from looking at the plan alone. */
export async function lookAt(
  analyses: Analyses,
  context: Pick<QueryContext, 'query' | 'signal'>,
  projectId: string,
): Promise<LookedAt> {
  if (projectId === '') return { analysis: null, note: 'The plan belongs to no project.' };
  try {
    return { analysis: await analyses.ofProject(context, projectId), note: null };
  } catch (error) {
    if (!isMosaicError(error) || context.signal.aborted) throw error;
    return { analysis: null, note: `The repository was not looked at: ${error.message}` };
  }
}
