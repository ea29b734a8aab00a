import { ToggleGroup } from 'radix-ui';
import { useState } from 'react';
import { applyTheme, readTheme, type Theme, themes } from '../app/theme.ts';
import { formatLabel } from '../format/label.ts';
import { Icon } from './icon.tsx';

export function ThemeToggle() {
  const [theme, setTheme] = useState<Theme>(readTheme);
  return (
    <ToggleGroup.Root
      type="single"
      className="theme-toggle"
      aria-label="Colour theme"
      value={theme}
      onValueChange={(value) => {
        const next = themes.find((known) => known === value);
        // Pressing the chosen one again would leave none.
        if (next === undefined) return;
        applyTheme(next);
        setTheme(next);
      }}
    >
      {themes.map((name) => (
        <ToggleGroup.Item
          key={name}
          value={name}
          aria-label={`${formatLabel(name)} theme`}
          title={formatLabel(name)}
        >
          <Icon name={name} />
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
