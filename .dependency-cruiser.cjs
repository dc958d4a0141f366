/** Imports point one way: docs/house.md says why. */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'shared-knows-no-function',
      comment: 'What the functions share knows nothing of any of them, nor of what is around them.',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^(functions|infra|local|client|tools|test)/' },
    },
    {
      name: 'functions-know-shared-only',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^(infra|local|client|tools|test)/' },
    },
    {
      name: 'functions-know-not-each-other',
      severity: 'error',
      from: { path: '^functions/([^/]+)/' },
      to: { path: '^functions/', pathNot: '^functions/$1/' },
    },
    {
      name: 'shared-knows-no-http',
      comment: 'No Hono, no Lambda event below functions/.',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: 'node_modules/(hono|@hono|@types/aws-lambda)/' },
    },
    {
      name: 'contract-stands-alone',
      severity: 'error',
      from: { path: '^shared/contract/' },
      to: { path: '^shared/', pathNot: '^shared/contract/' },
    },
    {
      name: 'operations-are-a-plain-table',
      comment: 'The stack and the local gateway read it without loading anything else.',
      severity: 'error',
      from: { path: '^shared/contract/operations\\.ts$' },
      to: {},
    },
    {
      name: 'gigs-knows-no-purchases',
      severity: 'error',
      from: { path: '^shared/gigs' },
      to: { path: '^shared/(purchases|top-ups|observability)/' },
    },
    {
      name: 'top-ups-know-no-purchases',
      severity: 'error',
      from: { path: '^shared/top-ups/' },
      to: { path: '^shared/purchases/' },
    },
    {
      name: 'administration-is-for-operators',
      comment: 'Publishing, archiving and updating add-ons cannot be reached from a function.',
      severity: 'error',
      from: { path: '^(functions|shared)/', pathNot: '^shared/gigs/administration' },
      to: { path: '^shared/gigs/administration' },
    },
    {
      name: 'outside-knows-functions-by-their-artefact',
      comment:
        'The stack and the local run take dist/<function>/index.mjs, the table of operations and that of the ledgers.',
      severity: 'error',
      from: { path: '^(infra|local)/' },
      to: {
        path: '^(functions|shared|client|tools|test)/',
        pathNot: [
          '^shared/contract/operations\\.ts$',
          '^shared/purchases/ledger-table\\.ts$',
          '^shared/observability/metrics\\.ts$',
          '^tools/(build|function-bundles)\\.ts$',
          '^client/',
        ],
      },
    },
    {
      name: 'sandbox-stands-alone',
      comment: 'It is evidence of its own of what Gigs does, and a product of its own kind.',
      severity: 'error',
      from: { path: '^local/gigs-sandbox/' },
      to: { path: '^(functions|shared|infra|client|tools|test)/' },
    },
    {
      name: 'client-stands-alone',
      severity: 'error',
      from: { path: '^client/' },
      to: { path: '^(functions|shared|infra|local|tools|test)/' },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    {
      name: 'runtime-dependencies-only',
      comment: 'What runs in a function is a dependency, not a development one.',
      severity: 'error',
      from: { path: '^(functions|shared)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'] },
  },
};
