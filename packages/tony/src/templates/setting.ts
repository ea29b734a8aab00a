import type { RepositoryAnalysis } from '@mosaic/contract';

/** HTTP routes of one file of the repository. */
export interface RouteGroup {
  readonly file: string;
  /** What they are about, such as `orders`. */
  readonly name: string;
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  /** The test about that file; where none is, the path it should get. */
  readonly test: string;
  readonly isTested: boolean;
}

/**
 * What templates are filled with: the repository as it is, else the usual paths of a TypeScript
 * project. Every path is safe to put into a plan.
 */
export interface Setting {
  readonly goal: string;
  /** Things the goal names, such as `orders`. */
  readonly subjects: readonly string[];
  readonly analysis: RepositoryAnalysis | null;
  /** Name of the repository; `the project` where there is none. */
  readonly name: string;
  /** Such as `express`; null where nothing of the kind was found. */
  readonly framework: string | null;
  /** Command that runs all tests. */
  readonly testCommand: string;
  /** File where the program begins, and where parts of it are put together. */
  readonly entry: string;
  readonly composition: string;
  /** Folder of new source files. */
  readonly sources: string;
  readonly ending: string;
  /** Files whose names the goal speaks of, then those most at risk; always at least two. */
  readonly relevant: readonly string[];
  readonly routeGroups: readonly RouteGroup[];
  /** Source files without a test, the riskiest first. */
  readonly untested: readonly string[];
  /** Source files most others use, and those changed most often. */
  readonly hubs: readonly string[];
  readonly hotSpots: readonly string[];
  readonly cycles: readonly (readonly string[])[];
  readonly packages: readonly { readonly name: string; readonly path: string }[];
  readonly manifest: string;
  readonly pipeline: string;
  readonly readme: string;
  /** Path of a page of documentation: of one there is, else in the usual folder. */
  page(name: string): string;
  /** Path of a source file named so; one that is there where its name fits. */
  source(name: string, folder?: string): string;
  /** Path of the routes of a thing: its file where it has one, else a file beside the others. */
  routeFile(subject: string): string;
  /** Path of the test of a source file: the one it has, else where this repository puts tests. */
  testOf(source: string): string;
}
