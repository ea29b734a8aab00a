import { postgresLimits } from './limits.ts';
import { unavailable } from './translate-postgres-error.ts';

/** Whether the database can be reached; while it cannot, calls fail at once instead of waiting. */
export interface Availability {
  isAvailable(): boolean;
  /** Throws `unavailable` while the database is known to be lost. */
  require(): void;
  /** Connects, or finds out that the database is lost and starts to look for it. */
  attempt<T>(connect: () => Promise<T>): Promise<T>;
  /** Stops looking. */
  close(): void;
}

/** @param probe resolves when the database answers */
export function createAvailability(probe: () => Promise<void>): Availability {
  let isUp = true;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    probe()
      .then(() => {
        isUp = true;
      })
      .catch(lookLater);
  };
  const lookLater = () => {
    if (isClosed) return;
    timer = setTimeout(look, postgresLimits.probeEveryMs);
    timer.unref();
  };
  const requireUp = () => {
    if (!isUp) throw unavailable();
  };
  return {
    isAvailable: () => isUp,
    require: requireUp,
    async attempt(connect) {
      requireUp();
      try {
        return await connect();
      } catch (error) {
        if (isUp) {
          isUp = false;
          lookLater();
        }
        throw unavailable(error);
      }
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
