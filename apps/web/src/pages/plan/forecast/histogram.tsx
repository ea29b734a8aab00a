import type { PlanForecast } from '@mosaic/contract';
import { formatWork } from '../../../format/work-time.ts';

/** How often the plan took how long, with the marks people decide by. */
export function Histogram({ forecast }: { forecast: PlanForecast }) {
  const { histogram, minutes, samples } = forecast;
  const [first] = histogram;
  const last = histogram.at(-1);
  if (first === undefined || last === undefined) return <p className="muted">No samples.</p>;
  const step = histogram.length > 1 ? (histogram[1]?.fromMinutes ?? 0) - first.fromMinutes : 1;
  const start = first.fromMinutes;
  const span = Math.max(1e-9, last.fromMinutes + step - start);
  const tallest = Math.max(...histogram.map(({ count }) => count));
  const place = (at: number) => Math.min(100, Math.max(0, ((at - start) / span) * 100));
  const words = `Half of ${samples} plays took up to ${formatWork(minutes.p50)}, 80 % up to ${formatWork(minutes.p80)}, 95 % up to ${formatWork(minutes.p95)}.`;
  return (
    <figure className="histogram">
      <div className="histogram-bars" role="img" aria-label={words}>
        {histogram.map(({ fromMinutes, count }) => (
          <span
            key={fromMinutes}
            className={barClass(fromMinutes, minutes)}
            style={{ height: `${(count / tallest) * 100}%` }}
            title={`${formatWork(fromMinutes)} to ${formatWork(fromMinutes + step)}: ${count} of ${samples}`}
          />
        ))}
        {(['p50', 'p80', 'p95'] as const).map((name, index) => (
          <span
            key={name}
            className={`histogram-mark histogram-mark-${index}`}
            style={{ left: `${place(minutes[name])}%` }}
          >
            <b>
              {name.toUpperCase()} {formatWork(minutes[name])}
            </b>
          </span>
        ))}
      </div>
      <div className="histogram-axis" aria-hidden="true">
        <span>{formatWork(start)}</span>
        <span>{formatWork(start + span)}</span>
      </div>
      <figcaption className="hint">{words}</figcaption>
    </figure>
  );
}

/** Up to the median, up to P95, and the tail. */
function barClass(from: number, { p50, p95 }: PlanForecast['minutes']): string {
  if (from >= p95) return 'histogram-bar histogram-tail';
  return from >= p50 ? 'histogram-bar histogram-late' : 'histogram-bar';
}
