export { type BranchUpdate, branches, deleteRefs, updateBranch, updateRef } from './branches.ts';
export { checkOut } from './check-out.ts';
export { type CloneMarker, cloneTree, readMarker } from './clone-marker.ts';
export { type Author, type CommitOptions, commitFiles } from './commit-files.ts';
export {
  type ChangedFile,
  changedFiles,
  type DiffStat,
  diffStat,
  diffText,
  type FileKind,
} from './compare-commits.ts';
export { type Clone, type CloneOptions, createClone } from './create-clone.ts';
export { type CloneFetch, fetchFromClone } from './fetch-from-clone.ts';
export { type ImportOptions, importCommit } from './import-commit.ts';
export { type Branch, inspectRepository, type RepositoryFacts } from './inspect-repository.ts';
export { limits } from './limits.ts';
export { type MergeOptions, type MergeResult, mergeCommits } from './merge-commits.ts';
export { type CommitId, isCommitId, pathProblem } from './names.ts';
export { type Published, type PublishOptions, publishBranch } from './publish-branch.ts';
export {
  isAncestor,
  type LoggedCommit,
  listFiles,
  listTree,
  log,
  readFile,
  resolve,
  type TreeFile,
} from './read-objects.ts';
export { type ListedClone, listClones, type RemovedClone, removeClone } from './remove-clone.ts';
export { requireGit } from './require-git.ts';
export { type GitOptions, type GitResult, runGit } from './run-git.ts';
export {
  createVault,
  type ObjectFormat,
  openVault,
  packVault,
  sweepVault,
  type Vault,
} from './vault.ts';
