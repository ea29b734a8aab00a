import type { Plan, PlanDocument } from '@mosaic/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo } from 'react';
import { useHub } from '../../app/hub-context.ts';
import { planQueries } from '../../data/plan-queries.ts';
import { type PlanEditor, usePlanEditor } from '../../data/use-plan-editor.ts';
import { outlineOf } from '../../plan/outline.ts';
import { EditStatus } from './edit-status.tsx';
import { PlanContext } from './plan-context.ts';
import { PlanDrawers } from './plan-drawers.tsx';
import { PlanHeader } from './plan-header.tsx';
import { defaultWorkers, type PlanSearch } from './plan-search.ts';
import { PlanTabs } from './plan-tabs.tsx';

const route = getRouteApi('/plans/$planId');

interface PlanViewProps {
  plan: Plan;
  document: PlanDocument;
}

/** One plan: header, tabs, and what is opened beside them. */
export function PlanView({ plan, document }: PlanViewProps) {
  const hub = useHub();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const editor = usePlanEditor(plan.id);
  const outline = useMemo(() => outlineOf(document), [document]);
  const { workers = defaultWorkers } = search;

  const schedule = useQuery({
    ...planQueries.schedule(hub, plan.id, { limits: { workers } }),
    enabled: plan.findings.error === 0 && document.nodes.length > 0,
  });
  const progress = useQuery({
    ...planQueries.progress(hub, plan.id),
    enabled: plan.missionId !== null,
  });

  const change = useCallback(
    (part: { [Key in keyof PlanSearch]: PlanSearch[Key] | undefined }) =>
      void navigate({
        search: (old) => withoutEmpty({ ...old, ...part }),
        resetScroll: false,
      }),
    [navigate],
  );
  const onNode = useCallback(
    (id: string | null) => change({ node: id ?? undefined, form: undefined }),
    [change],
  );
  useUndoKeys(plan, editor);

  const value = useMemo(
    () => ({
      plan,
      document,
      outline,
      editor,
      onNode,
      progressOf: new Map(progress.data?.nodes.map((node) => [node.id, node])),
      scheduleOf: new Map(
        plan.findings.error === 0 ? schedule.data?.nodes.map((node) => [node.id, node]) : [],
      ),
      criticalPath: (plan.findings.error === 0 ? schedule.data?.criticalPath : undefined) ?? [],
    }),
    [plan, document, outline, editor, onNode, progress.data, schedule.data],
  );
  return (
    <PlanContext value={value}>
      <PlanHeader />
      <EditStatus />
      <PlanTabs schedule={schedule} />
      <PlanDrawers onClose={() => change({ form: undefined, node: undefined })} />
    </PlanContext>
  );
}

/** Leaves out what is empty, so that it leaves the address. */
function withoutEmpty(search: Record<string, unknown>): PlanSearch {
  return Object.fromEntries(
    Object.entries(search).filter(([, value]) => value !== undefined && value !== ''),
  );
}

/** Ctrl+Z and Ctrl+Shift+Z, or Ctrl+Y, wherever no text is being typed: there they are the browser's. */
function useUndoKeys({ canUndo, canRedo }: Plan, { undo, redo }: PlanEditor): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const key = event.key.toLowerCase();
      if (!(event.ctrlKey || event.metaKey) || event.altKey || (key !== 'z' && key !== 'y')) return;
      const { target } = event;
      if (target instanceof Element && target.closest('input, textarea, select, dialog')) return;
      const isRedo = key === 'y' || event.shiftKey;
      if (isRedo ? !canRedo : !canUndo) return;
      event.preventDefault();
      if (isRedo) redo();
      else undo();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [canUndo, canRedo, undo, redo]);
}
