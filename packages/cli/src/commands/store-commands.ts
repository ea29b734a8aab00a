import type { Command } from 'commander';
import { addSharedOptions, type Session } from '../session.ts';
import { addExamples, type CommandSite, withSession } from './action.ts';

const storeFlag = [
  '--store <url>',
  'PostgreSQL URL, file or home; that of this installation when not given',
] as const;

/** Commands on the store itself, which need no hub. What they do is loaded when they run. */
export function addStoreCommands(store: Command, site: CommandSite): void {
  const add = (name: string, summary: string) =>
    addSharedOptions(store.command(name).description(summary));
  const run = <Flags extends object>(
    command: Command,
    work: (session: Session, flags: Flags) => Promise<number>,
  ) => command.action(withSession(site, command, (session) => work(session, command.opts())));

  const status = add('status', 'Show where the rows are, how many, and whether the schema fits.');
  status.option(...storeFlag);
  status.addHelpText('after', '\nExit codes: 0 ready, 2 the schema is not that of this version');
  addExamples(status, ['mosaic store status', 'mosaic store status --store /srv/mosaic --json']);
  run(status, async (session, flags) =>
    (await import('../store/show-store.ts')).showStore(session, flags),
  );

  const migrate = add('migrate', 'Bring the schema up to date without starting a hub.');
  migrate.option(...storeFlag);
  addExamples(migrate, ['mosaic store migrate', 'mosaic store migrate --store $DATABASE_URL']);
  run(migrate, async (session, flags) =>
    (await import('../store/run-store-migrate.ts')).runStoreMigrate(session, flags),
  );

  const rehearse = add('rehearse', 'Try the missing steps of the schema: durations and locks.');
  rehearse.option(...storeFlag);
  addExamples(rehearse, [
    'mosaic store rehearse',
    'mosaic store rehearse --store postgres://mosaic@db/copy_of_mosaic',
  ]);
  run(rehearse, async (session, flags) =>
    (await import('../store/run-store-rehearse.ts')).runStoreRehearse(session, flags),
  );

  const copy = add('copy', 'Copy all rows into an empty store and prove that both are equal.')
    .requiredOption('--to <url>', 'empty PostgreSQL database, or a home or file to be made')
    .option('--from <url>', storeFlag[1]);
  addExamples(copy, [
    'mosaic store copy --to postgres://mosaic@db/mosaic',
    'mosaic store copy --from $DATABASE_URL --to ./laptop-home',
  ]);
  run<{ from?: string; to: string }>(copy, async (session, flags) =>
    (await import('../store/run-store-copy.ts')).runStoreCopy(session, flags),
  );

  const backup = add('backup', 'Write the rows as they are now to a folder; the hub goes on.')
    .requiredOption('--to <folder>', 'folder to be made')
    .option(...storeFlag);
  addExamples(backup, ['mosaic store backup --to /backups/mosaic-$(date +%F)']);
  run<{ store?: string; to: string }>(backup, async (session, flags) =>
    (await import('../store/run-store-backup.ts')).runStoreBackup(session, flags),
  );

  const restore = add('restore', 'Fill an empty store from a backup.')
    .requiredOption('--from <folder>', 'folder of the backup')
    .option(...storeFlag);
  addExamples(restore, [
    'mosaic store restore --from /backups/mosaic-2026-01-31 --home ./restored',
    'mosaic store restore --from /backups/mosaic-2026-01-31 --store $DATABASE_URL',
  ]);
  run<{ store?: string; from: string }>(restore, async (session, flags) =>
    (await import('../store/run-store-restore.ts')).runStoreRestore(session, flags),
  );

  const verify = add('verify', 'Check that the store, or a backup, is whole.')
    .option(...storeFlag)
    .option('--backup <folder>', 'check this backup instead');
  verify.addHelpText('after', '\nExit codes: 0 whole, 1 something is wrong');
  addExamples(verify, ['mosaic store verify', 'mosaic store verify --backup /backups/today']);
  run(verify, async (session, flags) =>
    (await import('../store/run-store-verify.ts')).runStoreVerify(session, flags),
  );
}
