/** What a connecting agent is told about this server. */
export const mcpInstructions = `MosAIc runs missions: it plans work into small tasks, has agents do them in isolated
clones, and proves each one by running the project's gates itself. Start with project_list and mission_list.
mission_start begins one, mission_status shows where it stands, task_list and evidence_list show the details.
Pass the idempotency key io.mosaic/idempotencyKey in _meta when you may have to repeat a command.`;
