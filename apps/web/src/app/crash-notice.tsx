import type { ErrorComponentProps } from '@tanstack/react-router';
import { ErrorNotice } from '../components/error-notice.tsx';

/** Shown instead of a page whose drawing failed; the rest of the dashboard goes on. */
export function CrashNotice({ error, reset }: ErrorComponentProps) {
  return (
    <ErrorNotice
      title="This page could not be drawn"
      error={error instanceof Error ? error : new Error(String(error))}
      hint="This is a defect of the dashboard; the mission is not affected."
      onRetry={reset}
    />
  );
}
