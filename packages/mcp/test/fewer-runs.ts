import fc from 'fast-check';

// Properties hold on SQLite hundreds of times; here it is about what PostgreSQL does differently.
fc.configureGlobal({ numRuns: 20 });
