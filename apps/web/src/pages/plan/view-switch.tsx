import { Link } from '@tanstack/react-router';

/** Picture or its twin in words; which of them is in the address. */
export function ViewSwitch() {
  return (
    <nav className="button-group" aria-label="How it is shown">
      <Link
        to="."
        search={({ view: _view, ...rest }) => rest}
        resetScroll={false}
        className="button small"
        activeOptions={{ exact: true }}
      >
        Picture
      </Link>
      <Link
        to="."
        search={(old) => ({ ...old, view: 'table' as const })}
        resetScroll={false}
        className="button small"
      >
        Table
      </Link>
    </nav>
  );
}
