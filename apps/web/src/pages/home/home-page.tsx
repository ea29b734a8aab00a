import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useHub } from '../../app/hub-context.ts';
import { usePageTitle } from '../../app/use-page-title.ts';
import { Drawer } from '../../components/drawer.tsx';
import { Icon } from '../../components/icon.tsx';
import { queries } from '../../data/queries.ts';
import { AddProjectForm } from './add-project-form.tsx';
import { AgentPanel } from './agent-panel.tsx';
import { MissionList } from './mission-list.tsx';
import { ProjectPanel } from './project-panel.tsx';
import { StartMissionForm } from './start-mission-form.tsx';

const route = getRouteApi('/');

export function HomePage() {
  usePageTitle('Missions');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const hub = useHub();
  const projects = useQuery(queries.projects(hub));
  const hasProjects = (projects.data?.items.length ?? 0) > 0;
  const close = () => void navigate({ search: {}, replace: true });

  return (
    <>
      <div className="page-head">
        <h1>Missions</h1>
        {hasProjects && (
          <Link to="/" search={{ new: 'mission' }} className="button primary">
            <Icon name="plus" />
            Start mission
          </Link>
        )}
      </div>
      <div className="home-columns">
        <section aria-label="Missions">
          <MissionList />
        </section>
        <div className="home-side">
          <ProjectPanel />
          <AgentPanel />
        </div>
      </div>
      {search.new === 'mission' && (
        <Drawer title="Start a mission" onClose={close}>
          <StartMissionForm />
        </Drawer>
      )}
      {search.new === 'project' && (
        <Drawer title="Add a project" onClose={close}>
          <AddProjectForm onAdded={close} />
        </Drawer>
      )}
    </>
  );
}
