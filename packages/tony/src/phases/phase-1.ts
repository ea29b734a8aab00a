import type { RepositoryAnalysis } from '@mosaic/contract';
import { domainAnalysis } from './domain-analysis.ts';
import { epicHierarchy } from './epic-hierarchy.ts';
import type { PhaseFacts } from './phase-facts.ts';
import type { PhaseOption } from './planning.ts';
import {
  bullets,
  firstOf,
  hours,
  jsonFile,
  markdownFile,
  type PlanningFile,
  plain,
  table,
} from './planning-file.ts';
import { complianceRequirements } from './requirements.ts';
import { resourceEstimates } from './resource-estimates.ts';
import { findRisks } from './risks.ts';

const folder = 'phase-1-abstraction';

/** Abstraction: what there is, what is wanted, what it may take and what may go wrong. */
export function phase1Files(facts: PhaseFacts, parts: readonly PhaseOption[]): PlanningFile[] {
  const files: PlanningFile[] = [];
  if (parts.includes('analyze-domain')) {
    files.push(
      jsonFile(`${folder}/domain-analysis.json`, domainAnalysis(facts)),
      jsonFile(`${folder}/initial-risk-assessment.json`, riskAssessment(facts)),
      jsonFile(`${folder}/compliance-requirements.json`, complianceRequirements(facts)),
    );
  }
  if (parts.includes('define-epics')) {
    files.push(
      jsonFile(`${folder}/epic-hierarchy.json`, epicHierarchy(facts)),
      jsonFile(`${folder}/initial-resource-estimates.json`, resourceEstimates(facts)),
    );
  }
  files.push(markdownFile(`${folder}/phase-1-abstraction-report.md`, phase1Report(facts, parts)));
  return files;
}

function riskAssessment(facts: PhaseFacts) {
  const risks = findRisks(facts);
  const count = (level: string) => risks.filter(({ severity }) => severity === level).length;
  return {
    risks,
    summary: {
      total: risks.length,
      high: count('high'),
      medium: count('medium'),
      low: count('low'),
    },
  };
}

export function phase1Report(facts: PhaseFacts, parts: readonly PhaseOption[]): string[] {
  const { planning } = facts;
  const blocks = [`# Phase 1: abstraction of ${plain(planning.projectName)}`];
  if (parts.includes('analyze-domain')) blocks.push(...domainBlocks(facts));
  if (parts.includes('define-epics')) blocks.push(...epicBlocks(facts));
  return blocks;
}

function domainBlocks(facts: PhaseFacts): string[] {
  const { analysis, analysisNote, plan } = facts;
  const domain = domainAnalysis(facts);
  const risks = findRisks(facts);
  const duties = Object.entries(complianceRequirements(facts));
  return [
    '## What there is',
    analysis === null
      ? `No repository was looked at: ${analysisNote ?? 'the plan belongs to no project'}`
      : repositoryBlock(analysis, domain.project_type),
    '## What is wanted',
    plan.goal === '' ? plain(plan.title) : plain(plan.goal),
    `Complexity: ${domain.complexity_assessment.level}, ${domain.complexity_assessment.score} of 100 points.`,
    '## Risks',
    risks.length === 0
      ? 'None can be seen in plan and repository.'
      : table(
          ['id', 'severity', 'risk', 'what to do'],
          risks.map(({ id, severity, description, mitigation }) => [
            id,
            severity,
            plain(description),
            plain(mitigation),
          ]),
        ),
    '## Duties',
    table(
      ['area', 'required', 'covered by'],
      duties.map(([area, { required, covered_by: covered }]) => [
        area.replaceAll('_', ' '),
        required ? 'yes' : 'no',
        firstOf(covered, 4).join(', ') || '–',
      ]),
    ),
  ];
}

function repositoryBlock(analysis: RepositoryAnalysis, type: string | null): string {
  const { name, commit, files, lines, languages, frameworks, tests } = analysis;
  const stack = [...languages.slice(0, 4), ...frameworks.slice(0, 6)].map((each) =>
    plain(each.name),
  );
  return bullets([
    `${plain(name)} at ${commit.slice(0, 12)}: ${type ?? 'of no known kind'}, ${files} files, ${lines} lines.`,
    `Made with ${stack.join(', ') || 'nothing known'}.`,
    tests.framework === null
      ? 'No tests were found.'
      : `${tests.files.length} test files, run by ${plain(tests.framework)}.`,
  ]);
}

function epicBlocks(facts: PhaseFacts): string[] {
  const { epics } = epicHierarchy(facts);
  const {
    resource_estimates: agents,
    total_estimated_hours: total,
    recommended_team_size: team,
  } = resourceEstimates(facts);
  const { forecast } = facts;
  return [
    '## Epics',
    table(
      ['epic', 'title', 'value', 'complexity', 'hours', 'features'],
      epics.map((epic) => [
        epic.id,
        plain(epic.title),
        epic.business_value,
        epic.complexity,
        String(epic.estimated_duration),
        String(epic.features.length),
      ]),
    ),
    '## Resources',
    `${total} hours of work in all; ${team} workers would be busy on average.`,
    table(
      ['agent', 'hours', 'share', 'usual share'],
      Object.entries(agents).map(([agent, each]) => [
        agent,
        String(each.hours),
        `${each.percent} %`,
        `${each.usual_percent} %`,
      ]),
    ),
    forecast === null
      ? ''
      : `Half of the time it takes no more than ${hours(forecast.minutes.p50)} hours, four times in five no more than ${hours(forecast.minutes.p80)}.`,
  ];
}
