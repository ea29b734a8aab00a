/** Numbers of the system calls that a filter has to tell apart, per processor. */
interface Calls {
  /** As in `linux/audit.h`. */
  readonly architecture: number;
  readonly ioctl: number;
  readonly socket: number;
  /** Kernel keys, tracing, loading code into the kernel, mounting, file handles, the kernel's log. */
  readonly forbidden: readonly number[];
}

/** The same on every processor: io_uring, which no filter sees through, and the newer mount calls. */
const ioUring = [425, 426, 427];
const mounting = [428, 429, 430, 431, 432, 433, 442];

const calls: Readonly<Partial<Record<NodeJS.Architecture, Calls>>> = {
  x64: {
    architecture: 0xc000003e,
    ioctl: 16,
    socket: 41,
    forbidden: [
      103, 155, 163, 165, 166, 167, 168, 169, 175, 176, 179, 246, 248, 249, 250, 298, 303, 304, 308,
      313, 320, 321, 323,
    ],
  },
  arm64: {
    architecture: 0xc00000b7,
    ioctl: 29,
    socket: 198,
    forbidden: [
      39, 40, 41, 60, 89, 104, 105, 106, 116, 142, 217, 218, 219, 224, 225, 241, 264, 265, 268, 273,
      280, 282, 294,
    ],
  },
};

/** Typing into a terminal, and pasting into a console. */
const forbiddenIoctls = [0x5412, 0x541c];

/** Unix, IPv4, IPv6, netlink. Others, such as vsock, do not respect a private network. */
const families = [1, 2, 10, 16];

const load = 0x20;
const ifEqual = 0x15;
const ifAtLeast = 0x35;
const answer = 0x06;
const allow = 0x7fff0000;
const fail = (errno: number) => 0x00050000 | errno;
const notPermitted = fail(1);
const notImplemented = fail(38);
const noSuchFamily = fail(97);

/** Where `struct seccomp_data` has the call, the processor, and the low half of each argument. */
const at = { call: 0, architecture: 4, firstArgument: 16, secondArgument: 24 } as const;

type Instruction = readonly [code: number, value: number, ifTrue?: number, ifFalse?: number];

/**
 * A filter for bubblewrap's `--seccomp`: what name spaces and missing privileges leave open.
 *
 * Forbidden calls fail as if the kernel did not have or permit them; nothing is killed. Null for
 * a processor that we have no numbers for: the sandbox then does without.
 */
export function seccompFilter(architecture: NodeJS.Architecture): Buffer | null {
  const known = calls[architecture];
  if (!known) return null;
  const ifCall = (call: number, then: readonly Instruction[]): Instruction[] => [
    [ifEqual, call, 0, then.length],
    ...then,
  ];
  const program: Instruction[] = [
    [load, at.architecture],
    [ifEqual, known.architecture, 1, 0],
    [answer, notImplemented],
    [load, at.call],
    // The x32 variant of x64 has other numbers for the same calls.
    [ifAtLeast, 0x40000000, 0, 1],
    [answer, notImplemented],
    ...ioUring.flatMap((call) => ifCall(call, [[answer, notImplemented]])),
    ...[...known.forbidden, ...mounting].flatMap((call) => ifCall(call, [[answer, notPermitted]])),
    ...ifCall(known.ioctl, [
      [load, at.secondArgument],
      ...forbiddenIoctls.flatMap((request) => ifCall(request, [[answer, notPermitted]])),
      [answer, allow],
    ]),
    ...ifCall(known.socket, [
      [load, at.firstArgument],
      ...families.flatMap((family) => ifCall(family, [[answer, allow]])),
      [answer, noSuchFamily],
    ]),
    [answer, allow],
  ];
  const bytes = Buffer.alloc(program.length * 8);
  for (const [index, [code, value, ifTrue = 0, ifFalse = 0]] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(ifTrue, index * 8 + 2);
    bytes.writeUInt8(ifFalse, index * 8 + 3);
    bytes.writeUInt32LE(value >>> 0, index * 8 + 4);
  }
  return bytes;
}
