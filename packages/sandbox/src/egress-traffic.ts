import type { Socket } from 'node:net';
import { type Duplex, Transform } from 'node:stream';
import type { EgressLimits } from './limits.ts';

/** Connections and bytes of one broker, within its limits. */
export interface Traffic {
  /** False when there are too many connections, or the bytes are used up. */
  admit(socket: Socket): boolean;
  /** Ends `socket` with the broker and after the longest duration. */
  own(socket: Duplex): void;
  /** Passes bytes on and counts them; fails when they are used up. */
  meter(): Transform;
  bytes(): number;
  end(): void;
}

export function egressTraffic(caps: EgressLimits): Traffic {
  const sockets = new Set<Duplex>();
  let admitted = 0;
  let bytes = 0;
  const own = (socket: Duplex) => {
    sockets.add(socket);
    const timer = setTimeout(() => socket.destroy(), caps.durationMsMax);
    socket.once('close', () => {
      clearTimeout(timer);
      sockets.delete(socket);
    });
    socket.on('error', () => socket.destroy());
  };
  const end = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    admit(socket) {
      if (admitted >= caps.connectionsMax || bytes > caps.bytesMax) return false;
      admitted += 1;
      socket.once('close', () => {
        admitted -= 1;
      });
      own(socket);
      return true;
    },
    own,
    meter() {
      const meter = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          bytes += chunk.length;
          if (bytes <= caps.bytesMax) return done(null, chunk);
          // Nothing may pass any more, whoever sends it.
          end();
          done();
        },
      });
      meter.on('error', () => {});
      return meter;
    },
    bytes: () => bytes,
    end,
  };
}
