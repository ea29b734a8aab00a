import { useNavigate } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';

interface TaskLinkProps {
  taskId: string;
  className?: string;
  children: ReactNode;
}

/**
 * Opens a task beside the mission page; in a new tab, its own page.
 *
 * A plain anchor on purpose: the router's links each follow the address, and a
 * hundred of them in a table make every change of a filter slow.
 */
export function TaskLink({ taskId, className, children }: TaskLinkProps) {
  const navigate = useNavigate();
  const onClick = (event: MouseEvent<HTMLAnchorElement>) => {
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!isPlain || event.button !== 0) return;
    event.preventDefault();
    void navigate({ to: '.', search: (old) => ({ ...old, task: taskId }), resetScroll: false });
  };
  return (
    <a href={`/tasks/${encodeURIComponent(taskId)}`} className={className} onClick={onClick}>
      {children}
    </a>
  );
}
