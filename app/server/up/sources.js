// Plain JavaScript: `npm run up` needs it before anything is installed.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'

const FOLDERS = ['app', 'db', 'workers', 'public']
const FILES = ['package.json', 'package-lock.json', 'remix.config.js', 'tsconfig.json']
const NOT_BUILT = /(\.test\.tsx?$)|(^db\/(migrations|test)\/)|(\.md$)/
const STAMP = join('dist', 'built-from')

/** @param {string} folder @returns {string[]} */
const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))

/** What the build is made from. Contents, not times: a checkout or a copy changes times only. */
export function hashOfSources() {
  const hash = createHash('sha256')
  const files = FOLDERS.filter((folder) => existsSync(folder)).flatMap(filesBelow)
  for (const file of [...files, ...FILES].map((path) => relative('.', path).replaceAll('\\', '/')).sort())
    if (!NOT_BUILT.test(file) && existsSync(file)) hash.update(`${file}\0`).update(readFileSync(file))
  return hash.digest('hex')
}

export function isBuilt() {
  const needed = [
    'build/server/index.js',
    'dist/supervisor.js',
    'dist/main.js',
    'dist/worker.js',
    'dist/seed.js',
    STAMP,
  ]
  return needed.every((file) => existsSync(file)) && readFileSync(STAMP, 'utf8') === hashOfSources()
}

/** @param {string} hash */
export const noteBuilt = (hash) => writeFileSync(STAMP, hash)

/**
 * Whether node_modules holds what the lockfile says; npm notes there what it installed.
 * Packages for other systems are optional and may be missing.
 */
export function isInstalled() {
  const noted = join('node_modules', '.package-lock.json')
  if (!existsSync(noted)) return false
  const wanted = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages
  const installed = JSON.parse(readFileSync(noted, 'utf8')).packages
  return Object.entries(wanted).every(([path, { version, optional, link }]) => {
    if (path === '' || link) return true
    return installed[path] ? installed[path].version === version : optional === true
  })
}
