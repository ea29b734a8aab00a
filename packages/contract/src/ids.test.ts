import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatId, type IdKind, idPrefixes } from './ids.ts';
import * as contract from './index.ts';

const kinds = Object.keys(idPrefixes) as IdKind[];
const anyKind = fc.constantFrom(...kinds);
const anyTime = fc.integer({ min: 0, max: 2 ** 48 - 1 });
const anyRandom = fc.uint8Array({ minLength: 10, maxLength: 16 });

describe('ids', () => {
  it('have the format their schema asks for, whatever the time and randomness', () => {
    const schemas = {
      project: contract.ProjectId,
      mission: contract.MissionId,
      task: contract.TaskId,
      run: contract.RunId,
      evidence: contract.EvidenceId,
      agent: contract.AgentId,
      handoff: contract.HandoffId,
    };
    const own = fc.constantFrom(...(Object.keys(schemas) as (keyof typeof schemas)[]));
    fc.assert(
      fc.property(own, own, anyTime, anyRandom, (kind, other, time, random) => {
        const id = formatId(kind, time, random);
        expect(schemas[kind].safeParse(id).success).toBe(true);
        expect(schemas[other].safeParse(id).success).toBe(kind === other);
      }),
    );
  });

  it('sort by the time they were made at', () => {
    fc.assert(
      fc.property(anyKind, anyTime, anyTime, anyRandom, anyRandom, (kind, a, b, ra, rb) => {
        fc.pre(a < b);
        expect(formatId(kind, a, ra) < formatId(kind, b, rb)).toBe(true);
      }),
    );
  });

  it('carry the time, so that it can be read back', () => {
    fc.assert(
      fc.property(anyTime, anyRandom, (time, random) => {
        const hex = formatId('task', time, random).slice(4).replaceAll('-', '').slice(0, 12);
        expect(Number.parseInt(hex, 16)).toBe(time);
      }),
    );
  });

  it('differ when their randomness differs in a free bit', () => {
    const zero = new Uint8Array(10);
    const one = Uint8Array.from(zero, (_, index) => (index === 9 ? 1 : 0));
    expect(formatId('run', 0, zero)).not.toBe(formatId('run', 0, one));
  });

  it('are not made from too little randomness', () => {
    expect(() => formatId('run', 0, new Uint8Array(9))).toThrow(RangeError);
  });

  it('never share a prefix', () => {
    expect(new Set(Object.values(idPrefixes)).size).toBe(kinds.length);
  });
});
