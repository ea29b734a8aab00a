import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { auditAppender } from '../packages/mcp/src/modules/audit/append-audit.ts';
import { verifyChain } from '../packages/mcp/src/modules/audit/verify-chain.ts';
import { type BenchHub, openBenchHub } from './hub.ts';
import { timed } from './measure.ts';
import { type Row, row } from './row.ts';
import { withScratch } from './scratch.ts';
import { median } from './statistics.ts';

const entry = {
  at: Date.UTC(2026, 10, 21),
  principal: 'owner',
  surface: 'rest',
  operation: 'project.update',
  target: 'prj_0190b5c8-6c1f-7000-8000-000000000001',
  outcome: 'ok',
  inputSha256: 'a'.repeat(64),
};

/** What the audit chain costs each command, and how long it takes to check all of it. */
export function benchAudit(): Promise<Row[]> {
  return withScratch(async (folder) => {
    const rows: Row[] = [];
    for (const records of [10_000, 100_000]) {
      const home = join(folder, String(records));
      mkdirSync(home);
      const hub = await openBenchHub(home);
      try {
        rows.push(...(await benchSize(hub, records)));
      } finally {
        await hub.close();
      }
    }
    return rows;
  });
}

async function benchSize({ store }: BenchHub, records: number): Promise<Row[]> {
  const batch = 1_000;
  const perRecordMs: number[] = [];
  for (let done = 0; done < records; done += batch) {
    const tookMs = await timed(() =>
      store.write(async (_writer, append) => {
        for (let index = 0; index < batch; index += 1) append(auditAppender, [entry]);
      }),
    );
    perRecordMs.push(tookMs / batch);
  }
  const verifyMs: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    verifyMs.push(await timed(() => verifyChain(store.reader as never)));
  }
  const name = `${records.toLocaleString('en')} records`;
  // The last tenth tells whether a long chain makes appending slower.
  const late = perRecordMs.slice(-Math.ceil(perRecordMs.length / 10));
  return [
    row({ name, metric: 'append, inside tx', unit: 'µs', ours: median(late) * 1_000 }),
    row({
      name,
      metric: 'verify',
      unit: 'ms',
      ours: median(verifyMs),
      // A million records in 30 seconds, scaled to this size.
      target: { atMost: (30_000 * records) / 1_000_000 },
    }),
  ];
}
