/** Hint: an agent may have something to take. */
export const inboxTopic = (agentId: string): string => `inbox:${agentId}`;

/** Hint: a message may have been answered. */
export const replyTopic = (messageId: string): string => `reply:${messageId}`;
