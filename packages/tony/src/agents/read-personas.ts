import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MosaicError, Persona } from '@mosaic/contract';
import { parse } from 'yaml';

/** Where the personas that come with the product are. */
const personaDirectory = join(import.meta.dirname, '../../personas');

/** Bytes of one file, and files of one folder. */
const fileCharsMax = 20_000;
const filesMax = 500;

/**
 * Reads all personas of a folder, one YAML file each, in the order of their ids.
 *
 * @throws `invalid_input` naming the file and the field, when one is not as the schema says or two
 *   have the same id
 */
export function readPersonas(directory: string = personaDirectory): readonly Persona[] {
  const names = readdirSync(directory).filter((name) => /\.ya?ml$/.test(name));
  if (names.length > filesMax) throw wrong(directory, `holds more than ${filesMax} files`);
  const byId = new Map<string, Persona>();
  for (const name of names.toSorted()) {
    const persona = readPersona(join(directory, name));
    if (byId.has(persona.id)) throw wrong(name, `has the id ${persona.id}, which is taken`);
    byId.set(persona.id, persona);
  }
  return [...byId.values()].toSorted((left, right) => (left.id < right.id ? -1 : 1));
}

function readPersona(file: string): Persona {
  const text = readFileSync(file, 'utf8');
  if (text.length > fileCharsMax) throw wrong(file, `is longer than ${fileCharsMax} characters`);
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    throw wrong(file, `is not YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = Persona.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw wrong(file, `${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { id, identity } = parsed.data;
  if (!id.startsWith(`${identity.domain}-`)) throw wrong(file, `id must begin with its domain`);
  return parsed.data;
}

function wrong(file: string, problem: string): MosaicError {
  return new MosaicError('invalid_input', `The persona ${file} ${problem}.`);
}
