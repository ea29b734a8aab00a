/** Version of the Tony framework, which keeps its own line beside the stack's. */
export const tonyVersion = '2.8.0';
