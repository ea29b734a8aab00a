export type { McpDoor, McpDoorOptions } from './mcp-door.ts';
export { createMcpDoor } from './mcp-door.ts';
export { mountMcp, mountMcpConformance } from './mount-mcp.ts';
export type { StdioBridgeOptions } from './stdio-bridge.ts';
export { bridgeStdio } from './stdio-bridge.ts';
