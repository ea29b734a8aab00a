import { mergeCommits, resolve, updateBranch } from '@mosaic/git';
import { phaseCommitMessage } from '../../documents/commit-messages.ts';
import { missionProgress } from '../rules/view.ts';
import { type Effect, type EffectContext, engineAuthor, type IntentOf } from './effect.ts';

/** Brings a finished phase onto the mission branch. */
export const mergePhase: Effect<IntentOf<'merge_phase'>> = async (context, intent) => {
  const { phase, head, into } = intent;
  const vault = { directory: context.vaultDirectory };
  const at = context.clock.now();
  const current = await resolve(vault, `refs/heads/${into}`);
  if (current === null) {
    return [{ type: 'phase_merge_failed', phase, message: `The branch ${into} is gone.`, at }];
  }
  const merge = await mergeCommits(vault, {
    ours: current,
    theirs: head,
    message: messageOf(context, intent),
    author: engineAuthor,
    atMs: at,
  });
  if (merge.kind === 'conflict') {
    const message = `Phase ${phase} conflicts with ${into} in ${merge.files.join(', ')}.`;
    return [{ type: 'phase_merge_failed', phase, message, at }];
  }
  const isMoved = await updateBranch(vault, { branch: into, to: merge.commit, expected: current });
  if (!isMoved) throw new Error(`${into} was moved by somebody else; looking again`);
  return [{ type: 'phase_merged', phase, head: merge.commit, at }];
};

function messageOf({ state }: EffectContext, intent: IntentOf<'merge_phase'>): string {
  const phase = missionProgress(state).phases.find(({ number }) => number === intent.phase);
  const { name = '', done = 0, deferred = 0 } = phase ?? {};
  return phaseCommitMessage({ phase: intent.phase, name, branch: intent.branch, done, deferred });
}
