import { phase1Files, phase1Report } from './phase-1.ts';
import { phase2Files, phase2Report } from './phase-2.ts';
import { phase3Files, phase3Report } from './phase-3.ts';
import { phase4Files, phase4Report } from './phase-4.ts';
import type { PhaseFacts } from './phase-facts.ts';
import type { PhaseNumber, PhaseOption } from './planning.ts';
import { markdownFile, type PlanningFile, plain } from './planning-file.ts';
import { planningStateFile } from './planning-state.ts';

const writers: Readonly<
  Record<
    PhaseNumber,
    {
      files: (facts: PhaseFacts, parts: readonly PhaseOption[]) => PlanningFile[];
      report: (facts: PhaseFacts, parts: readonly PhaseOption[]) => string[];
    }
  >
> = {
  1: { files: phase1Files, report: phase1Report },
  2: { files: phase2Files, report: phase2Report },
  3: { files: phase3Files, report: phase3Report },
  4: { files: phase4Files, report: phase4Report },
};

/** The files of one phase, with the state of planning after it. */
export function phaseFiles(
  facts: PhaseFacts,
  phase: PhaseNumber,
  parts: readonly PhaseOption[],
): PlanningFile[] {
  return [planningStateFile(facts.plan, facts.planning), ...writers[phase].files(facts, parts)];
}

/** The files of all phases that were done, and the report over them; where planning stands stays as it is. */
export function reportFiles(facts: PhaseFacts): PlanningFile[] {
  const { planning, plan } = facts;
  const done = planning.done.map(({ phase, options }) => ({ phase, options }));
  const chapters = done.flatMap(({ phase, options }) =>
    // Each report is a chapter here: its headings move one level down.
    writers[phase].report(facts, options).map((block) => block.replaceAll(/^#/gm, '##')),
  );
  return [
    ...done.flatMap(({ phase, options }) => writers[phase].files(facts, options)),
    markdownFile('COMPREHENSIVE-PLANNING-REPORT.md', [
      `# Planning of ${plain(planning.projectName)}`,
      `${plain(plan.title)}, version ${plan.version}, ${done.length} of ${planning.phases} phases done (${planning.methodology}).`,
      plan.source.kind === 'template'
        ? `Made from the template "${plain(plan.source.name ?? '')}".`
        : '',
      ...chapters,
    ]),
  ];
}
