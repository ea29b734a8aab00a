import type { Severity } from '@mosaic/contract';
import { formatLabel } from '../format/label.ts';
import { Unknown } from './unknown.tsx';

const weights: Readonly<Record<Severity, number>> = { critical: 4, high: 3, medium: 2, low: 1 };

/** The word with one to four filled bars. */
export function SeverityTag({ severity }: { severity: Severity | null }) {
  if (severity === null) return <Unknown label="no severity" />;
  const weight = weights[severity];
  return (
    <span className={`severity severity-${severity}`}>
      <svg viewBox="0 0 15 12" width="15" height="12" aria-hidden="true">
        {[1, 2, 3, 4].map((step) => (
          <rect
            key={step}
            className={step <= weight ? 'bar-on' : 'bar-off'}
            x={(step - 1) * 4}
            y={12 - step * 3}
            width="3"
            height={step * 3}
            rx="0.5"
          />
        ))}
      </svg>
      {formatLabel(severity)}
    </span>
  );
}
