export { spawnHost } from './spawn-host.ts';
