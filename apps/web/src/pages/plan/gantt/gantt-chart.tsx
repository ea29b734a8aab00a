import type { PlanSchedule } from '@mosaic/contract';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Icon } from '../../../components/icon.tsx';
import { useIsNarrow } from '../../../components/use-is-narrow.ts';
import { formatWork } from '../../../format/work-time.ts';
import { axisStep, type GanttGrouping, ganttRows } from '../../../plan/gantt-rows.ts';
import { printable } from '../../../text/printable-text.ts';
import { usePlan } from '../plan-context.ts';
import { GanttRowView } from './gantt-row.tsx';
import { useSight } from './use-sight.ts';

interface GanttChartProps {
  schedule: PlanSchedule;
  grouping: GanttGrouping;
}

const rowHeight = 28;
const zoomStep = 1.5;
/** Pixels of a minute of work: bars of an atomic stay from one to hundreds of pixels wide. */
const zoomBounds = { min: 0.01, max: 16 };
/** A chart too long for its frame begins with bars this wide for 20 minutes. */
const firstBarPx = 8;

/** Bars over a time axis; only rows and bars in sight are drawn, however long the plan is. */
export function GanttChart({ schedule, grouping }: GanttChartProps) {
  const { outline } = usePlan();
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const frame = useRef<HTMLDivElement>(null);
  const [sight, look] = useSight(frame);
  const labelWidth = useIsNarrow() ? 112 : 260;
  const span = Math.max(1, schedule.makespanMinutes);
  const [zoom, setZoom] = useZoom(frame, span, labelWidth);
  const rows = useMemo(
    () => ganttRows(outline, schedule, grouping, closed),
    [outline, schedule, grouping, closed],
  );
  const step = axisStep(zoom, 72);
  const first = Math.max(0, Math.floor(sight.top / rowHeight));
  const last = Math.min(rows.length, Math.ceil((sight.top + sight.height) / rowHeight));
  const inTime = { from: sight.left / zoom, to: (sight.left + sight.width) / zoom };
  const toggle = (id: string) => {
    const next = new Set(closed);
    if (!next.delete(id)) next.add(id);
    setClosed(next);
  };

  return (
    <section aria-label="Gantt chart">
      <ZoomButtons
        onZoom={(factor) => setZoom(zoom * factor)}
        onFit={() => setZoom(fitOf(frame.current, span, labelWidth))}
      />
      <div
        ref={frame}
        className="gantt"
        // Scrolled by the keyboard too; what is in it is reached by Tab.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: see above.
        tabIndex={0}
        onScroll={look}
        style={
          {
            '--label': `${labelWidth}px`,
            '--width': `${Math.ceil(span * zoom) + 24}px`,
            '--step': `${step * zoom}px`,
          } as React.CSSProperties
        }
      >
        <Axis step={step} zoom={zoom} span={span} inTime={inTime} />
        <div style={{ height: first * rowHeight }} />
        {rows.slice(first, last).map((row) => (
          <GanttRowView
            key={row.key}
            row={row}
            zoom={zoom}
            inTime={inTime}
            isClosed={closed.has(row.key)}
            onToggle={grouping === 'features' && row.indent === 0 ? toggle : null}
          />
        ))}
        <div style={{ height: (rows.length - last) * rowHeight }} />
      </div>
      <Legend criticalPath={schedule.criticalPath} />
    </section>
  );
}

function Legend({ criticalPath }: { criticalPath: readonly string[] }) {
  return (
    <>
      <p className="hint gantt-legend">
        <span className="gantt-swatch gantt-critical" /> critical path{' '}
        <span className="gantt-swatch" /> has slack <span className="gantt-swatch gantt-summary" />{' '}
        spans a feature. The axis counts hours of work, not of the clock.
      </p>
      <p className="visually-hidden">
        Critical path:{' '}
        {criticalPath
          .slice(0, 100)
          .map((id) => printable(id))
          .join(', ')}
      </p>
    </>
  );
}

function useZoom(
  frame: { current: HTMLElement | null },
  span: number,
  labelWidth: number,
): [number, (zoom: number) => void] {
  const [zoom, setZoom] = useState(1);
  const isSet = useRef(false);
  useLayoutEffect(() => {
    if (isSet.current) return;
    isSet.current = true;
    setZoom(Math.max(fitOf(frame.current, span, labelWidth), firstBarPx / 20));
  }, [frame, span, labelWidth]);
  return [zoom, (next) => setZoom(Math.min(zoomBounds.max, Math.max(zoomBounds.min, next)))];
}

function fitOf(frame: HTMLElement | null, span: number, labelWidth: number): number {
  const width = (frame?.clientWidth ?? 1_200) - labelWidth - 32;
  return Math.min(zoomBounds.max, Math.max(zoomBounds.min, width / span));
}

interface ZoomButtonsProps {
  onZoom: (factor: number) => void;
  onFit: () => void;
}

function ZoomButtons({ onZoom, onFit }: ZoomButtonsProps) {
  return (
    <div className="button-group gantt-zoom">
      <button
        type="button"
        className="button small"
        aria-label="Zoom out"
        onClick={() => onZoom(1 / zoomStep)}
      >
        <Icon name="minus" />
      </button>
      <button type="button" className="button small" onClick={onFit}>
        Fit
      </button>
      <button
        type="button"
        className="button small"
        aria-label="Zoom in"
        onClick={() => onZoom(zoomStep)}
      >
        <Icon name="plus" />
      </button>
    </div>
  );
}

interface AxisProps {
  step: number;
  zoom: number;
  span: number;
  inTime: { from: number; to: number };
}

function Axis({ step, zoom, span, inTime }: AxisProps) {
  const marks: number[] = [];
  const start = Math.max(0, Math.floor(inTime.from / step) * step);
  for (let at = start; at <= Math.min(span, inTime.to); at += step) marks.push(at);
  return (
    <div className="gantt-axis" aria-hidden="true">
      <div className="gantt-label" />
      <div className="gantt-lane">
        {marks.map((at) => (
          <span key={at} className="gantt-mark" style={{ left: at * zoom }}>
            {at === 0 ? '0' : formatWork(at)}
          </span>
        ))}
      </div>
    </div>
  );
}
