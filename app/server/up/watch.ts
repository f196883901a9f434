import { watch } from 'node:fs'
import { join } from 'node:path'

const CODE = /\.(ts|js)$/
const NOT_LOADED = /\.(test|ui\.test)\.ts$|^app\/features\/[^/]+\/(ui|routes)\/|^db\/(test|migrations)\//

/** Tells which code file was saved, once for a burst of saves. Pages are Vite's to watch. */
export function watchCode(folders: string[], onChange: (path: string) => void) {
  let pending: NodeJS.Timeout | undefined
  const watchers = folders.map((folder) =>
    watch(folder, { recursive: true }, (_event, name) => {
      const path = join(folder, name ?? '').replaceAll('\\', '/')
      if (!CODE.test(path) || NOT_LOADED.test(path)) return
      clearTimeout(pending)
      pending = setTimeout(() => onChange(path), 200)
    }),
  )
  return () => {
    for (const watcher of watchers) watcher.close()
  }
}
