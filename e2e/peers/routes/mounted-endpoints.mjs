import { createServer } from 'node:http'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

// A program of its own, so that what mounting opens ends with it. Says as JSON what the built product mounts beside
// the pages, by method and path: the app that is handed over writes down what it is given, a router's own routes
// too. What stands for every address cannot be named, so it is counted.
const found = new Set()
let forEveryAddress = 0

function note(method, [first, ...rest]) {
  if (method !== 'USE' || typeof first !== 'function') return found.add(`${method} ${first}`)
  if (!first.stack) forEveryAddress += 1
  for (const { route, handle } of first.stack ?? []) {
    // Of a router too; what takes four arguments says errors, and answers nothing by itself.
    if (!route && handle.length !== 4) forEveryAddress += 1
    for (const verb of Object.keys(route?.methods ?? {}))
      found.add(`${verb === '_all' ? 'ALL' : verb.toUpperCase()} ${route.path}`)
  }
  if (rest.length > 0) note(method, rest)
}

const app = new Proxy(
  {},
  { get: (_, name) => (name === 'set' ? () => {} : (...given) => note(String(name).toUpperCase(), given)) },
)
const server = createServer()
const { entry } = await import(pathToFileURL(resolve('build/server/index.js')).href)
entry.module.mountHttp(app, server, () => {})
// One protocol beside HTTP; what is upgraded to another is one more listener.
const sockets = server.listeners('upgrade').map(() => 'SOCKETS')
process.stdout.write(JSON.stringify({ endpoints: [...found, ...sockets].sort(), forEveryAddress }), () =>
  process.exit(0),
)
