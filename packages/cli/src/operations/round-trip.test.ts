import type { Operation } from '@mosaic/contract';
import { Command } from 'commander';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { publicOperations } from '../program.ts';
import { addOperationCommand } from './add-operation-command.ts';
import { commandLine, shellLine } from './print-values.ts';
import { readValues } from './read-values.ts';
import type { OperationCall } from './run-operation.ts';

/** What the command line of an operation reads from words. */
async function parse(key: string, operation: Operation, words: readonly string[]) {
  const noun = new Command('mosaic').exitOverride().enablePositionalOptions();
  let call: OperationCall | null = null;
  addOperationCommand(noun, key, operation, async (_command, read) => {
    call = read;
  });
  await noun.parseAsync(words.slice(1), { from: 'user' });
  const { specs, given } = call as unknown as OperationCall;
  return readValues(specs, given);
}

interface Schema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
}

/** Values that a JSON schema allows, awkward ones included. */
function values(schema: Schema): fc.Arbitrary<unknown> {
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return fc.oneof(...options.map(values));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({
        min: Math.max(schema.minimum ?? -1e9, -1e9),
        max: Math.min(schema.maximum ?? 1e9, 1e9),
      });
    case 'number':
      return fc
        .double({
          min: schema.exclusiveMinimum ?? schema.minimum ?? -1e9,
          minExcluded: schema.exclusiveMinimum !== undefined,
          max: schema.maximum ?? 1e9,
          noNaN: true,
        })
        .map((number) => (Object.is(number, -0) ? 0 : number));
    case 'array':
      return fc.array(values(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 4, 4),
      });
    case 'object':
      return objects(schema);
    default:
      return texts(schema);
  }
}

function texts(schema: Schema): fc.Arbitrary<string> {
  const { pattern, minLength = 0, maxLength = 40 } = schema;
  if (pattern !== undefined) {
    const longest = schema.maxLength ?? Number.POSITIVE_INFINITY;
    return fc.stringMatching(new RegExp(pattern)).filter((text) => text.length <= longest);
  }
  const awkward = ['-', '--', '--json', '-h', '[', '[]', '["a"]', 'null', '@', '=x', "it's", '{}'];
  return fc
    .oneof(fc.string({ maxLength: 40 }), fc.constantFrom(...awkward))
    .filter((text) => text.trim().length >= minLength && text.length <= maxLength);
}

function objects({ properties = {}, required = [] }: Schema): fc.Arbitrary<object> {
  const fields = Object.entries(properties).map(
    ([name, property]) => [name, values(property)] as const,
  );
  return fc.record(Object.fromEntries(fields), { requiredKeys: required });
}

it.each(publicOperations())('any input of %s survives the command line', async (key, operation) => {
  const schema = z.toJSONSchema(operation.input, { io: 'input', unrepresentable: 'any' }) as Schema;
  await fc.assert(
    fc.asyncProperty(objects(schema), async (input) => {
      const plain = JSON.parse(JSON.stringify(input));
      expect(operation.input.safeParse(plain).success).toBe(true);
      expect(await parse(key, operation, commandLine(operation, plain))).toEqual(plain);
    }),
    { numRuns: 40 },
  );
});

it.each(publicOperations())('the example of %s is a command that works', async (key, operation) => {
  const words = commandLine(operation, operation.example);
  expect(await parse(key, operation, words)).toEqual(operation.example);
});

it('quotes what a shell would take apart', () => {
  expect(shellLine(['task', 'show', "it's $HOME", ''])).toBe(`task show 'it'\\''s $HOME' ''`);
});

it('refuses what is no number and what is no JSON', async () => {
  const [list] = publicOperations().filter(([, { name }]) => name === 'task.list');
  const [update] = publicOperations().filter(([, { name }]) => name === 'project.update');
  await expect(parse(...list!, ['task', 'list', '--limit', 'many'])).rejects.toThrow(
    '--limit is "many": it must be a number.',
  );
  await expect(parse(...update!, ['project', 'update', '--gates', '{'])).rejects.toThrow(
    '--gates must be JSON',
  );
});
