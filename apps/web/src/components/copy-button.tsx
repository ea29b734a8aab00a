import { useState } from 'react';
import { Icon } from './icon.tsx';

/** Copies `text`; where the browser forbids it, says so. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [outcome, setOutcome] = useState<'' | 'Copied' | 'Copying is blocked: select the text'>('');
  return (
    <span className="copy">
      <button
        type="button"
        className="button quiet small"
        onClick={() => {
          navigator.clipboard.writeText(text).then(
            () => setOutcome('Copied'),
            () => setOutcome('Copying is blocked: select the text'),
          );
        }}
      >
        <Icon name="copy" />
        {label}
      </button>
      <span role="status" className="muted">
        {outcome}
      </span>
    </span>
  );
}
