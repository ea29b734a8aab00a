import type { Migration } from '../migrate.ts';
import type { StoreChoice } from '../open-store.ts';
import type { RehearsedStep } from '../rehearse.ts';
import { rehearseStore } from '../rehearse-store.ts';
import { copyFile } from './copy-file.ts';

/**
 * Tries the missing steps of the schema and tells what each took.
 *
 * A file is copied first. A PostgreSQL is tried as it is, in one transaction that is rolled back:
 * name a restored copy, since until then the steps hold their locks.
 */
export async function rehearseOnCopy(
  choice: StoreChoice,
  migrations: readonly Migration[],
  scratch: string,
): Promise<RehearsedStep[]> {
  if (choice.kind === 'postgres') return rehearseStore(choice, migrations);
  const copy = copyFile(choice.file, scratch);
  try {
    return await rehearseStore({ kind: 'sqlite', file: copy.file }, migrations);
  } finally {
    copy.remove();
  }
}
