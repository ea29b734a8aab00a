import type { ErrorCode } from '@mosaic/contract';

/** What each code tells a caller. A code without an entry does not compile. */
export const errorGuide: Readonly<Record<ErrorCode, { meaning: string; advice: string }>> = {
  invalid_input: {
    meaning: 'The input does not fit the operation; the details name the field.',
    advice: 'Correct the field. Repeating the same input fails again.',
  },
  unauthenticated: {
    meaning: 'There was no token, or not one of this hub, or the run it belonged to is over.',
    advice: 'Send a token of this hub; the owner’s is in the file `owner-token` of its home.',
  },
  forbidden: {
    meaning: 'The token may not do this, or the request came from another host or web origin.',
    advice: 'Use a token with the permission, or allow the host (`MOSAIC_ALLOWED_HOSTS`).',
  },
  not_found: {
    meaning: 'There is no such thing.',
    advice: 'List what there is; ids are never used again.',
  },
  conflict: {
    meaning: 'Something else is in the way: somebody was faster, or it exists already.',
    advice: 'Look at the present state and decide anew.',
  },
  lease_lost: {
    meaning: 'The lease is over: it lapsed, was revoked, or a newer one was given.',
    advice: 'Stop the run, throw its work away and claim again. Never retry with the same token.',
  },
  gone: {
    meaning:
      'The place to go on from is no longer kept: events or versions before it were forgotten.',
    advice: 'Read the present state, then follow from the place the details name.',
  },
  precondition_failed: {
    meaning: 'Something has to be there first: a runtime, a report, a repository, a newer version.',
    advice: 'Do what the message says, then repeat.',
  },
  too_large: {
    meaning: 'The input is larger than the hub reads.',
    advice: 'Send less, or in parts.',
  },
  idempotency_mismatch: {
    meaning: 'This idempotency key was used before, with another input.',
    advice: 'Use a new key for a new intention; keep a key only for repeating the very same call.',
  },
  rate_limited: {
    meaning: 'This caller made too many calls in a short time.',
    advice: 'Wait as long as `Retry-After` says.',
  },
  quota_exceeded: {
    meaning: 'A quota is used up; the message names it, its limit and its use.',
    advice:
      'Free some of it, wait until it begins anew, or have the limit raised (`mosaic quota set`).',
  },
  internal: {
    meaning:
      'An error of MosAIc itself. The message carries a reference that stands in the hub’s log.',
    advice: 'Look up the reference in the log and report it.',
  },
  unavailable: {
    meaning: 'The hub cannot be reached, or is stopping.',
    advice: 'Repeat later, with the same idempotency key where the call changes something.',
  },
};
