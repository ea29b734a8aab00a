import { Link } from '@tanstack/react-router';
import { usePageTitle } from '../app/use-page-title.ts';

export function NotFoundPage() {
  usePageTitle('No such page');
  return (
    <div className="empty">
      <h1>There is no such page</h1>
      <p>
        The address leads nowhere. <Link to="/">All missions</Link>
      </p>
    </div>
  );
}
