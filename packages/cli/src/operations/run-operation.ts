import { MosaicError, type Operation } from '@mosaic/contract';
import type { Session } from '../session.ts';
import { completeInput } from './complete-input.ts';
import type { FieldSpec } from './field-spec.ts';
import { presentCall, presentStream } from './present.ts';
import { readInputFile } from './read-input-file.ts';
import { type GivenValue, readValues } from './read-values.ts';

export interface OperationCall {
  /** Name in the registry, such as `showTask`. */
  readonly key: string;
  readonly operation: Operation;
  readonly specs: readonly FieldSpec[];
  readonly given: Readonly<Record<string, GivenValue | undefined>>;
  readonly inputFile: string | null;
}

/** Reads the input, asks the hub and shows the answer; returns the exit code. */
export async function runOperation(session: Session, call: OperationCall): Promise<number> {
  const { key, operation, specs, given, inputFile } = call;
  const base = inputFile === null ? {} : await readInputFile(session.io, inputFile);
  const typed = { ...base, ...readValues(specs, given) };
  refuseUnknownFields(operation, base);
  const around = { connect: session.client, cwd: session.io.cwd };
  const input = await completeInput(operation, specs, typed, around);
  checkInput(operation, specs, input);
  const client = session.client();
  if (operation.kind === 'stream') {
    return await presentStream(session, { key, operation, input, client });
  }
  return await presentCall(session, { key, operation, input, client });
}

function refuseUnknownFields(operation: Operation, input: Readonly<Record<string, unknown>>): void {
  const unknown = Object.keys(input).filter((name) => !(name in operation.input.shape));
  if (unknown.length === 0) return;
  const known = Object.keys(operation.input.shape).join(', ');
  throw new MosaicError(
    'invalid_input',
    `--input has unknown fields: ${unknown.join(', ')}. Known are: ${known}.`,
  );
}

/** Says all problems at once, in the words of the command line. */
function checkInput(
  operation: Operation,
  specs: readonly FieldSpec[],
  input: Readonly<Record<string, unknown>>,
): void {
  const parsed = operation.input.safeParse(input);
  if (parsed.success) return;
  const problems = parsed.error.issues.map(({ path, message }) => {
    const [name, ...rest] = path.map(String);
    const spec = specs.find((candidate) => candidate.name === name);
    const field = spec === undefined ? (name ?? 'input') : `--${spec.flag}`;
    if (name !== undefined && input[name] === undefined) return `${field} is missing`;
    return `${[field, ...rest].join('.')}: ${message}`;
  });
  throw new MosaicError(
    'invalid_input',
    `${problems.join('; ')}. See: mosaic ${operation.name.replace('.', ' ')} --help`,
  );
}
