export { type HandoffFacts, handoffContext } from './context/handoff-context.ts';
export { applyGaps } from './gaps/apply-gaps.ts';
export { findGaps } from './gaps/find-gaps.ts';
export {
  type ModelProvider,
  modelProviders,
  type PlanningModelSettings,
} from './model/model-settings.ts';
export { applyEdits, type EditedPlan } from './plan/apply-edits.ts';
export { bubble, type NodeState, type NodeStatus } from './plan/bubble.ts';
export {
  type BuiltPlan,
  buildPlan,
  type PlanTree,
  type TreeEdge,
  type TreeNode,
} from './plan/build-plan.ts';
export type { KnownPlans } from './plan/checks/check-resources.ts';
export {
  type CompiledPlan,
  type CompileOptions,
  compilePlan,
  contextTokensDefault,
} from './plan/compile-plan.ts';
export {
  type EvidenceArea,
  type EvidenceScore,
  type EvidenceWeights,
  type ExecutedCheck,
  evidenceAreas,
  evidencePassScore,
  evidenceScore,
  evidenceWeights,
} from './plan/evidence-score.ts';
export { levelCounts } from './plan/level-counts.ts';
export {
  atomicsAdvised,
  childrenAdvised,
  childrenMax,
  coordinatingAgents,
  type LevelRule,
  levelRules,
  type QualityCheck,
  qualityChecks,
} from './plan/level-rules.ts';
export {
  ancestorsOf,
  childId,
  childNumberMax,
  compareNodeIds,
  epicNumberMax,
  isBelow,
  levelNumber,
  levelOf,
  numberOf,
  parentIdOf,
} from './plan/node-id.ts';
export { type PlanFindingCode, planFindingCodes } from './plan/plan-finding-codes.ts';
export {
  childrenOf,
  indexPlan,
  isLeaf,
  type PlanIndex,
  pathTo,
} from './plan/plan-index.ts';
export {
  isOrdering,
  isWithin,
  type PrecedenceGraph,
  precedenceGraph,
} from './plan/precedence-graph.ts';
export { isPlanMarkdown, planFromJson, planFromMarkdown } from './plan/read-plan.ts';
export { type SplitPlan, splitLongAtomics } from './plan/split-leaf.ts';
export { strongComponents } from './plan/strong-components.ts';
export { topologicalOrder } from './plan/topological-order.ts';
export { planToJson, planToMarkdown } from './plan/write-plan.ts';
export { type NextSplit, nextToSplit } from './propose/next-to-split.ts';
export { proposalLimits, proposalsLeft } from './propose/proposal-limits.ts';
export {
  type ProposalResult,
  type ProposedEdge,
  type ProposedNode,
  type ProposeOptions,
  propose,
} from './propose/propose.ts';
export type { Claims } from './schedule/claims.ts';
export {
  type CompareOptions,
  compareScenarios,
  type ScenarioInput,
} from './schedule/compare-scenarios.ts';
export { estimateAtomic, type LeafEstimate } from './schedule/estimate.ts';
export { clampFactor, type EstimateInput, estimateTokens } from './schedule/estimate-tokens.ts';
export { type ForecastOptions, forecastPlan } from './schedule/forecast-plan.ts';
export { globsOverlap, normalPath } from './schedule/glob-overlap.ts';
export {
  type EstimateFactors,
  type FinishedRun,
  factorSamplesMin,
  type LearnedFactor,
  learnFactors,
  noFactors,
  usualRatio,
} from './schedule/learned-factors.ts';
export {
  type Branch,
  branchesOf,
  type NodeOutcome,
  skipBranches,
} from './schedule/leave-out.ts';
export { planClaims } from './schedule/plan-claims.ts';
export type { FinishedNode, PlanState } from './schedule/plan-work.ts';
export { createReadyLeaves, type LeafProgress, type ReadyLeaves } from './schedule/ready-leaves.ts';
export { type ScheduleOptions, schedulePlan } from './schedule/schedule-plan.ts';
export { type DocumentFormat, documentFormats } from './sources/detect-format.ts';
export type { DocumentReaders, TaskTableRow } from './sources/document-readers.ts';
export {
  type ReadDocument,
  type ReadDocumentOptions,
  readDocument,
} from './sources/read-document.ts';
export { renumberEpics } from './sources/renumber-epics.ts';
export {
  matchTemplates,
  type PlanTemplate,
  planFromTemplate,
  type TemplateMatch,
  type TemplateOptions,
  templates,
} from './templates/index.ts';
