/** Bounds of the MCP door. Everything that can grow has one. */
export const mcpLimits = {
  /** Bytes of one HTTP request body, or of one line on stdio. */
  messageBytesMax: 4 * 1024 * 1024,
  /** Nesting of objects and arrays in one message. */
  depthMax: 64,
  /** Characters of a tool name that an error repeats. */
  echoedNameCharsMax: 128,
  idempotencyKeyCharsMax: 200,
  /** How long a tool for a stream collects items, in milliseconds. */
  streamWaitMsDefault: 1_000,
  streamWaitMsMax: 25_000,
  /** Items that a tool for a stream returns at most. */
  streamItemsDefault: 100,
  streamItemsMax: 500,
  /** Distinct permission sets whose tool lists are kept. */
  toolListsMax: 256,
  /** How long a client may reuse a list of tools, in milliseconds. */
  listTtlMs: 60_000,
  /** Open `subscriptions/listen` streams. */
  subscriptionsMax: 256,
  /** Requests that the stdio bridge keeps waiting for the hub. */
  stdioInFlightMax: 64,
  /** How long the stdio bridge waits for answers after its input ended, in milliseconds. */
  stdioDrainMs: 5_000,
} as const;
