import pino, { type Logger } from 'pino';

/** What must never reach a log, wherever it stands. */
const secretPaths = [
  'token',
  '*.token',
  'workerToken',
  '*.workerToken',
  'headers.authorization',
  '*.headers.authorization',
  'req.headers.authorization',
];

/** JSON lines on standard error; standard output belongs to results. */
export function createLogger(level: string): Logger {
  return pino(
    { level, base: null, redact: { paths: secretPaths, censor: '[secret]' } },
    pino.destination({ dest: 2, sync: true }),
  );
}
