export { tonyVersion } from './version.ts';
