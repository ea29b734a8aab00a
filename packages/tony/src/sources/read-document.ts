import { limits, MosaicError, PlanDocument, visibleText } from '@mosaic/contract';
import { isPlanMarkdown, planFromMarkdown } from '../plan/read-plan.ts';
import { type DocumentFormat, detectMarkdown } from './detect-format.ts';
import type { DocumentReaders } from './document-readers.ts';
import type { ForeignPlan } from './foreign-plan.ts';
import { foreignToPlan } from './foreign-to-plan.ts';
import { parseJson } from './parse-json.ts';
import { plainLine } from './plain-line.ts';
import { readAthms } from './read-athms.ts';
import { readDecomposition } from './read-decomposition.ts';
import { readOutline } from './read-outline.ts';
import { readPrd } from './read-prd.ts';
import { readReviewReport } from './read-review-report.ts';
import { readTasks } from './read-tasks.ts';
import { renumberEpics } from './renumber-epics.ts';

export interface ReadDocumentOptions {
  /** `auto`, the default, tells the form from the text. */
  readonly format?: DocumentFormat | 'auto' | undefined;
  /** Name of the file; also the title of a document that has none. */
  readonly name?: string | undefined;
  /** Number of the first epic; left out, a plan keeps its own numbers and others begin with 1. */
  readonly epicNumber?: number | undefined;
}

export interface ReadDocument {
  readonly document: PlanDocument;
  readonly format: DocumentFormat;
  /** What was derived, left out or decided, for people. */
  readonly notes: string[];
}

/**
 * Makes a plan of a document in any of the known forms.
 *
 * Pure, in time linear to the text. The text is foreign: nothing in it is executed, followed or
 * taken for structure of ours beyond what the form says. Documents with fewer than six levels
 * are deepened by rule; what the rules added is tagged `derived` and counted in the notes. Throws
 * `invalid_input`, naming the line and the way out, and nothing else. Whether the plan is any good
 * is for `compilePlan` to say.
 */
export function readDocument(
  text: string,
  options: ReadDocumentOptions = {},
  readers: DocumentReaders = {},
): ReadDocument {
  if (text.length > limits.planSourceCharsMax) {
    throw new MosaicError(
      'invalid_input',
      `The document has ${text.length} characters; ${limits.planSourceCharsMax} are read. Split it.`,
    );
  }
  const visible = visibleText(text);
  if (visible.trim() === '') {
    throw new MosaicError(
      'invalid_input',
      'Line 1: the document is empty. Give one with headings or a list.',
    );
  }
  const name = plainLine(options.name ?? '', 200) || null;
  const input = { text: visible, name, epicNumber: options.epicNumber, readers };
  const format = options.format ?? 'auto';
  const isJson = /^\s*(?:\{|\[\s*[{\]])/.test(visible.slice(0, 1_000));
  const mayBeJson = format === 'auto' || format === 'plan';
  if (format === 'athms' || (isJson && mayBeJson)) return readJson(input, format);
  const detected = isPlanMarkdown(visible) ? 'plan' : detectMarkdown(visible);
  return readMarkdown(input, format === 'auto' ? detected : format);
}

interface Input {
  text: string;
  name: string | null;
  epicNumber: number | undefined;
  readers: DocumentReaders;
}

function readMarkdown(input: Input, format: DocumentFormat): ReadDocument {
  const { text, readers } = input;
  const title = input.name ?? 'Untitled plan';
  switch (format) {
    case 'tasks':
      return planned(
        input,
        format,
        'markdown',
        readTasks(text, title, needed(readers.tasks, format)),
      );
    case 'report': {
      const report = readReviewReport(text, title, needed(readers.report, format));
      return planned(input, format, 'report', report);
    }
    case 'decomposition':
      return planned(input, format, 'markdown', readDecomposition(text, title));
    case 'plan':
      return ownPlan(input, planFromMarkdown(text));
    case 'prd':
      return planned(input, format, 'markdown', readPrd(text, title));
    default:
      return planned(input, 'outline', 'markdown', readOutline(text, title));
  }
}

/** JSON is a plan of ours or a store of tasks. */
function readJson(input: Input, format: DocumentFormat | 'auto'): ReadDocument {
  const value = parseJson(input.text);
  const isPlan = typeof value === 'object' && value !== null && 'nodes' in value;
  if (isPlan && format !== 'athms') return ownPlan(input, planOf(value));
  const foreign = readAthms(value, input.name ?? 'Imported tasks');
  return planned(input, 'athms', 'json', foreign);
}

function planOf(value: unknown): PlanDocument {
  const parsed = PlanDocument.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.map(String).join('.') ?? '';
  throw new MosaicError(
    'invalid_input',
    `This JSON is no plan: ${place}: ${issue?.message ?? ''}. Correct it and try again.`,
  );
}

function ownPlan({ epicNumber }: Input, document: PlanDocument): ReadDocument {
  const isSame = epicNumber === undefined;
  return {
    document: isSame ? document : renumberEpics(document, epicNumber),
    format: 'plan',
    notes: [],
  };
}

function planned(
  { name, epicNumber }: Input,
  format: DocumentFormat,
  kind: 'markdown' | 'report' | 'json',
  foreign: ForeignPlan,
): ReadDocument {
  const { document, notes } = foreignToPlan(
    foreign,
    { kind, name },
    Math.max(1, epicNumber ?? foreign.epicNumber ?? 1),
  );
  return { document, format, notes };
}

function needed<Reader>(reader: Reader | undefined, format: DocumentFormat): Reader {
  if (reader !== undefined) return reader;
  throw new MosaicError(
    'invalid_input',
    `Line 1: documents of the form “${format}” are not read here. Give it to the hub, or read it as an outline.`,
  );
}
