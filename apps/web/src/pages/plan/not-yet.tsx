import { Link } from '@tanstack/react-router';
import { EmptyState } from '../../components/empty-state.tsx';

/** What needs a plan that compiles is not there while it does not. */
export function NotYet({ what }: { what: string }) {
  return (
    <EmptyState title={`No ${what} yet`}>
      <p>The plan has errors; a {what} needs a plan that compiles.</p>
      <Link
        to="."
        search={({ view: _view, ...old }) => ({ ...old, tab: 'findings' as const })}
        resetScroll={false}
        className="button primary"
      >
        Show the errors
      </Link>
    </EmptyState>
  );
}
