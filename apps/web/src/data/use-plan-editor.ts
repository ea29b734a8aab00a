import { isMosaicError, type PlanEdit } from '@mosaic/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useHub } from '../app/hub-context.ts';
import { describeEdits } from '../plan/describe-edits.ts';
import { createPlanSender, type EditAnswer, type Prepared } from './plan-sender.ts';

/** What became of the newest change, for the line that tells it. */
export type EditOutcome =
  | { kind: 'none' }
  | { kind: 'saving'; summary: string }
  | { kind: 'saved'; summary: string; isStep: boolean }
  | { kind: 'conflict'; summary: string; again: () => void }
  | { kind: 'failed'; summary: string; error: Error; again: () => void };

interface EditOptions {
  /** Version the edits were decided on; by default the one shown now. */
  seen?: number;
  onSaved?: (answer: EditAnswer) => void;
}

export interface PlanEditor {
  outcome: EditOutcome;
  dismiss: () => void;
  version: () => number;
  /** Does all edits or none; what others changed since `seen` is a conflict, not overwritten. */
  edit: (edits: PlanEdit[], options?: EditOptions) => void;
  undo: () => void;
  redo: () => void;
}

/** Sends changes one after the other, each on the version the one before it left. */
export function usePlanEditor(planId: string): PlanEditor {
  const hub = useHub();
  const queryClient = useQueryClient();
  const [outcome, setOutcome] = useState<EditOutcome>({ kind: 'none' });
  const queue = useRef<Promise<void>>(Promise.resolve());

  const actions = useMemo(() => {
    const sender = createPlanSender(hub, queryClient, planId);

    function enqueue<Answer>(task: EditTask<Answer>): void {
      setOutcome({ kind: 'saving', summary: task.summary });
      const takeBack = task.showEarly();
      queue.current = queue.current.then(async () => {
        try {
          const answer = await task.prepared.send();
          setOutcome({ kind: 'saved', summary: task.summary, isStep: task.isStep });
          task.onSaved(answer);
        } catch (error) {
          takeBack();
          await sender.readAgain();
          setOutcome(failureOf(error, task, enqueue));
        }
      });
    }

    const edit: PlanEditor['edit'] = (edits, { seen = sender.version(), onSaved } = {}) => {
      const summary = describeEdits(edits);
      enqueue({
        summary,
        isStep: false,
        prepared: sender.edit(edits, seen, summary),
        showEarly: () => sender.showEarly(edits),
        onSaved: (answer: EditAnswer) => onSaved?.(answer),
        decideAnew: () => edit(edits, onSaved === undefined ? {} : { onSaved }),
      });
    };
    const step = (direction: 'undo' | 'redo') => () => {
      enqueue({
        summary: direction === 'undo' ? 'Undo' : 'Redo',
        isStep: true,
        prepared: sender.step(direction, sender.version()),
        showEarly: () => () => {},
        onSaved: () => {},
        decideAnew: step(direction),
      });
    };
    return {
      edit,
      undo: step('undo'),
      redo: step('redo'),
      version: sender.version,
      dismiss: () => setOutcome({ kind: 'none' }),
    };
  }, [hub, queryClient, planId]);

  return useMemo(() => ({ ...actions, outcome }), [actions, outcome]);
}

interface EditTask<Answer> {
  summary: string;
  isStep: boolean;
  prepared: Prepared<Answer>;
  showEarly: () => () => void;
  onSaved: (answer: Answer) => void;
  /** The same again, on what is shown by then. */
  decideAnew: () => void;
}

function failureOf<Answer>(
  error: unknown,
  task: EditTask<Answer>,
  enqueue: (task: EditTask<Answer>) => void,
): EditOutcome {
  const { summary } = task;
  const code = isMosaicError(error) ? error.code : null;
  if (code === 'conflict') return { kind: 'conflict', summary, again: task.decideAnew };
  const cause = error instanceof Error ? error : new Error(String(error));
  // Without an answer nobody knows whether it was done: exactly the same is sent again.
  const isAnswer = code !== null && code !== 'unavailable';
  const again = isAnswer ? task.decideAnew : () => enqueue(task);
  return { kind: 'failed', summary, error: cause, again };
}
