import type { Task } from '@mosaic/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useHub } from '../../app/hub-context.ts';
import { DeferralFacts } from '../../components/deferral-facts.tsx';
import { EvidenceTable } from '../../components/evidence-table.tsx';
import { LogText } from '../../components/log-text.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { SeverityTag } from '../../components/severity-tag.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { queries } from '../../data/queries.ts';
import { printable } from '../../text/printable-text.ts';
import { FindingSection } from './finding-section.tsx';
import { NodeSection } from './node-section.tsx';
import { TaskFacts } from './task-facts.tsx';
import { TaskRuns } from './task-runs.tsx';

interface TaskDetailProps {
  taskId: string;
  /** Beside another page: headings are a level lower and a link leads to the full page. */
  isInDrawer: boolean;
}

export function TaskDetail({ taskId, isInDrawer }: TaskDetailProps) {
  const task = useQuery(queries.task(useHub(), taskId));
  return (
    <QueryView query={task} label="task">
      {(data) => (
        <>
          <TaskTitle task={data} isInDrawer={isInDrawer} />
          <TaskFacts task={data} />
          {data.deferral !== null && (
            <Section title="Deferred" isInDrawer={isInDrawer}>
              <DeferralFacts deferral={data.deferral} />
            </Section>
          )}
          {data.lastError !== null && (
            <Section title="Last error" isInDrawer={isInDrawer}>
              <LogText text={data.lastError} label="Text of the last error" />
            </Section>
          )}
          {data.finding !== null && (
            <Section title="Finding" isInDrawer={isInDrawer}>
              <FindingSection finding={data.finding} />
            </Section>
          )}
          {data.node !== null && (
            <Section title="Plan" isInDrawer={isInDrawer}>
              <NodeSection node={data.node} />
            </Section>
          )}
          <Section title="Runs" isInDrawer={isInDrawer}>
            <TaskRuns taskId={data.id} taskKey={data.key} />
          </Section>
          <Section title="Evidence" isInDrawer={isInDrawer}>
            <TaskEvidence task={data} />
          </Section>
        </>
      )}
    </QueryView>
  );
}

function TaskTitle({ task, isInDrawer }: { task: Task; isInDrawer: boolean }) {
  const title = (
    <>
      <span className="mono">{task.key}</span> {printable(task.title)}
    </>
  );
  return (
    <div className="task-title">
      {isInDrawer ? <h3 className="long-text">{title}</h3> : <h1 className="long-text">{title}</h1>}
      <p className="meta">
        <StatusBadge status={task.status} />
        <SeverityTag severity={task.severity} />
        {isInDrawer && (
          <Link to="/tasks/$taskId" params={{ taskId: task.id }}>
            Open as page
          </Link>
        )}
      </p>
    </div>
  );
}

interface SectionProps {
  title: string;
  isInDrawer: boolean;
  children: ReactNode;
}

function Section({ title, isInDrawer, children }: SectionProps) {
  return (
    <section className="detail-section" aria-label={title}>
      {isInDrawer ? <h4>{title}</h4> : <h2>{title}</h2>}
      {children}
    </section>
  );
}

function TaskEvidence({ task }: { task: Task }) {
  const evidence = useQuery(queries.taskEvidence(useHub(), task.id));
  return (
    <QueryView query={evidence} label="evidence">
      {({ items }) =>
        items.length === 0 ? (
          <p className="muted">No gate was run for this task yet.</p>
        ) : (
          <EvidenceTable items={items} keyOf={null} missionId={task.missionId ?? ''} />
        )
      }
    </QueryView>
  );
}
