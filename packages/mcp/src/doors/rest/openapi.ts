import { errorStatus, type Operation, restRoute } from '@mosaic/contract';
import { z } from 'zod';
import { isCreation } from './is-creation.ts';
import { restPrefix } from './mount-rest.ts';
import { isWrittenAsJson } from './read-query.ts';

/** Failures any call may meet besides those its operation declares. */
const everyCall = [
  'invalid_input',
  'unauthenticated',
  'forbidden',
  'rate_limited',
  'quota_exceeded',
  'internal',
] as const;

/** The whole REST door as OpenAPI 3.1, built once from the registry. */
export function describeApi(operations: readonly Operation[], version: string) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    const route = restRoute(operation);
    const path = restPrefix + route.path;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describe(operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'MosAIc Stack',
      version,
      description: 'Every operation of the hub. The same operations are MCP tools and commands.',
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: problemSchema },
    },
  };
}

function describe(operation: Operation) {
  const route = restRoute(operation);
  const schema = z.toJSONSchema(operation.input, { io: 'input' }) as {
    properties?: Record<string, object>;
    required?: string[];
  };
  const fields = Object.entries(schema.properties ?? {});
  const inQuery = operation.kind !== 'command';
  const parameters = fields
    .filter(([name]) => name === route.idField || inQuery)
    .map(([name, field]) => ({
      name,
      in: name === route.idField ? 'path' : 'query',
      required: name === route.idField || (schema.required ?? []).includes(name),
      ...(inQuery && isWrittenAsJson(field)
        ? { content: { 'application/json': { schema: field } } }
        : { schema: field }),
    }));
  return {
    operationId: operation.name.replace('.', '_'),
    tags: [operation.name.split('.')[0]],
    summary: operation.summary,
    parameters,
    ...(operation.kind === 'command' ? { requestBody: body(schema, route.idField) } : {}),
    responses: responses(operation),
  };
}

function body(
  schema: { properties?: Record<string, object>; required?: string[] },
  idField: string | null,
) {
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {}).filter(([name]) => name !== idField),
  );
  const required = (schema.required ?? []).filter((name) => name !== idField);
  return {
    required: required.length > 0,
    content: {
      'application/json': {
        schema: { type: 'object', properties, required, additionalProperties: false },
      },
    },
  };
}

function responses(operation: Operation): Record<string, unknown> {
  const isStream = operation.kind === 'stream';
  const success = {
    description: isStream ? 'Server-Sent Events; the data of each is one item.' : 'The result.',
    content: {
      [isStream ? 'text/event-stream' : 'application/json']: {
        schema: z.toJSONSchema(operation.output, { io: 'output' }),
      },
    },
  };
  const failures: Record<string, unknown> = {};
  for (const code of [...everyCall, ...operation.errors]) {
    const status = String(errorStatus[code]);
    const known = failures[status] as { description: string } | undefined;
    failures[status] = {
      description: known ? `${known.description}, ${code}` : code,
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
  return { [isCreation(operation) ? '201' : '200']: success, ...failures };
}

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'details'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { enum: Object.keys(errorStatus) },
    details: { type: 'object' },
  },
} as const;
