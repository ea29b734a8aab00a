import { operations } from '@mosaic/contract';
import { runJobAgent } from '../actors/job-agent.ts';
import { jobProject, runSubmitter } from '../actors/submitter.ts';
import { everyMs, runTimekeeper } from '../actors/timekeeper.ts';
import { occurrencesCheck } from '../checks/occurrences.ts';
import { runningCheck } from '../checks/running.ts';
import { violate } from '../violation.ts';
import { createActs, type Scene, type Stage } from './scene.ts';

/** Somebody who submits jobs, a schedule that does, and agents that take them. */
export function jobsScene({ world, client }: Stage): Scene {
  const { jobs, jobAgents } = world.script.workload;
  const acts = createActs(world);
  const occurrences = occurrencesCheck(everyMs);
  if (jobs > 0 && jobAgents > 0) {
    world.watches.push(runningCheck(jobProject), occurrences.watch);
    acts.start(runSubmitter(world, client('submitter'), jobs));
    acts.start(runTimekeeper(world, client('timekeeper')));
    for (let index = 1; index <= jobAgents; index += 1) {
      runJobAgent(world, client(`agent-${index}`), index === 1).catch(world.fail);
    }
  }
  return {
    isDone: acts.isDone,
    async atEnd(ask) {
      for (const [scheduleId, times] of occurrences.of) {
        const { enqueued } = await ask(operations.showSchedule, { scheduleId });
        if (enqueued === times.length) continue;
        violate(`${scheduleId} counts ${enqueued} occurrences, ${times.length} were enqueued`);
      }
    },
  };
}
