import type { BusLine } from '@mosaic/contract';

/** What a bus tells a node. */
export interface BusListener {
  /** Other nodes published these topics. */
  heard(topics: readonly string[]): void;
  /** Hints may have been missed: whoever waits for anything shall look now. */
  missed(): void;
}

/**
 * Carries hints between the nodes of an installation.
 *
 * Hints are never the truth: a bus may lose, repeat and reorder them, and nothing but a
 * little time is lost. So it never throws and never makes anybody wait. Only topics travel,
 * never what happened: a bus learns no secret and cannot make a node believe anything.
 */
export interface Bus {
  /** Tells the other nodes soon; topics published close together travel together. */
  publish(topic: string): void;
  /** Sets who is told; called once, before the first publication. */
  listen(listener: BusListener): void;
  /** The ways hints can travel, preferred one first. */
  lines(): BusLine[];
  /** Says that some other node hears nothing on the preferred way. */
  setPeerDeaf(isPeerDeaf: boolean): void;
  close(): Promise<void>;
}

/** The bus of a node that is alone. */
export const silentBus: Bus = {
  publish: () => undefined,
  listen: () => undefined,
  lines: () => [],
  setPeerDeaf: () => undefined,
  close: async () => undefined,
};
