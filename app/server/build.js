import { rmSync } from 'node:fs'
import { build } from 'esbuild'
import { hashOfSources, noteBuilt } from './up/sources.js'

// Server bundles: one file for each process, packages left in node_modules. The pages' own bundle is
// Remix's and lies in build/, which Remix empties at each build: hence dist/.

const ENTRIES = {
  main: 'app/server/main.ts',
  worker: 'workers/main.ts',
  migrate: 'db/migrate-main.ts',
  seed: 'db/seeds/demo/main.ts',
  supervisor: 'app/server/supervisor.ts',
  'audit-verify': 'app/server/audit-verify.ts',
  'import-fhir': 'app/server/import-fhir.ts',
  'load-hl7': 'app/server/load-hl7.ts',
}

const sources = hashOfSources() // before the build: a file saved meanwhile makes the next start build again
rmSync('dist', { recursive: true, force: true })
await build({
  entryPoints: ENTRIES,
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
})
noteBuilt(sources)
