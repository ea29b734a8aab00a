import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadRuntimes } from './load-runtimes.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mosaic-runtimes-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const write = (value: unknown) =>
  writeFileSync(
    join(home, 'runtimes.json'),
    typeof value === 'string' ? value : JSON.stringify(value),
  );

describe('runtimes.json', () => {
  it('may be missing', () => {
    expect(loadRuntimes(home)).toEqual({
      runtimes: { commands: {}, acp: {} },
      readable: [],
      path: [],
    });
  });

  it('counts the tokens of a known agent as that agent reports them', () => {
    write({ acp: { codex: { argv: ['codex-acp'] }, mine: { argv: ['my-agent'] } } });
    const { acp } = loadRuntimes(home).runtimes;
    expect(acp.codex).toMatchObject({ countScope: 'partial' });
    expect(acp.mine).not.toHaveProperty('countScope');
  });

  it('believes the operator more than the list of known agents', () => {
    write({ acp: { codex: { argv: ['codex-acp'], countScope: 'turn' } } });
    expect(loadRuntimes(home).runtimes.acp.codex).toMatchObject({ countScope: 'turn' });
  });

  it.each([
    ['{', 'is not JSON'],
    [{ acp: { x: { argv: [] } } }, 'acp.x.argv'],
    [{ agents: {} }, 'agents'],
  ])('is refused with the place of the mistake: %j', (value, place) => {
    write(value);
    expect(() => loadRuntimes(home)).toThrow(place);
  });
});
