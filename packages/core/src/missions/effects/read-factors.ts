import type { TaskType } from '@mosaic/contract';
import { archiveFolder } from '../../documents/archive.ts';
import { learnedFactors, proposeFactors } from '../../documents/learned-factors.ts';
import { parseLearnings, type UsageSample } from '../../documents/learnings.ts';
import { type BranchFiles, readOr } from './write-documents.ts';

/** What archived missions of this repository teach about estimates, per task type. */
export async function readFactors(
  files: BranchFiles,
): Promise<Readonly<Partial<Record<TaskType, number>>>> {
  const samples: UsageSample[] = [];
  for (const path of await files.list(archiveFolder)) {
    if (!path.endsWith('-learnings.json')) continue;
    const text = await files.read(path);
    if (text === null) continue;
    samples.push(
      ...(await readOr(
        () => parseLearnings(text).samples,
        () => [],
      )),
    );
  }
  return learnedFactors(proposeFactors(samples));
}
