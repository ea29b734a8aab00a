interface ContextMeterProps {
  /** 0–100; null where the runtime does not tell. */
  percent: number | null;
  label: string;
}

/** Share of the context window in use; a handoff is due from 55 %. */
const handoffPercent = 55;

export function ContextMeter({ percent, label }: ContextMeterProps) {
  if (percent === null) return <p className="muted small-text">context use unknown</p>;
  const rounded = Math.round(percent);
  const isDue = percent >= handoffPercent;
  return (
    <div className="context">
      {/* biome-ignore lint/a11y/useSemanticElements: <meter> can not be styled alike in all browsers. */}
      <div
        className="bar context-bar"
        role="meter"
        aria-label={`Context of ${label}`}
        aria-valuenow={rounded}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <span className={isDue ? 'bar-deferred' : 'bar-run'} style={{ width: `${rounded}%` }} />
      </div>
      <span className="small-text">
        {rounded} % context{isDue && ', handoff due'}
      </span>
    </div>
  );
}
