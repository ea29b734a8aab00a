import { operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entriesModule } from '../../../test/entries-module.ts';
import { openTestHub, type TestHub } from '../../../test/test-hub.ts';
import { isOnPostgres, runBehind } from '../../../test/test-store.ts';

let hub: TestHub;
beforeEach(async () => {
  hub = await openTestHub([entriesModule]);
  for (const text of ['a', 'b', 'c', 'd', 'e']) {
    await hub.hub.call({
      operation: 'entry.add',
      input: { text },
      token: hub.owner,
      surface: 'rest',
    });
    hub.clock.advance(1_000);
  }
});
afterEach(() => hub.destroy());

const verify = (expectedHead?: string) =>
  hub.hub.system('test').call(operations.verifyAudit, { expectedHead });

const tamper = (sql: string) => runBehind(hub.home, sql);

/** A record put in again under another number. */
const copied = (seq: number, from: number) =>
  `insert into audit (seq, at, principal, surface, operation, target, outcome, input_sha256, previous_hash, hash)
   select ${seq}, at, principal, surface, operation, target, outcome, input_sha256, previous_hash, hash from audit where seq = ${from}`;

/** What only SQLite lets into a column of another type. */
const onlyWhereTypesAreLoose: [string, string, number][] = [
  ['a fraction of a millisecond', 'update audit set at = at + 0.5 where seq = 4', 4],
  ['a text for a time', "update audit set at = 'never' where seq = 5", 5],
  ['bytes for a text', "update audit set principal = x'00ff' where seq = 5", 5],
  ['a fraction of a number', 'update audit set seq = 2.5 where seq = 3', 3],
];

describe('audit.verify', () => {
  it('finds a whole log whole, and tells the same head as system.status', async () => {
    const verdict = await verify();
    expect(verdict).toMatchObject({ isIntact: true, records: 5, firstBadSeq: null });
    const status = await hub.hub.system('test').call(operations.systemStatus, {});
    expect(status.auditHead).toBe(verdict.headHash);
  });

  it.each([
    ['another principal', "update audit set principal = 'nobody' where seq = 3", 3],
    ['a target that is gone', 'update audit set target = null where seq = 2', 2],
    ['another time', 'update audit set at = at + 1 where seq = 4', 4],
    ['a time beyond all calendars', 'update audit set at = 9000000000000000 where seq = 1', 1],
    ['a time too large for a number', 'update audit set at = 9223372036854775807 where seq = 1', 1],
    ['another hash', `update audit set hash = '${'0'.repeat(64)}' where seq = 3`, 3],
    ['a removed record', 'delete from audit where seq = 2', 2],
    ['a removed first record', 'delete from audit where seq = 1', 1],
    [
      'a gap closed again',
      'delete from audit where seq = 2; update audit set seq = -seq where seq > 2; update audit set seq = -seq - 1 where seq < 0',
      2,
    ],
    [
      'exchanged numbers',
      'update audit set seq = 99 where seq = 2; update audit set seq = 2 where seq = 3; update audit set seq = 3 where seq = 99',
      2,
    ],
    ['a number that moved away', 'update audit set seq = 7000 where seq = 3', 3],
    ['a number too large to be one', 'update audit set seq = 9223372036854775807 where seq = 5', 5],
    ['a record put before the first', copied(-1, 1), 1],
    ['a record put after the last', copied(6, 5), 6],
    ['a record moved to another tenant', "update audit set tenant = 'other' where seq = 4", 4],
    ...(isOnPostgres ? [] : onlyWhereTypesAreLoose),
  ])('finds %s', async (_what, sql, firstBadSeq) => {
    await tamper(sql);
    expect(await verify()).toMatchObject({
      isIntact: false,
      firstBadSeq,
      problem: expect.any(String),
    });
  });

  it('finds that the end was cut off, given the head that was seen before', async () => {
    const { headHash } = await verify();
    await tamper('delete from audit where seq > 3');
    expect(await verify(headHash ?? '')).toMatchObject({
      isIntact: false,
      firstBadSeq: 4,
      records: 3,
    });
    expect(await verify()).toMatchObject({ isIntact: true, records: 3 });
  });

  it('still knows an older head after more has happened', async () => {
    const { headHash } = await verify();
    await hub.hub.call({
      operation: 'entry.add',
      input: { text: 'f' },
      token: hub.owner,
      surface: 'mcp',
    });
    expect(await verify(headHash ?? '')).toMatchObject({ isIntact: true, records: 6 });
  });

  it('finds that everything is gone', async () => {
    const { headHash } = await verify();
    await tamper('delete from audit');
    expect(await verify(headHash ?? '')).toMatchObject({
      isIntact: false,
      firstBadSeq: 1,
      headHash: null,
    });
  });

  it('walks a log of several batches', async () => {
    const add = (text: string) =>
      hub.hub.system('test').call(operations.registerAgent, { name: text, type: 'worker' });
    await Promise.all(Array.from({ length: 2_100 }, (_, index) => add(`agent ${index}`)));
    expect(await verify()).toMatchObject({ isIntact: true, records: 2_105 });
    await tamper("update audit set outcome = 'ok ' where seq = 2050");
    expect(await verify()).toMatchObject({ isIntact: false, firstBadSeq: 2_050 });
  });
});

describe('audit.list', () => {
  it('reads on after a number, and by operation', async () => {
    const list = (input: object) => hub.hub.system('test').call(operations.listAudit, input);
    const first = await list({ limit: 2 });
    const rest = await list({ after: first.lastSeq });
    expect([...first.items, ...rest.items].map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(await list({ operation: 'entry.touch' })).toEqual({ items: [], lastSeq: 0 });
  });
});
