const paths = {
  'not-started': 'M8 2.75a5.25 5.25 0 1 0 0 10.5a5.25 5.25 0 1 0 0-10.5',
  'in-progress': 'M8 2.75a5.25 5.25 0 1 0 0 10.5a5.25 5.25 0 1 0 0-10.5M8 5v3l2.2 1.6',
  done: 'M8 2.25a5.75 5.75 0 1 0 0 11.5a5.75 5.75 0 1 0 0-11.5M5.4 8.2l1.9 1.9 3.5-4',
  failed: 'M8 2.25a5.75 5.75 0 1 0 0 11.5a5.75 5.75 0 1 0 0-11.5M6 6l4 4M10 6l-4 4',
  deferred: 'M3 8h8.5M8.5 4.75L11.75 8 8.5 11.25M13.5 4v8',
  skipped: 'M3.5 8h2M7 8h2M10.5 8h2',
  stopped: 'M3.5 3.5h9v9h-9z',
  stopping: 'M8 2.75a5.25 5.25 0 1 0 0 10.5a5.25 5.25 0 1 0 0-10.5M6.25 6.25h3.5v3.5h-3.5z',
  warning: 'M8 2.5l6 10.75H2zM8 6.5v3M8 11.25v.1',
  info: 'M8 2.25a5.75 5.75 0 1 0 0 11.5a5.75 5.75 0 1 0 0-11.5M8 7.25v3.5M8 5v.1',
  close: 'M4 4l8 8M12 4l-8 8',
  system: 'M2.5 3.5h11v7.5h-11zM6 13.5h4',
  light:
    'M8 5.25a2.75 2.75 0 1 0 0 5.5a2.75 2.75 0 1 0 0-5.5M8 1.5v1.5M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M3.4 12.6l1.1-1.1M11.5 4.5l1.1-1.1',
  dark: 'M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5z',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  plus: 'M8 3v10M3 8h10',
  play: 'M5 3.5l7 4.5-7 4.5z',
  down: 'M8 3v9.5M4 8.75L8 12.5l4-3.75',
  up: 'M8 13V3.5M4 7.25L8 3.5l4 3.75',
  open: 'M3.75 6L8 10.25 12.25 6',
  right: 'M6 3.75L10.25 8 6 12.25',
  more: 'M3.5 8h.1M8 8h.1M12.5 8h.1',
  undo: 'M5.5 3L2.5 6l3 3M3 6h6.5a3.75 3.75 0 0 1 0 7.5H6',
  redo: 'M10.5 3l3 3-3 3M13 6H6.5a3.75 3.75 0 0 0 0 7.5H10',
  minus: 'M3 8h10',
} as const;

export type IconName = keyof typeof paths;

/** Decoration beside words: always hidden from assistive technology. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
