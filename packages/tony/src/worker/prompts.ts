import { limits } from '../limits.ts';

/** Asks again for the result of an agent that ended its turn without it. */
export function resultRequest(taskKey: string): string {
  return `Your result is missing. If the work is finished and committed, print it now; if it cannot
be finished, say so in the same form. Print exactly one JSON object and nothing after it:

{"task_id": ${JSON.stringify(taskKey)}, "status": "success or failed", "used": null, "commit_sha": "full id of your commit, or null", "notes": "what you changed, or why it did not work"}`;
}

/** For an agent that was cut off by a bound of its own. */
export const goOn = 'Go on where you stopped. End with the result object of the assignment.';

/** Asks an agent whose context is nearly full to bring its step to an end. */
export const windDown = `Stop here: your context is nearly full, and a fresh agent takes over. Finish
only the step you are in, commit what is complete, start nothing new. Then say in at most ten
lines what is done, what is left, and what you learned that is not in the files.`;

/** First words to a successor. The hash is not among them: only the file can tell it. */
export function echoRequest(packPath: string): string {
  return `Read the file ${packPath}. It contains a line that begins with "State hash:". Answer with the
64 hexadecimal digits of that line and nothing else. Change nothing and run nothing: you get
your task when the answer is right.

Handoff pack: ${packPath}`;
}

/** What a successor gets once it has shown that it read the state. */
export function takeoverPrompt(assignment: string, kickstart: string): string {
  return `${assignment.trimEnd()}

## You take over

An agent before you began this task. Its work is saved and checked out. What follows tells how
far it came; the rules above stay as they are.

${kickstart.slice(0, limits.kickstartCharsMax).trimEnd()}
`;
}

/** The file a successor reads: the hash, and what it belongs to. */
export function handoffPack(stateHash: string, kickstart: string): string {
  return `State hash: ${stateHash}\n\n${kickstart.slice(0, limits.kickstartCharsMax).trimEnd()}\n`;
}
