/** What scripted agents can do. Each step is one deed, done in order. */
export type Step =
  /** Writes a file; absolute paths and `..` are taken as they are. */
  | { readonly do: 'write'; readonly path: string; readonly text: string }
  | { readonly do: 'replace'; readonly path: string; readonly from: string; readonly to: string }
  /** Commits all changes. */
  | { readonly do: 'commit'; readonly message: string }
  | { readonly do: 'say'; readonly text: string }
  /** Prints the result object. `commit` is the real head, nothing, or whatever is given. */
  | {
      readonly do: 'result';
      readonly status: 'success' | 'failed';
      readonly commit?: 'head' | 'none' | `${string}`;
      readonly used?: string | number | null;
      readonly notes?: string;
      readonly taskId?: string;
    }
  /** Says the state hash of the pack file named in the prompt, or a wrong one. */
  | { readonly do: 'echo'; readonly isWrong?: boolean }
  | { readonly do: 'sleep'; readonly ms: number }
  /** Says nothing more; a cancelled turn ends it unless it is stubborn. */
  | { readonly do: 'hang'; readonly isStubborn?: boolean }
  | { readonly do: 'exit'; readonly code: number }
  /** Text on standard output as it is: `repeat` makes one piece, which is written `times`. */
  | { readonly do: 'raw'; readonly text: string; readonly repeat?: number; readonly times?: number }
  /** The following need a protocol; programs without one pass over them. */
  | { readonly do: 'usage'; readonly used: number; readonly size: number }
  | { readonly do: 'spend'; readonly total: number; readonly cachedRead?: number }
  | { readonly do: 'compact' }
  | { readonly do: 'tool'; readonly title: string; readonly kind: string; readonly path: string }
  | {
      readonly do: 'ask';
      readonly title: string;
      readonly kind: string;
      readonly path: string;
      /** Kinds of the options offered. */
      readonly options: readonly string[];
      readonly allowed: readonly Step[];
      readonly refused: readonly Step[];
    }
  | { readonly do: 'stop'; readonly reason: string };

/** What an agent does with the prompts it gets. */
export interface Script {
  /** First prompt of an agent that begins the task. */
  readonly work: readonly Step[];
  /** Prompts after that, in order; the last one repeats. */
  readonly followUps?: readonly (readonly Step[])[];
  /** Answer to the request for the state hash. Default: the right one. */
  readonly echo?: readonly Step[];
  /** What a successor does once it has the work. Default: `work`. */
  readonly takeover?: readonly Step[];
}

/** Scripts by task key, so that one program plays many workers. */
export interface Plan {
  readonly tasks?: Readonly<Record<string, Script>>;
  readonly default: Script;
}
