import { commandWords, type Operation } from '@mosaic/contract';
import { type FieldSpec, fieldSpecs, positionalField } from './field-spec.ts';

/** The command line that gives exactly this input: the inverse of parsing, used for examples. */
export function commandLine(
  operation: Operation,
  input: Readonly<Record<string, unknown>>,
): string[] {
  const specs = fieldSpecs(operation);
  const positional = positionalField(operation, specs);
  const words: string[] = [...commandWords(operation)];
  for (const spec of specs) {
    const value = input[spec.name];
    if (value === undefined) continue;
    if (spec === positional && isPlainWord(value)) words.splice(2, 0, String(value));
    else words.push(...printField(spec, value));
  }
  return words;
}

/** Quotes words so that a POSIX shell gives back the same ones. */
export function shellLine(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}

function printField(spec: FieldSpec, value: unknown): string[] {
  if (spec.shape === 'switch') return [value === true ? `--${spec.flag}` : `--no-${spec.flag}`];
  if (spec.shape !== 'list' || !Array.isArray(value)) return option(spec, printText(spec, value));
  const texts = value.map((item) => printText(spec, item));
  const isAmbiguous = texts.length === 0 || (texts.length === 1 && texts[0]?.startsWith('['));
  return isAmbiguous
    ? option(spec, JSON.stringify(value))
    : texts.flatMap((text) => option(spec, text));
}

function option(spec: FieldSpec, text: string): string[] {
  return text.startsWith('-') ? [`--${spec.flag}=${text}`] : [`--${spec.flag}`, text];
}

function printText(spec: FieldSpec, value: unknown): string {
  return spec.kind === 'json' ? JSON.stringify(value) : String(value);
}

function isPlainWord(value: unknown): boolean {
  return typeof value === 'string' && !value.startsWith('-');
}
