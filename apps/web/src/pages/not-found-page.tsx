import { Link } from '@tanstack/react-router';
import { EmptyState } from '../components/empty-state.tsx';

export function NotFoundPage() {
  return (
    <EmptyState title="There is no such page">
      <p>
        The address leads nowhere. <Link to="/">All missions</Link>
      </p>
    </EmptyState>
  );
}
