/** Four tiles, one of another colour. */
export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
      <path className="logo-a" d="M2 2h9v9H2zM13 13h9v9h-9z" />
      <path className="logo-b" d="M13 2h9v9h-9z" />
      <path className="logo-c" d="M2 13h9v9H2z" />
    </svg>
  );
}
