import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mosaic } from '../../test/capture-io.ts';

let directory: string;
let home: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mosaic-cli-store-'));
  home = join(directory, 'home');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const store = (...words: string[]) => mosaic(['store', ...words]);
const json = async (...words: string[]) => {
  const { code, stdout, stderr } = await store(...words, '--json');
  return { code, stderr, value: JSON.parse(stdout) };
};

describe('mosaic store', () => {
  it('makes a store, looks at it and finds it whole', async () => {
    expect((await store('status', '--home', home)).code).toBe(66);
    const made = await json('migrate', '--home', home);
    expect(made.value.applied.length).toBeGreaterThan(10);
    expect((await store('migrate', '--home', home)).stdout).toBe('Nothing to do.\n');
    const { code, stdout } = await store('status', '--home', home);
    expect(code).toBe(0);
    expect(stdout).toContain('up to date');
    expect((await store('verify', '--store', home)).stdout).toMatch(/^The store is whole/);
    expect((await store('rehearse', '--home', home)).stdout).toBe('Nothing to do.\n');
  });

  it('backs up and restores into an empty home only', async () => {
    await store('migrate', '--home', home);
    const backup = join(directory, 'backup');
    const made = await store('backup', '--home', home, '--to', backup);
    expect(made).toMatchObject({ code: 0, stdout: expect.stringContaining('rows up to event') });
    expect((await store('verify', '--backup', backup)).code).toBe(0);

    const restored = join(directory, 'restored');
    expect(await store('restore', '--from', backup, '--home', restored)).toMatchObject({ code: 0 });
    expect((await json('status', '--store', restored)).value).toMatchObject({
      heads: { event: 2 ** 32, audit: { seq: 1 } },
      unfinishedFrom: null,
    });
    const again = await store('restore', '--from', backup, '--home', restored);
    expect(again).toMatchObject({ code: 78, stderr: expect.stringContaining('is not empty') });

    writeFileSync(join(backup, 'event.ndjson.gz'), 'rubbish');
    const damaged = await store('verify', '--backup', backup);
    expect(damaged).toMatchObject({ code: 75, stderr: expect.stringContaining('damaged') });
  });

  it('copies to another place and says that both are equal', async () => {
    await store('migrate', '--home', home);
    await store('backup', '--home', home, '--to', join(directory, 'b'));
    const first = join(directory, 'first');
    await store('restore', '--from', join(directory, 'b'), '--home', first);
    const { code, stdout } = await store(
      'copy',
      '--from',
      first,
      '--to',
      join(directory, 'second'),
    );
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^2 rows are in .*second.hub\.sqlite and equal/),
    });
    const same = await store('copy', '--from', first, '--to', first);
    expect(same).toMatchObject({ code: 64, stderr: expect.stringContaining('the same store') });
  });

  it.each(['mysql://host/mosaic', 'postgres://host:port/mosaic'])('refuses %s', async (url) => {
    const { code, stderr } = await store('status', '--store', url);
    expect(code).toBe(64);
    expect(stderr).toContain('postgres://user:password@host:5432/mosaic');
  });
});
