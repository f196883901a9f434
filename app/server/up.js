// `npm run up` and `npm run dev`: from a fresh clone to a served demonstration, with Node and npm alone.
// Nothing is imported before the version is known: older Nodes would stop at a syntax error instead.

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Cordée demande Node 20.19 ou plus récent ; celui-ci est ${process.versions.node}. Installez-le depuis https://nodejs.org puis relancez.
Cordée needs Node 20.19 or newer; this one is ${process.versions.node}. Install it from https://nodejs.org and start again.`)
  process.exit(1)
}

const dev = process.argv.includes('--dev')
const { resolve } = await import('node:path')
const { fileURLToPath, pathToFileURL } = await import('node:url')
process.chdir(fileURLToPath(new URL('../..', import.meta.url)))
process.setSourceMapsEnabled(true)

try {
  const { addressOf, assertDemonstration, assertPortFree, endLeftOvers } = await import('./up/conditions.js')
  const { becomeInstance, leave, prepare } = await import('./up/prepare.js')
  assertDemonstration(process.env)
  const address = addressOf(process.env)
  const instance = await becomeInstance()
  if (instance) {
    try {
      await endLeftOvers(instance.previous)
      await assertPortFree(address)
      await prepare({ dev })
    } catch (error) {
      leave()
      throw error
    }
    if (dev) (await import('tsx/esm/api')).register()
    const supervisor = resolve(dev ? 'app/server/supervisor.ts' : 'dist/supervisor.js')
    const { supervise } = await import(pathToFileURL(supervisor).href)
    await supervise({ dev })
  }
} catch (error) {
  console.error(error instanceof Error && error.name === 'Refusal' ? error.message : error)
  process.exitCode = 1
}
