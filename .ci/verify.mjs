import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

// `npm run verify` runs every proof there is, `npm run check` those that take seconds. Each step reports to
// a file, so that the last line counts tests and not steps.
process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const fast = process.argv.includes('--fast')
const reports = mkdtempSync(join(tmpdir(), 'cordee-verify-'))
const total = { passed: 0, failed: 0, skipped: 0 }
const failures = []
const startedAt = Date.now()

const { prepare } = await import('../app/server/up/prepare.js')
const { preparePeers } = await import('./peers.mjs')

const bin = (name) => join('node_modules', '.bin', name)
const vitest = (project) => ({
  name: `${project} tests`,
  command: bin('vitest'),
  args: [
    'run',
    '--config',
    'remix.config.js',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${join(reports, `${project}.json`)}`,
  ],
  count: () => countVitest(join(reports, `${project}.json`)),
})

const STATIC = [
  { name: 'types', command: bin('tsc'), args: ['-p', '.'] },
  { name: 'lint', command: bin('biome'), args: ['check', '--error-on-warnings', '.'] },
  {
    name: 'import rules',
    command: bin('depcruise'),
    args: ['--config', '.dependency-cruiser.cjs', 'app', 'db', 'workers', 'e2e'],
  },
]
const BROWSER = {
  name: 'browser journeys',
  command: bin('playwright'),
  args: ['test', '--config', 'e2e/playwright.config.ts'],
  env: { PLAYWRIGHT_JSON_OUTPUT_NAME: join(reports, 'browser.json') },
  count: () => countPlaywright(join(reports, 'browser.json')),
}

if (fast) {
  await prepare({ dev: true })
  await step(...STATIC, vitest('unit'))
} else {
  preparePeers()
  await prepare({ dev: false })
  await step(...STATIC, vitest('unit'))
  await step(BROWSER)
  // Starting anew mostly waits, for what was killed to come back and for what is installed: others use the time.
  await Promise.all([
    step(vitest('up')),
    (async () => {
      await step(vitest('db'))
      await step(vitest('worker'))
      await step(vitest('large')) // skipped until `npm run bench plans` has built the region
      await step(vitest('peers'))
    })(),
  ])
}

rmSync(reports, { recursive: true, force: true })
// What failed is said again at the end, where it is looked for.
for (const failure of failures) console.log(`\n✗ ${failure}`)
console.log(`\nin ${Math.round((Date.now() - startedAt) / 1000)} s`)
const skipped = total.skipped ? `, ${total.skipped} skipped` : ''
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`)
process.exit(total.failed > 0 ? 1 : 0)

/** Runs steps beside each other; their output comes whole, one after the other. */
async function step(...steps) {
  const done = await Promise.all(steps.map(run))
  for (const { name, code, output, seconds, counted } of done) {
    console.log(`\n── ${name} (${seconds} s)`)
    if (code !== 0 || counted.failed > 0 || !fast) process.stdout.write(output)
    total.passed += counted.passed
    total.failed += counted.failed
    total.skipped += counted.skipped
    if (counted.failed > 0) failures.push(...namesOf(name, counted, output))
  }
}

function run({ name, command, args, env, count }) {
  const began = Date.now()
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      env: { ...process.env, FORCE_COLOR: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const chunks = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk))
    child.on('error', (error) => chunks.push(Buffer.from(String(error))))
    child.on('close', (code) => {
      const counted = count?.() ?? { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
      // A runner that stopped before its first test has failed, whatever it counted.
      if (code !== 0 && counted.failed === 0) counted.failed = 1
      const seconds = Math.round((Date.now() - began) / 1000)
      resolve({ name, code, output: Buffer.concat(chunks).toString(), seconds, counted })
    })
  })
}

/** The tests that failed, each with the first lines of its error; the end of the output where none is named. */
function namesOf(step, counted, output) {
  const named = counted.failures ?? []
  if (named.length === 0) return [`${step}\n${output.trimEnd().split('\n').slice(-25).join('\n')}`]
  return named.map(({ test, error }) => `${step}: ${test}\n${error.split('\n').slice(0, 12).join('\n')}`)
}

function countVitest(file) {
  const report = readReport(file)
  if (!report) return { passed: 0, failed: 1, skipped: 0 }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = report
  // A file that could not be loaded has no test to fail.
  const unloaded = testResults.filter((r) => r.status === 'failed' && r.assertionResults.length === 0)
  const failed = testResults.flatMap((r) => r.assertionResults.filter((test) => test.status === 'failed'))
  return {
    passed: numPassedTests,
    failed: numFailedTests + unloaded.length,
    skipped: numPendingTests + numTodoTests,
    failures: [
      ...failed.map((test) => ({ test: test.fullName, error: test.failureMessages.join('\n') })),
      ...unloaded.map((r) => ({ test: relative(process.cwd(), r.name), error: r.message ?? '' })),
    ],
  }
}

function countPlaywright(file) {
  const report = readReport(file)
  if (!report) return { passed: 0, failed: 1, skipped: 0 }
  const { expected, unexpected, flaky, skipped } = report.stats
  const failures = specsOf(report)
    .filter((spec) => !spec.ok)
    .map((spec) => {
      const results = spec.tests.flatMap((test) => test.results)
      return { test: spec.title, error: results.map((r) => r.error?.message ?? '').join('\n') }
    })
  return { passed: expected, failed: unexpected + flaky, skipped, failures }
}

function specsOf({ suites = [], specs = [] }) {
  return [...specs, ...suites.flatMap(specsOf)]
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
