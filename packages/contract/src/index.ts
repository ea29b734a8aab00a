export { Agent, AgentState, AgentType } from './entities/agent.ts';
export {
  AgentContext,
  type AgentContextInput,
  agentContextBytesMax,
  ContextProblem,
  ContextTemplate,
  StoredContext,
} from './entities/agent-context.ts';
export { AuditRecord, AuditVerdict } from './entities/audit.ts';
export { Event, EventType, eventTypes } from './entities/event.ts';
export type { EventFilter, EventPattern } from './entities/event-filter.ts';
export { Evidence, findingGate } from './entities/evidence.ts';
export { Explanation, WaitReason } from './entities/explanation.ts';
export { CommitId, FencingToken, Instant, Tokens } from './entities/fields.ts';
export { Finding, Severity, severities } from './entities/finding.ts';
export { Handoff } from './entities/handoff.ts';
export { BackOff, Job, Labels, priorityMax, TaskState } from './entities/job.ts';
export { Hold, Lock, LockHolder, LockShare, LockWait, LockWaiter } from './entities/lock.ts';
export type {
  DeadLetter,
  DeliveryOutcome,
  DeliveryReport,
  DeliveryState,
  Inbox,
  SentMessage,
  Subscription,
} from './entities/message.ts';
export { Delivery, Message, MessageAddress, Topic, TopicPattern } from './entities/message.ts';
export {
  Mission,
  MissionStatus,
  NodeGate,
  Phase,
  PhaseStage,
  TaskCounts,
} from './entities/mission.ts';
export { BusLine, Node } from './entities/node.ts';
export { Persona, personaDomains } from './entities/persona.ts';
export {
  Plan,
  PlanAgentType,
  PlanChange,
  PlanCounts,
  PlanDocument,
  PlanEdge,
  PlanEstimate,
  PlanExternal,
  PlanFinding,
  PlanLevel,
  PlanNode,
  PlanNodeId,
  PlanPriority,
  PlanResource,
  PlanResourceUse,
  PlanSeverity,
  PlanSource,
  PlanStage,
  planLevels,
  planPrefixes,
} from './entities/plan.ts';
export { PlanEdit, PlanNodeFields, PlanNodePatch } from './entities/plan-edit.ts';
export { PlanGap, PlanGapArea, PlanGaps, planGapAreas } from './entities/plan-gap.ts';
export {
  Percentiles,
  PlanForecast,
  PlanLimits,
  PlanNodeProgress,
  PlanScenario,
  PlanSchedule,
  ScheduledNode,
} from './entities/plan-schedule.ts';
export { Gate, Project } from './entities/project.ts';
export type { Quota, QuotaUse } from './entities/quota.ts';
export { everySubject, QuotaKind, QuotaScope, quotaId, quotaKinds } from './entities/quota.ts';
export { RepositoryAnalysis } from './entities/repository-analysis.ts';
export {
  FailureCode,
  Run,
  RunFailure,
  RunResult,
  RunStatus,
  WorkerResult,
} from './entities/run.ts';
export { CatchUp, Schedule, ScheduledTask, Timing } from './entities/schedule.ts';
export {
  StateChange,
  StateChangeKind,
  StateEntry,
  StateReceipt,
  StateUsage,
  StateWatchItem,
} from './entities/state.ts';
export {
  AnyTaskStatus,
  Assignment,
  Brief,
  ClaimStep,
  Deferral,
  JobAssignment,
  Lease,
  MissionTask,
  PolishCategory,
  RunAssignment,
  RunStep,
  Task,
  TaskKind,
  TaskNode,
  TaskStatus,
} from './entities/task.ts';
export { TaskType } from './entities/task-type.ts';
export type { ErrorCode, ErrorDetails } from './errors.ts';
export { errorStatus, isMosaicError, MosaicError } from './errors.ts';
export type { IdKind } from './ids.ts';
export {
  AgentId,
  ContextId,
  DeliveryId,
  EvidenceId,
  formatId,
  HandoffId,
  HoldId,
  idPrefixes,
  MessageId,
  MissionId,
  NodeId,
  PlanId,
  ProjectId,
  RunId,
  ScheduleId,
  SessionId,
  TaskId,
} from './ids.ts';
export { limits } from './limits.ts';
export type { RestRoute } from './naming.ts';
export { commandWords, idField, restRoute, splitName, toolName } from './naming.ts';
export type {
  BindingField,
  Operation,
  OperationInput,
  OperationKind,
  OperationOutput,
  OperationRawInput,
  Permission,
} from './operation.ts';
export { operation } from './operation.ts';
export type { Operations } from './operations.ts';
export { operations } from './operations.ts';
export { fencedData } from './protocol/fenced-data.ts';
export { parseTokenCount } from './protocol/parse-token-count.ts';
export { visibleText } from './protocol/visible-text.ts';
export type { WorkerHandoffInput } from './protocol/worker-handoff.ts';
export { workerHandoffText } from './protocol/worker-handoff.ts';
export type { WorkerPromptInput } from './protocol/worker-prompt.ts';
export { workerPrompt } from './protocol/worker-prompt.ts';
export { extractWorkerResult } from './protocol/worker-result.ts';
