import { useEffect, useRef, useState } from 'react';
import {
  type LayeredGraph,
  type LayeredOptions,
  type LayeredPlaces,
  layeredLayout,
} from './layered-layout.ts';
import type { LayoutQuestion } from './layout-worker.ts';

interface Answer {
  ticket: number;
  places: LayeredPlaces;
}

/**
 * Places for a graph, computed beside the page. The graph they belong to comes with them, since
 * the page may be further by then; null before the first answer.
 */
export function useLayout<Graph extends LayeredGraph>(
  graph: Graph,
  options: Partial<LayeredOptions>,
): { graph: Graph; places: LayeredPlaces } | null {
  const [answer, setAnswer] = useState<{ graph: Graph; places: LayeredPlaces } | null>(null);
  const worker = useRef<Worker | null>(null);
  const ticket = useRef(0);

  useEffect(() => {
    // The bundler looks for this very form.
    worker.current = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' });
    return () => {
      worker.current?.terminate();
      worker.current = null;
    };
  }, []);

  useEffect(() => {
    const own = ++ticket.current;
    const place = () => setAnswer({ graph, places: layeredLayout(graph, options) });
    const current = worker.current;
    if (current === null) return place();
    const onMessage = ({ data }: MessageEvent<Answer>) => {
      if (data.ticket === own) setAnswer({ graph, places: data.places });
    };
    // Without workers, as in some embedded browsers, the page waits the few milliseconds itself.
    current.addEventListener('message', onMessage);
    current.addEventListener('error', place);
    current.postMessage({ ticket: own, graph: plain(graph), options } satisfies LayoutQuestion);
    return () => {
      current.removeEventListener('message', onMessage);
      current.removeEventListener('error', place);
    };
  }, [graph, options]);

  return answer;
}

/** Only the numbers: what else a graph carries need not be copied. */
function plain({ count, from, to, widths }: LayeredGraph): LayeredGraph {
  return { count, from, to, ...(widths === undefined ? {} : { widths }) };
}
