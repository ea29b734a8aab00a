import type { RepositoryAnalysis } from '@mosaic/contract';

const systems: readonly (readonly [system: string, path: RegExp])[] = [
  ['GitHub Actions', /^\.github\/workflows\/[^/]+\.ya?ml$/],
  ['Gitea Actions', /^\.(?:gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/],
  ['GitLab CI', /^\.gitlab-ci\.ya?ml$/],
  ['Woodpecker', /^\.woodpecker(?:\.ya?ml|\/.+\.ya?ml)$/],
  ['Drone', /^\.drone\.ya?ml$/],
  ['Jenkins', /^Jenkinsfile[^/]*$/],
  ['CircleCI', /^\.circleci\/config\.ya?ml$/],
  ['Travis CI', /^\.travis\.ya?ml$/],
  ['Azure Pipelines', /^azure-pipelines[^/]*\.ya?ml$/],
  ['Bitbucket Pipelines', /^bitbucket-pipelines\.ya?ml$/],
  ['Buildkite', /^\.buildkite\/[^/]+\.ya?ml$/],
  ['AppVeyor', /^\.?appveyor\.ya?ml$/],
];

/** Pipelines of the repository, by where their files lie. */
export function findCi(paths: readonly string[]): RepositoryAnalysis['ci'] {
  return systems
    .flatMap(([system, pattern]) =>
      paths.filter((path) => pattern.test(path)).map((path) => ({ system, path })),
    )
    .slice(0, 100);
}
