import { PlanAgentType, PlanPriority, planGapAreas, planLevels } from '@mosaic/contract';
import { InvalidArgumentError, Option } from 'commander';

/** A whole number within bounds. */
export function countOption(
  flags: string,
  help: string,
  [least, most]: readonly [number, number],
  fallback?: number,
): Option {
  const option = new Option(flags, help).argParser((text) => {
    const count = Number(text);
    if (text.trim() !== '' && Number.isInteger(count) && count >= least && count <= most) {
      return count;
    }
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  });
  return fallback === undefined ? option : option.default(fallback);
}

export function workersOption(): Option {
  return countOption('--workers <number>', 'workers at the same time', [1, 64], 2);
}

export function depthOption(): Option {
  return countOption('--depth <number>', 'levels to show; as many as are readable when not given', [
    1,
    planLevels.length,
  ]);
}

export function planOption(): Option {
  return new Option(
    '--plan <id>',
    'plan, or its epic such as E.001; else the one of the workspace',
  );
}

/** Minutes of work: `25`, `25m` or `2h`. */
export function durationOption(): Option {
  return new Option('--duration <time>', 'minutes of work, such as 25, 25m or 2h').argParser(
    (text) => {
      const [, amount, unit] = /^(\d+(?:\.\d+)?) ?(m|min|h)?$/.exec(text.trim()) ?? [];
      const minutes = Number(amount) * (unit === 'h' ? 60 : 1);
      if (minutes > 0) return minutes;
      throw new InvalidArgumentError('It must be minutes of work, such as 25, 25m or 2h.');
    },
  );
}

export const levelOption = (): Option =>
  new Option('--type <level>', 'level of the node').choices([...planLevels]);

export const priorityOption = (): Option =>
  new Option('--priority <priority>', 'what goes first').choices([...PlanPriority.options]);

export const agentOption = (): Option =>
  new Option('--agent <type>', 'kind of agent that does it').choices([...PlanAgentType.options]);

export const areaOption = (): Option =>
  new Option('--area <area...>', 'only these areas').choices([...planGapAreas]);

/** `a,b` or the flag again and again. */
export function listOption(flags: string, help: string): Option {
  return new Option(flags, help).argParser((text, before: readonly string[] | undefined) => [
    ...(before ?? []),
    ...text.split(',').flatMap((part) => part.trim() || []),
  ]);
}
