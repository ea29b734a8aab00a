import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** What `/metrics` shows; labels are bounded by the number of operations. */
export interface Metrics {
  observe(operation: string, surface: string, outcome: string, durationMs: number): void;
  render(): Promise<string>;
  readonly contentType: string;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const calls = new Counter({
    name: 'mosaic_operation_calls_total',
    help: 'Calls by operation, door and outcome.',
    labelNames: ['operation', 'surface', 'outcome'],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'mosaic_operation_duration_seconds',
    help: 'Duration of a call through the whole pipeline.',
    labelNames: ['operation'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30],
    registers: [registry],
  });
  return {
    contentType: registry.contentType,
    render: () => registry.metrics(),
    observe(operation, surface, outcome, durationMs) {
      calls.inc({ operation, surface, outcome });
      seconds.observe({ operation }, durationMs / 1_000);
    },
  };
}
