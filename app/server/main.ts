import { createServer } from 'node:http'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { createRequestHandler } from '@remix-run/express'
import type { ServerBuild } from '@remix-run/node'
import express from 'express'

// Loads the bundle, mounts what it exports, listens, shuts down in order. No feature is imported here.
const OPEN_REQUESTS_MAY_TAKE_MS = 10_000

const production = process.env.NODE_ENV === 'production'
const app = express()
const httpServer = createServer(app)
app.disable('x-powered-by')

const vite = production
  ? undefined
  : await import('vite').then((v) =>
      v.createServer({
        configFile: 'remix.config.js',
        appType: 'custom',
        // Sockets of the product live on the same server, under another path.
        server: { middlewareMode: true, hmr: { server: httpServer, path: '/__hmr' } },
      }),
    )

type Build = ServerBuild & { entry: { module: typeof import('../entry.server.tsx') } }
const builtOnce = vite ? undefined : import(pathToFileURL(path.resolve('build/server/index.js')).href)
const loadBuild = async (): Promise<Build> =>
  vite ? ((await vite.ssrLoadModule('virtual:remix/server-build')) as Build) : ((await builtOnce) as Build)

if (vite) app.use(vite.middlewares)
else {
  app.use(
    '/assets',
    express.static('build/client/assets', { immutable: true, maxAge: '1y' }),
    // Not `fallthrough: false`: Express would write each file that is not there to the log.
    (_req, res) => void res.status(404).end(),
  )
  app.use(express.static('build/client', { maxAge: '1h' }))
}

const { entry } = await loadBuild()
entry.module.mountHttp(
  app,
  httpServer,
  createRequestHandler({
    build: loadBuild as unknown as () => Promise<ServerBuild>,
    mode: process.env.NODE_ENV,
    getLoadContext: (req, res) => entry.module.loadContext(req, res),
  }),
)

const port = Number(process.env.PORT ?? 3000)
httpServer.once('error', (error: NodeJS.ErrnoException) => {
  const taken = `Port ${port} is taken by another program. Stop it, or choose another: PORT=3001.`
  console.error(error.code === 'EADDRINUSE' ? taken : error.message)
  process.exit(1)
})
httpServer.listen(port, process.env.HOST, () => {
  process.stdout.write(`listening on ${port}\n`)
  process.send?.({ listening: port })
})

let isClosing = false
/** Health says no, open requests end, sockets and pools close; Postgres, which others started, is last. */
async function shutDown() {
  if (isClosing) return
  isClosing = true
  entry.module.drain()
  const impatience = setTimeout(() => httpServer.closeAllConnections(), OPEN_REQUESTS_MAY_TAKE_MS)
  const closed = new Promise((resolve) => httpServer.close(resolve))
  httpServer.closeIdleConnections()
  await entry.module.closeHttp()
  await vite?.close()
  await closed
  clearTimeout(impatience)
  process.exit(0)
}

// Vite's own handler would exit at once, with requests open.
if (vite) process.removeAllListeners('SIGTERM')
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, shutDown)
// The supervisor is gone, even by kill -9: an orphan would hold the port.
process.on('disconnect', shutDown)
