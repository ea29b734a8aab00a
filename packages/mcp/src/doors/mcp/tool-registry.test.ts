import { type Operation, operation, operations, toolName } from '@mosaic/contract';
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isAllowed } from '../../pipeline/authorise.ts';
import type { Backbone } from '../../pipeline/backbone.ts';
import type { Principal } from '../../pipeline/principal.ts';
import { createToolRegistry } from './tool-registry.ts';
import { wireTool } from './wire-tool.ts';

const offered: readonly Operation[] = Object.values(operations);

/** The registry reads these two members and nothing else. */
const registry = createToolRegistry({ operations: offered, isAllowed } as unknown as Backbone);
const owner: Principal = { name: 'o', tenant: 't', permissions: 'all', binding: null };
const worker: Principal = { ...owner, binding: { taskId: 'tsk_1', runId: 'run_1' } };

describe('createToolRegistry', () => {
  it('converts schemas once: equal permissions share one list', () => {
    expect(registry.listFor({ ...owner, name: 'other' })).toBe(registry.listFor(owner));
    expect(registry.listFor(worker)).not.toBe(registry.listFor(owner));
  });

  it('lists for a token of one task only what such a token may call', () => {
    const expected = offered.filter((one) => isAllowed(worker, one) && !one.internal).map(toolName);
    expect(registry.listFor(worker).map(({ name }) => name)).toEqual(expected);
    expect(expected).toContain('run_report');
    expect(expected).not.toContain('mission_start');
  });

  it('never offers an internal operation', () => {
    const internal = offered.filter((one) => one.internal);
    expect(internal.length).toBeGreaterThan(0);
    for (const one of internal) expect(registry.find(toolName(one))).toBeUndefined();
  });
});

describe('wireTool', () => {
  const ajv = addFormats.default(new Ajv2020({ strict: false }));

  it.each(offered.map((one) => [one.name, one] as const))('describes %s', (_name, one) => {
    const tool = wireTool(one);
    expect(tool.name).toMatch(/^[a-z]+_[a-zA-Z]+$/);
    expect(tool.description).toContain(one.summary);
    expect(tool.outputSchema?.type).toBe('object');
    ajv.compile(tool.outputSchema as AnySchema);
    const isInput = ajv.compile(tool.inputSchema as AnySchema);
    if (one.input.safeParse(one.example).success) {
      expect(isInput(one.example), JSON.stringify(isInput.errors)).toBe(true);
    }
    expect(isInput({ ...one.example, unknownField: 1 })).toBe(false);
    expect(tool.annotations?.readOnlyHint).toBe(one.kind !== 'command');
    expect(tool.annotations?.destructiveHint).toBe(one.kind === 'command');
  });

  it('refuses a stream whose input would hide the bounds of the read', () => {
    const input = z.object({ waitMs: z.int() });
    const clash = operation({ ...operations.watchEvents, input, example: { waitMs: 1 } });
    expect(() => wireTool(clash)).toThrow('event.watch must not have a field waitMs');
  });
});
