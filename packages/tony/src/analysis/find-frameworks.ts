import type { RepositoryAnalysis } from '@mosaic/contract';
import { analysisLimits as limits } from './analysis-limits.ts';

type Framework = RepositoryAnalysis['frameworks'][number];

/** Dependencies that say what a repository is built with. */
const known: readonly (readonly [kind: string, dependencies: Readonly<Record<string, string>>])[] =
  [
    [
      'http',
      {
        express: 'express',
        fastify: 'fastify',
        hono: 'hono',
        '@nestjs/core': 'nest',
        koa: 'koa',
        '@hapi/hapi': 'hapi',
        elysia: 'elysia',
        '@trpc/server': 'trpc',
        'apollo-server': 'apollo',
        '@apollo/server': 'apollo',
        django: 'django',
        flask: 'flask',
        fastapi: 'fastapi',
        starlette: 'starlette',
        aiohttp: 'aiohttp',
        rails: 'rails',
        sinatra: 'sinatra',
        'laravel/framework': 'laravel',
        'symfony/framework-bundle': 'symfony',
        'spring-boot-starter-web': 'spring',
        'spring-boot-starter-webflux': 'spring',
        'quarkus-rest': 'quarkus',
        'github.com/gin-gonic/gin': 'gin',
        'github.com/labstack/echo/v4': 'echo',
        'github.com/go-chi/chi/v5': 'chi',
        'github.com/gofiber/fiber/v2': 'fiber',
        'actix-web': 'actix',
        axum: 'axum',
        rocket: 'rocket',
      },
    ],
    [
      'web',
      {
        next: 'next',
        nuxt: 'nuxt',
        react: 'react',
        vue: 'vue',
        svelte: 'svelte',
        '@sveltejs/kit': 'sveltekit',
        '@angular/core': 'angular',
        'solid-js': 'solid',
        astro: 'astro',
        preact: 'preact',
        '@remix-run/react': 'remix',
        streamlit: 'streamlit',
      },
    ],
    [
      'data',
      {
        prisma: 'prisma',
        '@prisma/client': 'prisma',
        typeorm: 'typeorm',
        sequelize: 'sequelize',
        mongoose: 'mongoose',
        kysely: 'kysely',
        'drizzle-orm': 'drizzle',
        knex: 'knex',
        sqlalchemy: 'sqlalchemy',
        alembic: 'alembic',
        pandas: 'pandas',
        'apache-airflow': 'airflow',
        dbt: 'dbt',
        'dbt-core': 'dbt',
        pyspark: 'spark',
        'gorm.io/gorm': 'gorm',
        diesel: 'diesel',
        sqlx: 'sqlx',
      },
    ],
    [
      'cli',
      {
        commander: 'commander',
        yargs: 'yargs',
        '@oclif/core': 'oclif',
        ink: 'ink',
        click: 'click',
        typer: 'typer',
        clap: 'clap',
        'github.com/spf13/cobra': 'cobra',
      },
    ],
    [
      'mcp',
      {
        '@modelcontextprotocol/sdk': 'mcp',
        '@modelcontextprotocol/server': 'mcp',
        mcp: 'mcp',
        fastmcp: 'mcp',
        rmcp: 'mcp',
      },
    ],
    ['build', { vite: 'vite', webpack: 'webpack', rollup: 'rollup', turbo: 'turbo', nx: 'nx' }],
    [
      'test',
      {
        vitest: 'vitest',
        jest: 'jest',
        mocha: 'mocha',
        ava: 'ava',
        tap: 'tap',
        '@playwright/test': 'playwright',
        cypress: 'cypress',
        pytest: 'pytest',
        rspec: 'rspec',
        'rspec-rails': 'rspec',
        'phpunit/phpunit': 'phpunit',
        'junit-jupiter': 'junit',
        junit: 'junit',
      },
    ],
  ];

/** Frameworks that the packages depend on, each once with the first package that does. */
export function findFrameworks(packages: RepositoryAnalysis['packages']): Framework[] {
  const found = new Map<string, Framework>();
  for (const [kind, names] of known) {
    for (const { path, dependencies } of packages) {
      for (const dependency of dependencies) {
        const name = Object.hasOwn(names, dependency) ? names[dependency] : undefined;
        if (name === undefined || found.has(`${kind} ${name}`)) continue;
        found.set(`${kind} ${name}`, { name, kind, seenIn: path });
      }
    }
  }
  return [...found.values()].slice(0, limits.frameworksMax);
}
