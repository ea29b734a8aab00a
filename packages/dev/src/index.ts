export { detectGates } from './detect-gates.ts';
export { type FixOptions, type FixResult, fixFinding } from './fix/fix-finding.ts';
export { limits } from './limits.ts';
export { programs } from './programs.ts';
export type { ToolName } from './review/hit.ts';
export { type Review, type ReviewOptions, reviewRepository } from './review/review-repository.ts';
export type { ToolProgress } from './review/run-tools.ts';
export {
  type Verification,
  type VerifyOptions,
  verifyFinding,
} from './review/verify-finding.ts';
export {
  createSampleRepository,
  type SampleOptions,
  type SampleRepository,
} from './sample/create-sample-repository.ts';
export { sampleGates } from './sample/sample-gates.ts';
export { toolDirectories } from './tool-directories.ts';
