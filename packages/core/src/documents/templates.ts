import { MosaicError } from '@mosaic/contract';

/**
 * Templates that a mission leaves in `docs/templates/`, relative to the folder they are
 * read from (`packages/core/templates`).
 */
export const templatePaths = {
  readme: 'README.md',
  tasks: 'orchestrator/tasks.md.template',
  learnings: 'orchestrator/orchestrator-learnings.json.template',
  phaseIssueBody: 'orchestrator/phase-issue-body.md.template',
  compactionSummary: 'orchestrator/compaction-summary.md.template',
  scratchpad: 'scratchpad.md.template',
  reviewReportScaffold: 'reports/review-report-scaffold.sh',
} as const;

/** Where the templates stand in a project. */
export const templatesFolder = 'docs/templates/';

/**
 * Replaces `${NAME}` like `envsubst`, in one pass: what a value contains is not replaced
 * again. Unlike `envsubst` an unknown name is an error and never an empty text.
 */
export function renderTemplate(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value !== undefined) return value;
    throw new MosaicError(
      'invalid_input',
      `The template uses \${${name}}, which has no value. Set ${name} or remove it from the template.`,
      { details: { variable: name } },
    );
  });
}

/** Makes a text safe between the quotes of a JSON template. */
export function jsonValue(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
