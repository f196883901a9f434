// Who may import whom: `npm run check:imports`. docs/import-rules.md explains each rule in a sentence.
const OTHER_FEATURE_DOORS = ['contract\\.ts$', 'index\\.server\\.ts$', 'ui/index\\.ts$']
const TESTS = '\\.test\\.tsx?$'

// A feature may use the server doors of features in lower tiers only; the rest goes through events.
const TIERS = [
  ['regions'],
  ['identity', 'audit'],
  ['record'],
  ['imaging', 'pathways', 'monitoring', 'messaging', 'care'],
  ['boards'],
  ['exchange', 'correspondents', 'referrals', 'portal', 'onboarding', 'oversight', 'observatory'],
]
const tierRules = TIERS.flatMap((tier, level) =>
  tier.map((feature) => ({
    name: `tier-${feature}`,
    comment: `${feature} may use server doors of lower tiers only; upwards or sideways it listens to events`,
    severity: 'error',
    from: { path: `^app/features/${feature}/`, pathNot: TESTS },
    to: {
      path: `^app/features/(${
        TIERS.slice(level)
          .flat()
          .filter((f) => f !== feature)
          .join('|') || 'none'
      })/`,
      pathNot: 'contract\\.ts$',
    },
  })),
)

const notTypes = { dependencyTypesNot: ['type-only'] }

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'db-is-the-bottom',
      severity: 'error',
      from: { path: '^db/', pathNot: '^db/(test|seeds)/|\\.test\\.ts$' },
      to: { path: '^(app|workers|e2e)/' },
    },
    {
      name: 'kernel-below-features',
      severity: 'error',
      from: { path: '^app/kernel/', pathNot: TESTS },
      to: { path: ['^app/(features|shell|server|ui)/', '^(workers|e2e)/'] },
    },
    {
      name: 'ui-knows-no-feature',
      severity: 'error',
      from: { path: '^app/ui/' },
      to: { path: ['^app/(features|shell|server)/', '^(workers|e2e)/'] },
    },
    {
      name: 'features-through-doors',
      severity: 'error',
      from: { path: '^app/features/([^/]+)/', pathNot: TESTS },
      to: { path: '^app/features/[^/]+/', pathNot: ['^app/features/$1/', ...OTHER_FEATURE_DOORS] },
    },
    {
      name: 'no-own-door',
      severity: 'error',
      from: { path: '^app/features/([^/]+)/' },
      to: { path: '^app/features/$1/(index\\.server|ui/index)\\.ts$' },
    },
    ...tierRules,
    {
      name: 'pure-files-are-pure',
      comment: 'contract, policy, rules, jobs, realtime and the codecs: no I/O, loadable in a browser',
      severity: 'error',
      from: { path: '^app/features/[^/]+/(contract|policy|rules|jobs|realtime)\\.ts$' },
      to: { path: ['\\.server\\.tsx?$', '^db/', '^workers/'], ...notTypes },
    },
    {
      name: 'pure-files-have-no-node',
      comment: 'the same files; Node’s own modules are a kind of dependency of their own here',
      severity: 'error',
      from: { path: '^app/features/[^/]+/(contract|policy|rules|jobs|realtime)\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'pages-never-query',
      severity: 'error',
      from: { path: ['^app/features/[^/]+/(routes|ui)/', '^app/(shell|ui)/'], pathNot: TESTS },
      to: { path: '^db/', ...notTypes },
    },
    {
      name: 'ui-is-client',
      severity: 'error',
      from: { path: ['^app/ui/', '^app/features/[^/]+/ui/'], pathNot: TESTS },
      to: { path: '\\.server\\.tsx?$', ...notTypes },
    },
    {
      name: 'sign-in-tables',
      comment: 'a session is found before its region is known: these tables have their own role and pool',
      severity: 'error',
      from: { pathNot: ['^app/features/identity/', '^db/', '^e2e/'] },
      to: { path: '^db/schema/identity\\.ts$', ...notTypes },
    },
    {
      name: 'workers-use-services',
      severity: 'error',
      from: { path: '^workers/' },
      to: { path: ['^app/(server|shell|ui|entry)', '^app/features/[^/]+/(routes|ui|http)/'] },
    },
    {
      name: 'nobody-imports-workers-or-e2e',
      severity: 'error',
      from: { pathNot: '^(workers|e2e|bench)/|\\.test\\.tsx?$' },
      to: { path: '^(workers|e2e)/' },
    },
    {
      name: 'main-imports-no-feature',
      severity: 'error',
      from: { path: '^app/server/main\\.ts$' },
      to: { path: '^app/(features|kernel)/', ...notTypes },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Node's own modules resolve to their bare name, packages to a path in node_modules.
    includeOnly: '^(app|db|workers|e2e)/|^[a-z_/]+$',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['import', 'node', 'default'], exportsFields: ['exports'] },
  },
}
