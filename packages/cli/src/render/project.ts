import type { Project } from '@mosaic/contract';
import { facts } from '../output/facts.ts';
import type { Column } from '../output/table.ts';
import type { View } from '../output/terminal.ts';
import { listRenderer, type Renderers } from './renderer.ts';

function showProject(project: Project, view: View): string {
  return facts(
    [
      ['Project', project.id],
      ['Name', project.name],
      ['Path', project.path],
      ['Default branch', project.defaultBranch],
      ...(project.gates.length === 0
        ? [['Gates', 'none'] as const]
        : project.gates.map((gate) => [`Gate ${gate.name}`, gate.command] as const)),
      ['Lent paths', project.lentPaths.join(', ') || null],
      ['Reachable hosts', project.egressHosts.join(', ') || null],
    ],
    view,
  );
}

const columns: readonly Column<Project>[] = [
  { title: 'ID', text: (project) => project.id },
  { title: 'NAME', text: (project) => project.name },
  { title: 'GATES', text: (project) => project.gates.map((gate) => gate.name).join(', ') },
  { title: 'PATH', text: (project) => project.path, isFlexible: true },
];

export const projectRenderers = {
  addProject: showProject,
  updateProject: showProject,
  listProjects: listRenderer('projects', columns),
  showProject,
} satisfies Renderers;
