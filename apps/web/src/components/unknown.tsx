/** A dash for the eye, words for the ear. */
export function Unknown({ label }: { label: string }) {
  return (
    <span className="muted">
      <span aria-hidden="true">–</span>
      <span className="visually-hidden">{label}</span>
    </span>
  );
}
