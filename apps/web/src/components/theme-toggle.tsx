import { useId, useState } from 'react';
import { applyTheme, readTheme, themes } from '../app/theme.ts';
import { formatLabel } from '../format/label.ts';
import { Icon } from './icon.tsx';

/** Radio buttons as the browser has them: one stop of Tab, arrows in between. */
export function ThemeToggle() {
  const [theme, setTheme] = useState(readTheme);
  const name = useId();
  return (
    <fieldset className="theme-toggle" aria-label="Colour theme">
      {themes.map((each) => (
        <label key={each} title={formatLabel(each)}>
          <input
            type="radio"
            name={name}
            aria-label={`${formatLabel(each)} theme`}
            checked={each === theme}
            onChange={() => {
              applyTheme(each);
              setTheme(each);
            }}
          />
          <Icon name={each} />
        </label>
      ))}
    </fieldset>
  );
}
