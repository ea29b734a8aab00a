import type { PlanNode } from '@mosaic/contract';
import { kindOf } from '../analysis/classify-path.ts';
import { isTestPath } from '../analysis/test-path.ts';

/** Tag of what a gap analysis added, with the rule: it asks for nothing further itself. */
export const gapTag = 'gap:';

/** What an atomic is for, as far as its type, files and words tell. */
export interface AtomicFacts {
  readonly node: PlanNode;
  /** Title, description and criteria in small letters. */
  readonly words: string;
  readonly isTest: boolean;
  readonly isReview: boolean;
  readonly isDocument: boolean;
  /** Changes the product itself, or says nothing else of itself; settings of tools do not count. */
  readonly isCode: boolean;
  /** Whether it came with the plan rather than from a gap analysis. */
  readonly isOriginal: boolean;
}

export function atomicFacts(node: PlanNode): AtomicFacts {
  const { title, description, completionCriteria, files, taskType, tags } = node;
  const isTest =
    taskType === 'TEST_ADD' || files.some(isTestPath) || /^(?:test|cover)\b/i.test(title);
  const isReview =
    taskType === 'REVIEW' || taskType === 'VERIFICATION' || /^(?:review|verify)\b/i.test(title);
  const isDocument =
    (files.length > 0 && files.every((file) => kindOf(file) === 'document')) ||
    (files.length === 0 && /^(?:document|describe)\b/i.test(title));
  return {
    node,
    words: [title, description, ...completionCriteria].join('\n').toLowerCase(),
    isTest,
    isReview,
    isDocument,
    isCode: !isTest && !isReview && !isDocument && !isSettings(files),
    isOriginal: !tags.some((tag) => tag.startsWith(gapTag)),
  };
}

const migrates =
  /\b(?:migrations?|schema change|alter table|(?:add|create)s? (?:an? )?(?:table|column|index))\b/;
const migrationFile = /(?:^|\/)migrations?\/|\.sql$|schema\.prisma$/;

/** Changes the tables that other code uses. */
export function isMigration({ node, words, isCode }: AtomicFacts): boolean {
  if (!isCode) return false;
  if (node.files.some((file) => migrationFile.test(file))) return true;
  return node.agentType === 'database-agent' && migrates.test(words);
}

/** Manifests, pipelines and other files that no test is about. */
function isSettings(files: readonly string[]): boolean {
  return files.length > 0 && files.every((file) => kindOf(file) === 'data');
}

/** Files of an atomic that are code of the product; globs name no file. */
export function codeFilesOf({ node }: AtomicFacts): string[] {
  return node.files.filter(
    (file) => kindOf(file) === 'code' && !isTestPath(file) && !/[*?[\]{}]/.test(file),
  );
}
