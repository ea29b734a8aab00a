import { operations } from '@mosaic/contract';
import { breathe, inParallel, type Load, type LoadScope } from './load.ts';

/** Watchers follow all events from the first, whatever happens to the nodes they are connected to. */
export function createEventLoad(scope: LoadScope, watchers: number): Load {
  const seen = Array.from({ length: watchers }, () => [] as number[]);
  const over = new AbortController();
  let reconnects = 0;
  const watch = async (at: number) => {
    const stream = scope.client(at).stream(
      operations.watchEvents,
      { after: 0 },
      {
        signal: over.signal,
        onConnection: (state) => {
          if (state === 'lost') reconnects += 1;
        },
      },
    );
    for await (const { seq } of stream) seen[at]?.push(seq);
  };
  const all = async (): Promise<number[]> => {
    const seqs: number[] = [];
    for (;;) {
      const page = await scope
        .client(0)
        .call(operations.listEvents, { after: seqs.at(-1) ?? 0, limit: 500 });
      seqs.push(...page.items.map(({ seq }) => seq));
      if (page.items.length < 500) return seqs;
    }
  };
  return {
    name: 'events',
    async run() {
      void inParallel(watchers, watch).catch(() => undefined);
      while (!scope.stopping.aborted) await breathe(100);
    },
    figures: () => ({ seen: Math.max(0, ...seen.map(({ length }) => length)), reconnects }),
    async problems() {
      const stored = await all();
      const problems: string[] = [];
      const hasGap = stored.some((seq, at) => seq !== at + 1);
      if (hasGap) problems.push('the numbers of the stored events have a gap');
      const last = stored.at(-1) ?? 0;
      const end = performance.now() + 15_000;
      const isBehind = () => seen.some((seqs) => (seqs.at(-1) ?? 0) < last);
      while (isBehind() && performance.now() < end) await breathe(100);
      over.abort();
      for (const [at, seqs] of seen.entries()) {
        const got = seqs.filter((seq) => seq <= last);
        const isSame = got.length === stored.length && got.every((seq, i) => seq === stored[i]);
        if (!isSame) problems.push(`watcher ${at} saw ${got.length} of ${stored.length} events`);
      }
      return problems;
    },
  };
}
