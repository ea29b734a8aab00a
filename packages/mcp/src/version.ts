/** Version of MosAIc MCP as others depend on it; the hub itself has the version of its installation. */
export const mcpVersion = '0.1.0';
