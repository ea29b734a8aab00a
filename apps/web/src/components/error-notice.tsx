import { isMosaicError } from '@mosaic/contract';
import { printable } from '../text/printable-text.ts';
import { Icon } from './icon.tsx';
import { InlineCode } from './inline-code.tsx';

interface ErrorNoticeProps {
  title: string;
  error: Error;
  /** What to do; words between backticks are shown as code. */
  hint?: string;
  onRetry?: () => void;
}

/** What happened, the code to look up, and what to do. */
export function ErrorNotice({ title, error, hint, onRetry }: ErrorNoticeProps) {
  const code = isMosaicError(error) ? error.code : null;
  return (
    <div className="notice tone-bad" role="alert">
      <Icon name="warning" />
      <div>
        <p className="notice-title">{title}</p>
        <p className="long-text">
          {printable(error.message)} {code !== null && <code>{code}</code>}
        </p>
        {hint !== undefined && (
          <p>
            <InlineCode text={hint} />
          </p>
        )}
        {onRetry !== undefined && (
          <button type="button" className="button small" onClick={onRetry}>
            Try again
          </button>
        )}
      </div>
    </div>
  );
}
