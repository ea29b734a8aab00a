import { z } from 'zod';
import { flag, secretSetting, setting } from './setting.ts';

/** Kinds of installation; `team` is the old name of `standalone`. */
const tierNames = ['local', 'standalone', 'team', 'federated'] as const;

/** Settings of an installation that several nodes serve. */
export const clusterSettings = {
  tier: setting(
    'MOSAIC_TIER',
    z.enum(tierNames),
    'Kind of installation: local is one hub on a file; standalone is PostgreSQL and any number of nodes.',
    'local',
  ),
  databaseUrl: secretSetting(
    'DATABASE_URL',
    z.url({ protocol: /^postgres(?:ql)?$/ }).optional(),
    'PostgreSQL (15 or newer) that the nodes of a standalone installation share.',
  ),
  redisUrl: secretSetting(
    'REDIS_URL',
    z.url({ protocol: /^rediss?$/ }).optional(),
    'Redis or Valkey (7.0 or newer) that carries hints between nodes; PostgreSQL does when not set.',
  ),
  secretFile: setting(
    'MOSAIC_SECRET_FILE',
    z.string().optional(),
    'File with the secret all nodes share; tokens and keys are derived from it, none is stored in the database.',
  ),
  nodeName: setting(
    'MOSAIC_NODE_NAME',
    z
      .string()
      .regex(/^[\w.-]{1,80}$/, 'use letters, digits, dot, dash and underscore')
      .optional(),
    'Name of this node; host name and port when not set.',
  ),
  nodeUrl: setting(
    'MOSAIC_NODE_URL',
    z.url({ protocol: /^https?$/ }).optional(),
    'Address at which others reach this node, as node list shows it.',
  ),
  vaults: setting(
    'MOSAIC_VAULTS',
    z.string().optional(),
    "Folder of the missions' repositories; nodes with an engine and their runners share it. vaults in the home when not set.",
  ),
  hasEngine: setting(
    'MOSAIC_ENGINE',
    flag,
    'Whether this node may run missions; give 0 to nodes that do not see the vaults.',
    '1',
  ),
  stopGraceMs: setting(
    'MOSAIC_STOP_GRACE_MS',
    z.coerce.number().int().min(0).max(300_000).optional(),
    'How long a stopping hub serves on after /ready turned, so that proxies notice; 0, or 5000 in tier standalone, when not set.',
  ),
} as const;
