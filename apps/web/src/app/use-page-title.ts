import { useEffect } from 'react';

/** Names the page in tab, history and screen reader. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · MosAIc`;
  }, [title]);
}
