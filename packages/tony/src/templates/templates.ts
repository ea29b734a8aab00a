import { bugFix } from './catalogue/bug-fix.ts';
import { cli } from './catalogue/cli.ts';
import { dataPipeline } from './catalogue/data-pipeline.ts';
import { documentationSet } from './catalogue/documentation-set.ts';
import { featureTemplate } from './catalogue/feature.ts';
import { library } from './catalogue/library.ts';
import { mcpServer } from './catalogue/mcp-server.ts';
import { migration } from './catalogue/migration.ts';
import { performance } from './catalogue/performance.ts';
import { refactor } from './catalogue/refactor.ts';
import { restApi } from './catalogue/rest-api.ts';
import { securityRemediation } from './catalogue/security-remediation.ts';
import { testCoverage } from './catalogue/test-coverage.ts';
import { webApp } from './catalogue/web-app.ts';
import type { PlanTemplate } from './template.ts';

/** All templates; of two that fit alike the first wins. */
export const templates: readonly PlanTemplate[] = [
  restApi,
  webApp,
  cli,
  library,
  bugFix,
  securityRemediation,
  migration,
  dataPipeline,
  documentationSet,
  mcpServer,
  testCoverage,
  performance,
  refactor,
  featureTemplate,
];
