import { isMosaicError } from '@mosaic/contract';
import {
  createVault,
  importCommit,
  inspectRepository,
  listFiles,
  resolve,
  updateBranch,
} from '@mosaic/git';
import { addEntries } from './add-entries.ts';
import type { Effect, EffectContext, IntentOf } from './effect.ts';

/**
 * Brings the project's commit into the vault and starts the mission branch there.
 *
 * The base is what is committed on the checked-out branch; uncommitted changes of
 * the user stay theirs.
 */
export const prepare: Effect<IntentOf<'prepare'>> = async (context) => {
  const { state, clock } = context;
  try {
    const head = await importBase(context);
    await addEntries(context, state.tasks, new Map());
    const hasReport = await reportExists(context, head);
    return [{ type: 'prepared', baseCommit: head, headCommit: head, hasReport, at: clock.now() }];
  } catch (error) {
    if (!isMosaicError(error)) throw error;
    return [{ type: 'preparation_failed', message: error.message, at: clock.now() }];
  }
};

async function importBase({ project, state, vaultDirectory }: EffectContext): Promise<string> {
  const repository = await inspectRepository(project.path);
  const vault = await createVault(vaultDirectory, { objectFormat: repository.objectFormat });
  const known = await resolve(vault, `refs/heads/${state.settings.branch}`);
  if (known !== null) return known;
  const head = await importCommit(vault, {
    from: repository.root,
    commit: repository.headCommit,
    into: 'refs/mosaic/base',
  });
  await updateBranch(vault, { branch: state.settings.branch, to: head, expected: null });
  return head;
}

async function reportExists({ state, vaultDirectory }: EffectContext, head: string) {
  const { reportName } = state.settings;
  if (reportName === null) return false;
  const files = await listFiles({ directory: vaultDirectory }, head, `docs/reports/${reportName}/`);
  return files.some((path) => path.endsWith('.md'));
}
