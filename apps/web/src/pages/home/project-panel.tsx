import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useHub } from '../../app/hub-context.ts';
import { QueryView } from '../../components/query-view.tsx';
import { queries } from '../../data/queries.ts';

export function ProjectPanel() {
  const projects = useQuery(queries.projects(useHub()));
  return (
    <section className="panel" aria-labelledby="projects-title">
      <div className="panel-head">
        <h2 id="projects-title">Projects</h2>
        <Link to="/" search={{ new: 'project' }} className="button small">
          Add project
        </Link>
      </div>
      <QueryView query={projects} label="projects">
        {({ items }) =>
          items.length === 0 ? (
            <p className="muted">None yet. A project is a git repository on this machine.</p>
          ) : (
            <ul className="rows">
              {items.map((project) => (
                <li key={project.id}>
                  <p className="row-title long-text">{project.name}</p>
                  <p className="muted path">{project.path}</p>
                  <p className="meta">
                    <span>{project.defaultBranch}</span>
                    <span>
                      {project.gates.length === 0
                        ? 'no gates: nothing can be proven'
                        : `gates: ${project.gates.map((gate) => gate.name).join(', ')}`}
                    </span>
                  </p>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </section>
  );
}
