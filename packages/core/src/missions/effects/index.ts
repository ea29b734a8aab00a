import type { MissionIntent } from '../rules/intent.ts';
import { archive } from './archive.ts';
import type { Effect, IntentOf } from './effect.ts';
import { finish } from './finish.ts';
import { land } from './land.ts';
import { releaseLocks, takeLocks } from './locks.ts';
import { lookOut } from './look-out.ts';
import { mergePhase } from './merge-phase.ts';
import { offer, settle, withdraw } from './offer.ts';
import { openPhase } from './open-phase.ts';
import { plan } from './plan.ts';
import { prepare } from './prepare.ts';
import { publish } from './publish.ts';
import { recordHandoff } from './record-handoff.ts';
import { writeDocuments } from './write-documents.ts';

/** One effect for each intent; the compiler sees to it that none is missing. */
export const effects: { readonly [Type in MissionIntent['type']]: Effect<IntentOf<Type>> } = {
  prepare,
  plan,
  look_out: lookOut,
  take_locks: takeLocks,
  release_locks: releaseLocks,
  offer,
  withdraw,
  settle,
  open_phase: openPhase,
  land,
  merge_phase: mergePhase,
  write_documents: writeDocuments,
  record_handoff: recordHandoff,
  archive,
  publish,
  finish,
};
