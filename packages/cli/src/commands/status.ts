import { operations } from '@mosaic/contract';
import { exitCode } from '../exit-code.ts';
import { allPages } from '../hub/all-pages.ts';
import { isOver } from '../hub/newest-mission.ts';
import { missionLine } from '../render/mission.ts';
import { renderers } from '../render/renderers.ts';
import type { Session } from '../session.ts';

/** The hub at a glance, and the missions it is working on. */
export async function showStatus(session: Session): Promise<number> {
  const { terminal } = session;
  const client = session.client();
  const [system, missions] = await Promise.all([
    client.call(operations.systemStatus, {}),
    allPages(client, operations.listMissions, {}),
  ]);
  const running = missions.filter((mission) => !isOver(mission));
  if (session.isJson) {
    session.printJson({ ...system, missions: running });
    return exitCode.ok;
  }
  terminal.print(renderers.systemStatus?.(system, terminal.view) ?? '');
  for (const mission of running) {
    terminal.print(`${terminal.view.style('bold', mission.name)}  ${missionLine(mission)}`);
  }
  if (running.length === 0) terminal.print(terminal.view.style('dim', 'No mission is running.'));
  return exitCode.ok;
}
