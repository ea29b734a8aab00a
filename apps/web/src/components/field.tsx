import { type ReactNode, useId } from 'react';
import { Icon } from './icon.tsx';

interface FieldProps {
  label: string;
  hint?: string;
  problem?: string | undefined;
  /** Draws the control; spread the attributes onto it. */
  children: (attributes: {
    id: string;
    'aria-invalid': boolean;
    'aria-describedby': string;
  }) => ReactNode;
}

/** Label, control, hint and what is wrong, tied together. */
export function Field({ label, hint, problem, children }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-invalid': problem !== undefined, 'aria-describedby': `${id}-more` })}
      <div id={`${id}-more`}>
        {problem !== undefined && (
          <p className="field-error">
            <Icon name="warning" /> {problem}
          </p>
        )}
        {hint !== undefined && <p className="hint">{hint}</p>}
      </div>
    </div>
  );
}
