/** One figure of a benchmark, beside a named peer and a target where there is one. */
export interface Row {
  /** Case within the benchmark, such as `task.list, 200 tasks`. */
  readonly name: string;
  readonly metric: string;
  readonly unit: string;
  readonly ours: number;
  /** The same measured on the peer in the same run; null where there is none. */
  readonly peer: number | null;
  readonly peerName: string | null;
  /** `ours / peer`; null without a peer. */
  readonly ratio: number | null;
  /** What was promised; null where nothing was. */
  readonly target: number | null;
  /** Whether `ours` keeps the target; null without one. */
  readonly holds: boolean | null;
}

export interface RowFacts {
  readonly name: string;
  readonly metric: string;
  readonly unit: string;
  readonly ours: number;
  readonly peer?: { readonly name: string; readonly value: number };
  readonly target?: { readonly atMost: number } | { readonly atLeast: number };
}

/** Completes a row: ratio and verdict follow from the figures. */
export function row({ name, metric, unit, ours, peer, target }: RowFacts): Row {
  const bound = target === undefined ? null : 'atMost' in target ? target.atMost : target.atLeast;
  const holds =
    target === undefined || bound === null
      ? null
      : 'atMost' in target
        ? ours <= bound
        : ours >= bound;
  return {
    name,
    metric,
    unit,
    ours: rounded(ours),
    peer: peer === undefined ? null : rounded(peer.value),
    peerName: peer?.name ?? null,
    ratio: peer === undefined ? null : rounded(ours / peer.value),
    target: bound,
    holds,
  };
}

/** Three significant digits; more would claim a precision that nobody has. */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
