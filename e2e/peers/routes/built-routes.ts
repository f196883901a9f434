import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

type BuiltRoute = {
  path?: string
  parentId?: string
  index?: boolean
  module: { loader?: unknown; action?: unknown; default?: unknown }
}

/** Every method and path that the built product answers. */
export async function builtRoutes(): Promise<string[]> {
  const build = await import(pathToFileURL(resolve('build/server/index.js')).href)
  const routes: Record<string, BuiltRoute> = build.routes
  const pathOf = (id: string | undefined): string => {
    const route = id ? routes[id] : undefined
    return route ? [pathOf(route.parentId), route.path].filter(Boolean).join('/') : ''
  }
  const isLayout = (id: string) =>
    Object.values(routes).some((r) => r.parentId === id) &&
    !Object.values(routes).some((r) => r.parentId === id && !r.index && !r.path)
  const found = Object.entries(routes).flatMap(([id, { module, path, index }]) => {
    if (id === 'root' || (!path && !index) || (isLayout(id) && !module.action && !module.loader)) return []
    const at = `/${pathOf(id)}`
    return [
      ...(module.loader || module.default ? [`GET ${at}`] : []),
      ...(module.action ? [`POST ${at}`] : []),
    ]
  })
  return [...new Set(found)].sort()
}
