/** A quiet placeholder; appears late so that fast answers do not flicker. */
export function Loading({ label }: { label: string }) {
  return (
    <div className="loading" role="status">
      <span className="loading-tiles" aria-hidden="true">
        <i />
        <i />
        <i />
        <i />
      </span>
      {label} …
    </div>
  );
}
