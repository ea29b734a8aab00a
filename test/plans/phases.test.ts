import { type OperationRawInput, operations, type PlanEdit } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPlanHub, type PlanHub, type Planner, planner } from './plan-hub.ts';
import { samplePlan } from './sample-plan.ts';

let hub: PlanHub;
let owner: Planner;
let planId: string;
beforeEach(async () => {
  hub = await openPlanHub();
  owner = planner(hub);
  planId = (await owner.add(samplePlan())).plan.id;
});
afterEach(() => hub.destroy());

type Advance = Omit<OperationRawInput<typeof operations.advancePlan>, 'planId' | 'phase'>;
const advance = (phase: number, more: Advance = {}) =>
  owner.call(operations.advancePlan, { planId, phase, ...more });
const show = () => owner.call(operations.showPlan, { planId });
const paths = (files: readonly { path: string }[]) => files.map(({ path }) => path);
type Json = Record<string, unknown>;
const read = (files: readonly { path: string; text: string }[], path: string): Json => {
  const file = files.find((each) => each.path.endsWith(path));
  if (!file) throw new Error(`There is no ${path}, but ${paths(files).join(', ')}`);
  return JSON.parse(file.text);
};
const rename: PlanEdit = { kind: 'change', nodeId: 'E.001', fields: { title: 'Store' } };

describe('the four phases', () => {
  it('go in order, and say which verb comes first', async () => {
    for (const [phase, verb] of [
      [2, 'phase1'],
      [3, 'phase1'],
      [4, 'phase1'],
    ] as const) {
      await expect(advance(phase)).rejects.toMatchObject({
        code: 'precondition_failed',
        message: expect.stringContaining(`tony plan ${verb}`),
      });
    }
    expect((await show()).stage).toBe('ready');
    await advance(1);
    await expect(advance(3)).rejects.toThrow('tony plan phase2');
    expect((await advance(2)).plan.stage).toBe('phase_2');
    expect((await advance(3)).plan.stage).toBe('phase_3');
    const certified = await advance(4);
    expect(certified).toMatchObject({
      isPassed: true,
      plan: { stage: 'completed', status: 'certified' },
    });
  });

  it('can be done again, which takes the later ones back', async () => {
    for (const phase of [1, 2, 3, 4]) await advance(phase);
    const again = await advance(2);
    expect(again.plan).toMatchObject({ stage: 'phase_2', status: 'draft' });
    await expect(advance(4)).rejects.toThrow('tony plan phase3');
  });

  it('lose their certificate with the next change of the plan', async () => {
    for (const phase of [1, 2, 3, 4]) await advance(phase);
    const { plan } = await owner.edit(planId, [rename]);
    expect(plan).toMatchObject({ stage: 'phase_3', status: 'draft' });
    expect((await advance(4)).plan).toMatchObject({ stage: 'completed', status: 'certified' });
  });

  it('are as many as planning has', async () => {
    await advance(1, { phases: 2 });
    expect((await advance(2)).plan.stage).toBe('completed');
    await expect(advance(3)).rejects.toThrow('--phases 3');
    expect((await advance(1, { phases: 4 })).plan.stage).toBe('phase_1');
  });

  it('go on after a kill where they were', async () => {
    await advance(1, { methodology: 'agile', projectName: 'Web shop' });
    await advance(2);
    await hub.reopen();
    owner = planner(hub);
    const { files } = await advance(3);
    expect(read(files, 'planning-state.json')).toMatchObject({
      project_name: 'Web shop',
      methodology: 'agile',
      phases: 4,
      current_phase: 'phase_3',
      last_completed_phase: 3,
      planning_workspace: 'docs/task-management/planning',
      plan_id: planId,
    });
  });
});

describe('options', () => {
  it('do their part alone, and belong to one phase', async () => {
    const analysed = await advance(1, { options: ['analyze-domain'] });
    expect(paths(analysed.files)).toEqual([
      'planning-state.json',
      'phase-1-abstraction/domain-analysis.json',
      'phase-1-abstraction/initial-risk-assessment.json',
      'phase-1-abstraction/compliance-requirements.json',
      'phase-1-abstraction/phase-1-abstraction-report.md',
    ]);
    const defined = await advance(1, { options: ['define-epics'] });
    expect(paths(defined.files)).toEqual([
      'planning-state.json',
      'phase-1-abstraction/epic-hierarchy.json',
      'phase-1-abstraction/initial-resource-estimates.json',
      'phase-1-abstraction/phase-1-abstraction-report.md',
    ]);
    await expect(advance(1, { options: ['certify'] })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('--analyze-domain, --define-epics'),
    });
  });

  it('left out of a phase keep the plan from being certified, saying how to make up for it', async () => {
    await advance(1, { options: ['define-epics'] });
    await advance(2);
    await advance(3);
    const failed = await advance(4);
    expect(failed.isPassed).toBe(false);
    expect(failed.findings[0]).toMatchObject({
      code: 'certification_phases',
      message: 'Not done: tony plan phase1 --analyze-domain',
    });
    expect(failed.plan).toMatchObject({ stage: 'phase_4', status: 'draft' });
  });

  it('of decomposition fill gaps and add the dependencies found, each its own', async () => {
    const before = await owner.document(planId);
    await advance(1);
    const mapped = await advance(2, { options: ['map-dependencies'] });
    const after = await owner.document(planId);
    expect(after.nodes).toEqual(before.nodes);
    const map = read(mapped.files, 'dependency-map.json');
    expect((map.dependencies as Json[]).length).toBe(after.edges.length);
    const found = (map.dependencies as Json[]).filter(({ origin }) => origin !== 'plan');
    expect(found.length).toBe(after.edges.length - before.edges.length);

    const { files } = await advance(2, { options: ['decompose-tasks'] });
    const gaps = read(files, 'gap-analysis.json');
    const grown = await owner.document(planId);
    expect(gaps.tasks_added).toBe(grown.nodes.length - after.nodes.length);
    expect(grown.nodes.length).toBeGreaterThan(after.nodes.length);
    expect((await show()).findings.error).toBe(0);
    await owner.call(operations.undoPlan, { planId });
    expect(await owner.document(planId)).toEqual(after);
  });

  it('decomposition splits atomics that are too long', async () => {
    const document = samplePlan();
    const long = document.nodes.map((node) =>
      node.id === 'A.001.01.01.01.01.01'
        ? { ...node, estimate: { minutes: 50, tokens: null } }
        : node,
    );
    const made = await owner.add({ ...document, nodes: long }, { keepDraft: true });
    expect(made.plan.findings.error).toBe(1);
    planId = made.plan.id;
    await advance(1);
    const { plan, files } = await advance(2);
    expect(plan.findings.error).toBe(0);
    expect(read(files, 'gap-analysis.json').tasks_split).toHaveLength(1);
  });

  it('methodologies cut the timeline in their own ways', async () => {
    const names: unknown[] = [];
    for (const methodology of ['iterative', 'waterfall', 'agile'] as const) {
      await advance(1, { methodology });
      await advance(2);
      const { files } = await advance(3, { options: ['critical-path'] });
      const [first] = read(files, 'timeline.json').increments as Json[];
      names.push(first?.name);
    }
    expect(names).toEqual([
      expect.stringMatching(/^Iteration 1: /),
      expect.stringMatching(/^Stage 1: /),
      'Sprint 1',
    ]);
  });

  it('limits decide the schedule and how many workers are worth it', async () => {
    await advance(1);
    await advance(2);
    const one = await advance(3, { limits: { workers: 1 } });
    const four = await advance(3, { limits: { workers: 4 } });
    const hours = ({ files }: typeof one) => Number(read(files, 'timeline.json').makespan_hours);
    expect(hours(four)).toBeLessThan(hours(one));
    const tried = read(four.files, 'resource-optimization.json').what_if as Json[];
    expect(tried[0]).toMatchObject({ workers: 1, utilisation: 1 });
    expect(Number(tried.at(-1)?.makespan_hours)).toBeLessThan(Number(tried[0]?.makespan_hours));
  });
});

describe('certification', () => {
  it('fails for a plan with errors, saying which, and stores that it failed', async () => {
    const document = samplePlan();
    const nodes = document.nodes.map((node) =>
      node.id === 'A.001.02.02.02.02.02' ? { ...node, completionCriteria: [] } : node,
    );
    planId = (await owner.add({ ...document, nodes }, { keepDraft: true })).plan.id;
    for (const phase of [1, 2, 3]) await advance(phase);
    const { isPassed, findings, plan, files } = await advance(4);
    expect(isPassed).toBe(false);
    expect(findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['certification_no_errors', 'criteria_missing']),
    );
    expect(plan).toMatchObject({ stage: 'phase_4', status: 'draft' });
    expect(read(files, 'readiness-assessment.json')).toMatchObject({ is_ready: false });
  });

  it('is strict when it is asked to be', async () => {
    const edits: PlanEdit[] = [
      { kind: 'change', nodeId: 'F.001.02', fields: { title: 'Same' } },
      { kind: 'change', nodeId: 'F.001.01', fields: { title: 'Same' } },
    ];
    await owner.edit(planId, edits);
    for (const phase of [1, 2, 3]) await advance(phase);
    const strict = await advance(4, { isStrict: true });
    expect(strict.isPassed).toBe(false);
    expect(strict.findings.map(({ code }) => code)).toContain('certification_no_warnings');
    expect((await advance(4)).isPassed).toBe(true);
  });

  it('of a plan with a cycle is not reached: there is nothing to optimise', async () => {
    const document = samplePlan();
    const edges = [
      ...document.edges,
      { from: 'F.001.02', to: 'F.001.01', kind: 'sequential' as const },
    ];
    planId = (await owner.add({ ...document, edges }, { keepDraft: true })).plan.id;
    await advance(1);
    await advance(2);
    await expect(advance(3)).rejects.toMatchObject({
      code: 'precondition_failed',
      message: expect.stringContaining('cycle'),
    });
    expect((await show()).stage).toBe('phase_2');
  });

  it('validates without certifying', async () => {
    for (const phase of [1, 2, 3]) await advance(phase);
    const { isPassed, plan } = await advance(4, { options: ['validate'] });
    expect(isPassed).toBe(true);
    expect(plan).toMatchObject({ stage: 'phase_4', status: 'draft' });
  });
});

describe('the report', () => {
  it('is refused before the first phase', async () => {
    await expect(owner.call(operations.reportPlan, { planId })).rejects.toThrow('tony plan phase1');
  });

  it('has the files of all phases done, and one document over them', async () => {
    for (const phase of [1, 2, 3, 4]) await advance(phase);
    const { files } = await owner.call(operations.reportPlan, { planId });
    expect(paths(files)).toMatchInlineSnapshot(`
      [
        "phase-1-abstraction/domain-analysis.json",
        "phase-1-abstraction/initial-risk-assessment.json",
        "phase-1-abstraction/compliance-requirements.json",
        "phase-1-abstraction/epic-hierarchy.json",
        "phase-1-abstraction/initial-resource-estimates.json",
        "phase-1-abstraction/phase-1-abstraction-report.md",
        "phase-2-decomposition/upp-hierarchy.json",
        "phase-2-decomposition/upp-decomposition.md",
        "phase-2-decomposition/agent-assignment.json",
        "phase-2-decomposition/quality-gates.json",
        "phase-2-decomposition/gap-analysis.json",
        "phase-2-decomposition/decomposition-checks.json",
        "phase-2-decomposition/dependency-map.json",
        "phase-2-decomposition/phase-2-decomposition-report.md",
        "phase-3-optimization/critical-path.json",
        "phase-3-optimization/timeline.json",
        "phase-3-optimization/forecast.json",
        "phase-3-optimization/resource-optimization.json",
        "phase-3-optimization/bottlenecks.json",
        "phase-3-optimization/phase-3-optimization-report.md",
        "phase-4-certification/compliance-validation.json",
        "phase-4-certification/quality-validation.json",
        "phase-4-certification/readiness-assessment.json",
        "phase-4-certification/executive-summary.md",
        "phase-4-certification/phase-4-certification-report.md",
        "COMPREHENSIVE-PLANNING-REPORT.md",
      ]
    `);
    const report = files.at(-1)?.text ?? '';
    expect(report.match(/^## .*$/gm)).toHaveLength(4);
    expect(report).toContain('Passed.');
    expect(report).not.toContain('undefined');
    expect(report).not.toContain('[object');
  });

  it('names its fields as documented', async () => {
    for (const phase of [1, 2, 3, 4]) await advance(phase);
    const { files } = await owner.call(operations.reportPlan, { planId });
    const fields = files
      .filter(({ path }) => path.endsWith('.json'))
      .map(({ path, text }) => [path, Object.keys(JSON.parse(text)).join(' ')]);
    expect(fields).toMatchInlineSnapshot(`
      [
        [
          "phase-1-abstraction/domain-analysis.json",
          "project_name project_type technology_stack existing_structure requirements complexity_assessment business_domain stakeholders constraints",
        ],
        [
          "phase-1-abstraction/initial-risk-assessment.json",
          "risks summary",
        ],
        [
          "phase-1-abstraction/compliance-requirements.json",
          "security data_protection accessibility performance documentation testing deployment",
        ],
        [
          "phase-1-abstraction/epic-hierarchy.json",
          "project_name epics total_epics hierarchy_rules estimated_total_duration",
        ],
        [
          "phase-1-abstraction/initial-resource-estimates.json",
          "resource_estimates total_estimated_hours recommended_team_size skill_requirements resource_allocation_strategy",
        ],
        [
          "phase-2-decomposition/upp-hierarchy.json",
          "plan_id plan_version counts nodes",
        ],
        [
          "phase-2-decomposition/agent-assignment.json",
          "assignments gates_by",
        ],
        [
          "phase-2-decomposition/quality-gates.json",
          "levels nodes",
        ],
        [
          "phase-2-decomposition/gap-analysis.json",
          "gaps_identified tasks_added tasks_split dependencies_added before after still_open",
        ],
        [
          "phase-2-decomposition/decomposition-checks.json",
          "is_runnable counts findings",
        ],
        [
          "phase-2-decomposition/dependency-map.json",
          "dependencies external_dependencies shared_resources parallel_streams",
        ],
        [
          "phase-3-optimization/critical-path.json",
          "critical_minutes critical_path near_critical dependencies",
        ],
        [
          "phase-3-optimization/timeline.json",
          "methodology makespan_hours work_hours increments nodes",
        ],
        [
          "phase-3-optimization/forecast.json",
          "samples seed minutes tokens costMicroUsd histogram unlearned confidence criticality finished",
        ],
        [
          "phase-3-optimization/resource-optimization.json",
          "limits makespan_hours recommended_workers what_if workers agents",
        ],
        [
          "phase-3-optimization/bottlenecks.json",
          "note bottlenecks most_waited_for",
        ],
        [
          "phase-4-certification/compliance-validation.json",
          "rules requirements is_compliant",
        ],
        [
          "phase-4-certification/quality-validation.json",
          "atomics with_completion_criteria_percent with_estimate_percent with_files_percent with_agent_percent stories_with_acceptance_criteria_percent open_gaps findings worst",
        ],
        [
          "phase-4-certification/readiness-assessment.json",
          "plan_id plan_version is_ready is_strict checks ready_to_start",
        ],
      ]
    `);
    const [epic] = read(files, 'epic-hierarchy.json').epics as Json[];
    expect(Object.keys(epic ?? {})).toEqual([
      'id',
      'title',
      'description',
      'business_value',
      'complexity',
      'estimated_duration',
      'dependencies',
      'success_criteria',
      'risks',
      'features',
    ]);
  });

  it('says what is true of this repository', async () => {
    const { id: projectId } = await hub.addProject({
      'package.json': '{"name":"shop","dependencies":{"express":"^5.0.0"}}',
      'src/app.js':
        "import express from 'express';\nconst app = express();\napp.get('/orders', () => {});\n",
      'README.md': '# Shop\n',
    });
    planId = (await owner.add(samplePlan(), { projectId })).plan.id;
    const { files } = await advance(1);
    expect(read(files, 'domain-analysis.json')).toMatchObject({
      project_type: 'service',
      technology_stack: expect.arrayContaining(['express']),
      existing_structure: { documentation: ['README.md'] },
    });
    expect(read(files, 'compliance-requirements.json')).toMatchObject({
      security: {
        required: true,
        reasons: expect.arrayContaining(['HTTP routes that can be reached: 1.']),
      },
    });
    const { resource_estimates: agents, total_estimated_hours: hours } = read(
      files,
      'initial-resource-estimates.json',
    );
    expect(agents).toMatchObject({ 'implementation-agent': { hours, percent: 100, atomics: 32 } });
  });
});
