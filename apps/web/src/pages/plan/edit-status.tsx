import { useEffect } from 'react';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Icon } from '../../components/icon.tsx';
import { webLimits } from '../../limits.ts';
import { printable } from '../../text/printable-text.ts';
import { usePlan } from './plan-context.ts';

/** What became of the newest change: a line while all is well, a notice when something is not. */
export function EditStatus() {
  const { plan, editor } = usePlan();
  const { outcome, dismiss } = editor;
  useEffect(() => {
    if (outcome.kind !== 'saved') return;
    const timer = setTimeout(dismiss, webLimits.savedLineMs);
    return () => clearTimeout(timer);
  }, [outcome, dismiss]);
  return (
    <>
      {outcome.kind === 'conflict' && (
        <div className="notice tone-warn" role="alert">
          <Icon name="warning" />
          <div>
            <p className="notice-title">Somebody else changed the plan meanwhile</p>
            <p className="long-text">
              Not done: {printable(outcome.summary)}. What is shown now is version {plan.version},
              with their changes.
            </p>
            <p className="button-row">
              <button type="button" className="button small" onClick={outcome.again}>
                Do it on this version
              </button>
              <button type="button" className="button quiet small" onClick={editor.dismiss}>
                Leave it
              </button>
            </p>
          </div>
        </div>
      )}
      {outcome.kind === 'failed' && (
        <div className="edit-failed">
          <ErrorNotice
            title={`Not done: ${printable(outcome.summary)}`}
            error={outcome.error}
            onRetry={outcome.again}
          />
        </div>
      )}
      <div className="edit-line" role="status">
        {outcome.kind === 'saving' && <span>{printable(outcome.summary)} …</span>}
        {outcome.kind === 'saved' && (
          <>
            <Icon name="done" />
            <span className="edit-line-text">{printable(outcome.summary)}: saved</span>
            {!outcome.isStep && plan.canUndo && (
              <button type="button" className="button quiet small" onClick={editor.undo}>
                Undo
              </button>
            )}
            <button
              type="button"
              className="icon-button"
              aria-label="Hide this line"
              onClick={editor.dismiss}
            >
              <Icon name="close" />
            </button>
          </>
        )}
      </div>
    </>
  );
}
