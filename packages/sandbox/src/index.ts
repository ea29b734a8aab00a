export { isPublicAddress } from './address-rules.ts';
export { sandboxHome } from './bubblewrap-arguments.ts';
export { detectSandbox, type Sandbox } from './detect-sandbox.ts';
export { directorySize } from './directory-size.ts';
export {
  type EgressBroker,
  type EgressDecision,
  type EgressOptions,
  type EgressRoute,
  startEgressBroker,
} from './egress-broker.ts';
export { defaultEgressLimits, type EgressLimits, limits } from './limits.ts';
export type {
  EndedBy,
  Exit,
  OutputStream,
  ProcessLimits,
  ProcessRequest,
  RunningProcess,
} from './process-request.ts';
export { markerVariable } from './process-table.ts';
export { startProcess } from './start-process.ts';
export { sweepOrphans } from './sweep-orphans.ts';
