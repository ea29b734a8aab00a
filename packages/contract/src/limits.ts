/** Bounds that callers can rely on. Everything that can grow has one. */
export const limits = {
  /** Items in one page of a list. */
  pageSizeMax: 500,
  pageSizeDefault: 100,
  /** Characters of one log chunk accepted by `run.log`. */
  logChunkCharsMax: 64_000,
  /** Characters of log kept for one run; more ends the run as a flood. */
  runLogCharsMax: 4_000_000,
  /** Characters of log kept for one piece of evidence; head and tail are kept. */
  evidenceLogCharsMax: 200_000,
  /** How long a lease lives without a heartbeat, in milliseconds. */
  leaseMs: 15_000,
  /** Versions of the protocol between agents and this hub, the newest and the oldest it speaks. */
  protocolVersion: 2,
  protocolVersionMin: 1,
  /** Capabilities of one agent. */
  capabilitiesMax: 200,
  /** Labels of one agent or task. */
  labelsMax: 30,
  /** Tasks one agent may hold at the same time, whatever it says. */
  agentTasksMax: 1_000,
  /** Tasks in one `task.submit`, `task.complete`, `task.fail`, `task.cancel` or `task.redrive`. */
  taskBatchMax: 500,
  /** Characters of the payload of a job, as JSON; of its result likewise. */
  payloadCharsMax: 64_000,
  /** Capabilities a job may require. */
  requiresMax: 20,
  /** Different sets of requirements with work waiting, in one tenant. */
  requirementSetsMax: 1_000,
  /** Tasks a job may depend on. */
  dependenciesMax: 100,
  /** Attempts of a job. */
  attemptsMax: 100,
  /** Waiting that outweighs one step of priority, in milliseconds. */
  ageMs: 60_000,
  /** Furthest a job may be put off, in milliseconds: a year. */
  delayMsMax: 366 * 24 * 3_600_000,
  /** Longest pause between two attempts, in milliseconds: a day. */
  backOffMsMax: 24 * 3_600_000,
  /** Longest lease a job may ask for, in milliseconds: a day. */
  taskLeaseMsMax: 24 * 3_600_000,
  /** Unfinished jobs of one tenant. */
  waitingTasksMax: 1_000_000,
  /** How long a job that is over can be read, in milliseconds: 30 days. */
  finishedJobAgeMsMax: 30 * 24 * 3_600_000,
  /** How far `task.explain` counts. */
  lineMax: 1_000,
  /** Schedules of one tenant. */
  schedulesMax: 1_000,
  /** Longest distance of a schedule without cron expression, in milliseconds: a year. */
  scheduleEveryMsMax: 366 * 24 * 3_600_000,
  /** Occurrences of one schedule enqueued in one turn; those missed beyond it follow in the next. */
  catchUpMax: 100,
  /** Tasks leased by one claim. */
  claimCountMax: 50,
  /** Longest wait of `task.claim` for work, in milliseconds. */
  claimWaitMsMax: 25_000,
  /** How long events are kept, in milliseconds: 30 days. */
  eventAgeMsMax: 30 * 24 * 3_600_000,
  /** Events kept at most. */
  eventsMax: 1_000_000,
  /** Quotas of one tenant. */
  quotasMax: 500,
  /** Workers of one mission. */
  workersMax: 64,
  /** Tasks of one mission. */
  missionTasksMax: 5_000,
  /** Characters of the name of a context, and contexts of one tenant. */
  contextNameCharsMax: 120,
  contextsMax: 10_000,
  /** Nodes and edges of one plan. */
  planNodesMax: 100_000,
  planEdgesMax: 400_000,
  /** Characters of a title or criterion of a plan, and of a description. */
  planLineCharsMax: 300,
  planTextCharsMax: 8_000,
  /** Criteria of one node. */
  planLinesMax: 50,
  /** Longest estimate of one node, in minutes of work: ten years of 2,000 hours. */
  planMinutesMax: 1_200_000,
  /** Characters of a document a plan is read from. */
  planSourceCharsMax: 4_000_000,
  /** Characters of a namespace and of a key of shared state. */
  stateNamespaceCharsMax: 64,
  stateKeyCharsMax: 256,
  /** Bytes of one value of shared state, as JSON text. */
  stateValueBytesMax: 262_144,
  /** Conditions, and writes, of one `state.transact`. */
  stateTransactMax: 100,
  /** Longest time limit of a key: one year, in milliseconds. */
  stateTtlMsMax: 31_536_000_000,
  /** Characters of the name of a lock and of an owner. */
  lockIdCharsMax: 120,
  /** Units of one lock. */
  lockCapacityMax: 10_000,
  /** Locks taken by one call. */
  lockSharesMax: 20,
  /** How long a hold lives without being renewed, in milliseconds. */
  lockTtlMsMin: 1_000,
  lockTtlMsDefault: 30_000,
  lockTtlMsMax: 3_600_000,
  /** Bytes of the payload of one message, as JSON text. */
  messagePayloadBytesMax: 65_536,
  /** Messages of one `message.batch`; deliveries handed out, acknowledged or refused by one call. */
  messageBatchMax: 100,
  /** How long a message is worth delivering, in milliseconds: a day, at most 30. */
  messageTtlMsDefault: 24 * 3_600_000,
  messageTtlMsMax: 30 * 24 * 3_600_000,
  /** How long a delivery belongs to its receiver without an acknowledgement, in milliseconds. */
  deliveryLeaseMsDefault: 30_000,
  deliveryLeaseMsMax: 3_600_000,
  /** Times a delivery is handed out before it becomes a dead letter. */
  deliveryAttemptsMax: 5,
  /** Longest pause after a refusal, in milliseconds. */
  deliveryDelayMsMax: 3_600_000,
  /** Deliveries an agent may leave open; a full inbox takes no direct message. */
  inboxMax: 10_000,
  /** Agents one broadcast or topic may reach. */
  messageRecipientsMax: 10_000,
  /** Longest wait of `message.receive` and `message.request`, in milliseconds. */
  messageWaitMsMax: 25_000,
  /** How long a message waits for an agent with the capability, in milliseconds. */
  messageUnassignedMsMax: 10 * 60_000,
  /** Messages of one tenant that may wait for an agent at the same time. */
  messagesUnassignedMax: 10_000,
  /** Subscriptions of one agent. */
  subscriptionsMax: 100,
  /** Words of a topic. */
  topicWordsMax: 6,
} as const;
