import type { TransferProgress } from '@mosaic/mcp';
import { createProgress } from '../output/progress.ts';
import type { Session } from '../session.ts';

const words: Readonly<Record<TransferProgress['step'], string>> = {
  read: 'Reading',
  copy: 'Copying',
  restore: 'Restoring',
  compare: 'Comparing',
};

/** Shows how far a transfer is while `work` runs. */
export async function followTransfer<Result>(
  { terminal }: Session,
  work: (onProgress: (progress: TransferProgress) => void) => Promise<Result>,
): Promise<Result> {
  const line = createProgress(terminal);
  try {
    return await work(({ step, table, rows, rowsTotal }) => {
      const share = rowsTotal === 0 ? 100 : Math.min(100, Math.floor((rows / rowsTotal) * 100));
      const counts = `${rows.toLocaleString('en')} of ${rowsTotal.toLocaleString('en')} rows`;
      line.update(`${words[step]} ${table}: ${counts} (${share} %)`, `${words[step]} the tables`);
    });
  } finally {
    line.stop();
  }
}
