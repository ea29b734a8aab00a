import { type LayeredGraph, type LayeredOptions, layeredLayout } from './layered-layout.ts';

/** One question to the worker; the answer carries its ticket, so that late ones are told apart. */
export interface LayoutQuestion {
  ticket: number;
  graph: LayeredGraph;
  options: Partial<LayeredOptions>;
}

// Runs beside the page: a large plan must not hold up a key.
addEventListener('message', ({ data }: MessageEvent<LayoutQuestion>) => {
  const places = layeredLayout(data.graph, data.options);
  const transfer = [places.x.buffer, places.y.buffer, places.layer.buffer];
  postMessage({ ticket: data.ticket, places }, { transfer });
});
