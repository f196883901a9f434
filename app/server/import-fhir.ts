import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { and, eq } from 'drizzle-orm'
import { emptyReport, type ImportReport, importFhir } from '#app/features/record/index.server.ts'
import { systemActor } from '#app/kernel/actor.ts'
import { createCtx } from '#app/kernel/ctx.server.ts'
import { createEngine, type Engine } from '#app/kernel/engine.server.ts'
import { readEnv } from '#app/kernel/env.server.ts'
import { establishments, regions } from '#db/schema/regions.ts'
import { environmentOfCommand } from './up/demonstration-env.ts'

// `npm run import:fhir -- <folder or file> --establishment <FINESS> [--region <code>]`: see docs/fhir-import.md.

const say = (line: string) => void process.stdout.write(`${line}\n`)

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { establishment: { type: 'string' }, region: { type: 'string' } },
})
const [path] = positionals
if (!path || !values.establishment) {
  process.stderr.write(
    'npm run import:fhir -- <folder or file> --establishment <FINESS number> [--region <code>]\n',
  )
  process.exit(2)
}

const { env, release } = await environmentOfCommand()
const engine = createEngine(readEnv(env), 'import-fhir')
try {
  const place = await findEstablishment(engine, values.establishment, values.region)
  const ctx = createCtx({
    db: engine.db,
    actor: systemActor(place.id),
    regionId: place.regionId,
    locale: 'fr',
    requestId: 'import-fhir',
  })
  const report = emptyReport()
  const files = await filesIn(path)
  const loose: unknown[] = []
  for (const [i, file] of files.entries()) {
    const startedAt = performance.now()
    const content = await readJson(file)
    // Resources in files of their own are one record with those of the other files.
    if (content.resourceType !== 'Bundle') {
      loose.push(content)
      continue
    }
    await importFhir(ctx, content as never, engine.blobs, report)
    say(`${i + 1}/${files.length} in ${Math.round(performance.now() - startedAt)} ms`)
  }
  if (loose.length > 0) await importFhir(ctx, loose as never, engine.blobs, report)
  tell(report, place.name)
} finally {
  await engine.close()
  await release()
}

async function findEstablishment({ identityDb }: Engine, finess: string, region?: string) {
  const found = await identityDb
    .select({ id: establishments.id, name: establishments.name, regionId: establishments.regionId })
    .from(establishments)
    .innerJoin(regions, eq(regions.id, establishments.regionId))
    .where(and(eq(establishments.finess, finess), region ? eq(regions.code, region) : undefined))
  const [only, other] = found
  if (!only) throw new Error('no establishment with this FINESS number')
  if (other) throw new Error('this FINESS number is in several regions: name one with --region')
  return only
}

async function filesIn(at: string): Promise<string[]> {
  if (!(await stat(at)).isDirectory()) return [at]
  const names = await readdir(at)
  return names
    .filter((name) => /\.json(\.gz)?$/i.test(name))
    .sort()
    .map((name) => join(at, name))
}

async function readJson(file: string): Promise<{ resourceType: string }> {
  const bytes = await readFile(file)
  return JSON.parse((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'))
}

function tell({ patients, filed, known, leftOut }: ImportReport, name: string) {
  say(`\n${name}: ${patients.opened} patients opened, ${patients.known} known before.`)
  for (const [kind, count] of sorted(filed)) say(`  ${String(count).padStart(6)}  ${kind}`)
  say(`  ${String(known).padStart(6)}  were there already`)
  if (Object.keys(leftOut).length > 0) say('Left out:')
  for (const [why, count] of sorted(leftOut)) say(`  ${String(count).padStart(6)}  ${why}`)
}

function sorted(counts: Record<string, number>) {
  return Object.entries(counts).sort((a, b) => b[1] - a[1])
}
