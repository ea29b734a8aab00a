import { Registry } from 'prom-client';
import { addCallMetrics, type CallMetrics } from './metrics/call-metrics.ts';
import { addDomainMetrics, type DomainMetrics } from './metrics/domain-metrics.ts';
import { addGauge, type GaugeSource } from './metrics/gauges.ts';
import { addProcessMetrics } from './metrics/process-metrics.ts';
import { addStoreMetrics, type StoreMetrics } from './metrics/store-metrics.ts';

/** What `/metrics` shows. Labels are closed lists or bounded, so that series stay few. */
export interface Metrics extends CallMetrics, DomainMetrics, StoreMetrics {
  /** Shows something more, read whenever metrics are asked for. */
  gauge(source: GaugeSource): void;
  render(): Promise<string>;
  readonly contentType: string;
}

export function createMetrics(now: () => number = () => performance.now()): Metrics {
  const registry = new Registry();
  addProcessMetrics(registry);
  return {
    ...addCallMetrics(registry),
    ...addDomainMetrics(registry),
    ...addStoreMetrics(registry),
    gauge: (source) => addGauge(registry, source, now),
    render: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

const ignore = () => undefined;

/** For a hub that nobody watches. */
export const silentMetrics: Metrics = {
  observe: ignore,
  admission: { waited: ignore, refused: ignore },
  committed: ignore,
  measured: ignore,
  feed: { delivered: ignore, failed: ignore },
  store: { groupCommitted: ignore },
  wrote: ignore,
  gauge: ignore,
  render: async () => '',
  contentType: 'text/plain',
};
