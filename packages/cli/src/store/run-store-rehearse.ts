import { tmpdir } from 'node:os';
import { rehearseOnCopy } from '@mosaic/mcp';
import { storeMigrations } from '@mosaic/stack';
import { exitCode } from '../exit-code.ts';
import { durationText } from '../output/quantities.ts';
import { table } from '../output/table.ts';
import type { Session } from '../session.ts';
import { storePlace } from './store-place.ts';

/** Tries the missing steps of the schema and tells how long each takes and what it locks. */
export async function runStoreRehearse(
  session: Session,
  flags: { readonly store?: string },
): Promise<number> {
  const place = storePlace(session, flags.store);
  const steps = await rehearseOnCopy(place, storeMigrations(), tmpdir());
  if (session.isJson) {
    session.printJson({ steps });
    return exitCode.ok;
  }
  const columns = [
    { title: 'STEP', text: (step: (typeof steps)[number]) => step.name },
    {
      title: 'TOOK',
      text: (step: (typeof steps)[number]) => durationText(step.durationMs),
      isRight: true,
    },
    {
      title: 'LOCKS',
      text: (step: (typeof steps)[number]) => step.locks.join(', '),
      isFlexible: true,
    },
  ];
  const { terminal } = session;
  terminal.print(steps.length === 0 ? 'Nothing to do.' : table(steps, columns, terminal.view));
  return exitCode.ok;
}
