import { createMissionStates, missionsModule, projectsModule } from '@mosaic/core';
import { hubMigrations, type Migration } from '@mosaic/mcp';
import { contextsModule } from '@tony/core/agents';
import { plansModule } from '@tony/core/plans';

/** Every step of the schema of this version, for the tools that work on a store without a hub. */
export function storeMigrations(): Migration[] {
  return hubMigrations([
    projectsModule(() => Promise.reject(new Error('Only the tables of this module are used'))),
    plansModule(),
    contextsModule,
    missionsModule(createMissionStates()),
  ]);
}
