import { Icon } from '../../../components/icon.tsx';
import { nodeTone } from '../../../components/plan-badges.tsx';
import { formatWork } from '../../../format/work-time.ts';
import type { GanttBar, GanttRow } from '../../../plan/gantt-rows.ts';
import { printable } from '../../../text/printable-text.ts';
import { usePlan } from '../plan-context.ts';

interface GanttRowProps {
  row: GanttRow;
  zoom: number;
  /** Minutes in sight; bars outside of them are not drawn. */
  inTime: { from: number; to: number };
  isClosed: boolean;
  onToggle: ((key: string) => void) | null;
}

/** A label that opens the row or its node, and bars; a pointer can choose the bars as well. */
export function GanttRowView({ row, zoom, inTime, isClosed, onToggle }: GanttRowProps) {
  const { outline, onNode } = usePlan();
  const label = printable(row.label);
  const isNode = outline.positionOf.has(row.key);
  return (
    <div className={row.indent > 0 ? 'gantt-row gantt-inner' : 'gantt-row'}>
      <div className="gantt-label" title={label}>
        {onToggle !== null ? (
          <button
            type="button"
            className="gantt-toggle"
            aria-expanded={!isClosed}
            onClick={() => onToggle(row.key)}
          >
            <Icon name={isClosed ? 'right' : 'open'} />
            <span className="gantt-text">{label}</span>
          </button>
        ) : isNode ? (
          <button type="button" className="gantt-toggle" onClick={() => onNode(row.key)}>
            <span className="gantt-text">{label}</span>
          </button>
        ) : (
          <span className="gantt-text">{label}</span>
        )}
      </div>
      <div className="gantt-lane">
        {row.bars
          .filter((bar) => bar.end >= inTime.from && bar.start <= inTime.to)
          .map((bar) => (
            <Bar key={bar.id} bar={bar} zoom={zoom} />
          ))}
      </div>
    </div>
  );
}

function Bar({ bar, zoom }: { bar: GanttBar; zoom: number }) {
  const { onNode, progressOf } = usePlan();
  const status = progressOf.get(bar.id)?.status;
  const classes = [
    'gantt-bar',
    bar.isCritical && 'gantt-critical',
    bar.isSummary && 'gantt-summary',
    status !== undefined && `gantt-${nodeTone(status)}`,
  ];
  const words = [
    `${bar.id} ${printable(bar.title)}`,
    `${formatWork(bar.start)} to ${formatWork(bar.end)}`,
    ...(bar.isCritical ? ['critical'] : []),
    ...(status === undefined ? [] : [status.replace('_', ' ')]),
  ];
  return (
    // Thousands of stops for Tab would help nobody: labels and the table are for the keyboard.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
    // biome-ignore lint/a11y/noStaticElementInteractions: see above.
    <span
      className={classes.filter(Boolean).join(' ')}
      style={{ left: bar.start * zoom, width: Math.max(2, (bar.end - bar.start) * zoom - 1) }}
      title={words.join(', ')}
      onClick={() => onNode(bar.id)}
    />
  );
}
