import postcssPresetMantine from 'postcss-preset-mantine'

// This file is the Vite configuration (there is no vite.config.ts), also for Vitest: `--config remix.config.js`.

/** @type {import('@remix-run/dev').VitePluginConfig} */
const remixOptions = {
  appDirectory: 'app',
  buildDirectory: 'build',
  serverModuleFormat: 'esm',
  ignoredRouteFiles: ['**/*'],
  future: {
    v3_fetcherPersist: true,
    // Off on purpose: with it on, the server answers /__manifest, which has a known denial of service.
    v3_lazyRouteDiscovery: false,
    v3_relativeSplatPath: true,
    v3_singleFetch: true,
    v3_throwAbortReason: true,
    v3_routeConfig: true,
    // Without it the first page on a cold Vite cache never hydrates.
    unstable_optimizeDeps: true,
  },
}

/** Under Vitest the Remix plugin stays out: it would turn test files into route modules. */
const plugins = async () =>
  process.env.VITEST ? [] : [(await import('@remix-run/dev')).vitePlugin(remixOptions)]

const DATABASE = './db/test/global-setup.ts'

/** One project for each kind of test: pure, database, job, real peers, and a machine started from nothing. */
const projects = [
  {
    name: 'unit',
    include: ['{app,db,workers}/**/*.test.ts', '{app,workers}/**/*.ui.test.tsx'],
    exclude: ['**/*.db.test.ts', '**/*.large.test.ts'],
  },
  // Needs the large region; `npm run bench plans` builds it.
  { name: 'large', include: ['db/**/*.large.test.ts'], testTimeout: 120_000, fileParallelism: false },
  { name: 'db', include: ['{app,db}/**/*.db.test.ts'], globalSetup: DATABASE },
  { name: 'worker', include: ['workers/**/*.db.test.ts'], globalSetup: DATABASE },
  {
    name: 'peers',
    include: ['e2e/peers/**/*.peer.test.ts'],
    globalSetup: DATABASE,
    testTimeout: 120_000,
    fileParallelism: false,
  },
  {
    name: 'up',
    include: ['e2e/up/**/*.up.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
]

export default async ({ isSsrBuild }) => ({
  plugins: await plugins(),
  css: { postcss: { plugins: [postcssPresetMantine()] } },
  build: {
    target: isSsrBuild ? 'node20' : 'es2022',
    sourcemap: Boolean(isSsrBuild),
    // Data URIs would need `data:` in the font and image rules of the CSP.
    assetsInlineLimit: 0,
  },
  // The scan for the browser follows routes into server files; this one has no build for browsers.
  optimizeDeps: { exclude: ['@node-rs/argon2'] },
  server: { watch: { ignored: ['**/.data/**', '**/build/**', '**/dist/**'] } },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: projects.map((test) => ({
      extends: true,
      // A machine with other work is slow, not wrong.
      test: { environment: 'node', testTimeout: 60_000, hookTimeout: 120_000, ...test },
    })),
  },
})
