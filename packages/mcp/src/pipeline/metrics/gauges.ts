import { Gauge, type Registry } from 'prom-client';

/** Something that is looked at whenever metrics are asked for. */
export interface GaugeSource {
  /** `mosaic_…`, with its unit last where it has one. */
  readonly name: string;
  readonly help: string;
  /** Name of the one label; none where there is a single value. */
  readonly label?: string;
  /** True where looking costs nothing; others are looked at once in a few seconds. */
  readonly isCheap?: boolean;
  /** The value, or one for each value of the label, which must be few. */
  read(): number | ReadonlyMap<string, number> | Promise<number | ReadonlyMap<string, number>>;
}

/** How long a look at what is in the store holds, in milliseconds. */
const keptMs = 5_000;
/** Values shown of one label. */
const valuesMax = 100;

/** Shows a gauge. One that cannot be read keeps the others from nothing; it is left out. */
export function addGauge(registry: Registry, source: GaugeSource, now: () => number): void {
  let readAt = Number.NEGATIVE_INFINITY;
  const { name, help, label, isCheap = false } = source;
  const gauge: Gauge = new Gauge({
    name,
    help,
    labelNames: label === undefined ? [] : [label],
    registers: [registry],
    async collect() {
      if (!isCheap && now() - readAt < keptMs) return;
      readAt = now();
      try {
        const value = await source.read();
        if (typeof value === 'number') return gauge.set(value);
        gauge.reset();
        for (const [of, count] of [...value].slice(0, valuesMax)) {
          gauge.set({ [label ?? '']: of }, count);
        }
      } catch {
        if (label === undefined) gauge.remove();
        else gauge.reset();
      }
    },
  });
}
