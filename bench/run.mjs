// `npm run bench [name]`: one measurement, or all of them one after the other. What each one says, and the
// figures of the last run, are in docs/performance.md.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const tsx = (file) => [process.execPath, ['--import', 'tsx', file]]
const BENCHES = {
  plans: [
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--config', 'remix.config.js', '--project', 'large'],
    { CORDEE_LARGE: '1' },
  ],
  fuzz: [
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--config', 'remix.config.js', '--project', 'worker', 'fuzz'],
    { CORDEE_FUZZ: '1' },
  ],
  door: tsx('bench/door.ts'),
  feed: tsx('bench/feed.ts'),
  load: tsx('bench/load.ts'),
  pages: tsx('bench/pages.ts'),
  queue: tsx('bench/queue.ts'),
  slice: tsx('bench/slice.ts'),
}

const names = process.argv.slice(2)
const unknown = names.filter((name) => !(name in BENCHES))
if (unknown.length > 0) {
  console.error(`There is no bench "${unknown.join(', ')}". There are: ${Object.keys(BENCHES).join(', ')}.`)
  process.exit(1)
}
let worst = 0
for (const name of names.length > 0 ? names : Object.keys(BENCHES)) {
  const [command, args, env] = BENCHES[name]
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } })
  // One that fails says so at the end: the others have their figures all the same. Killed, it has no status.
  if (status !== 0) console.error(`bench ${name} failed`)
  worst = Math.max(worst, status ?? 1)
}
process.exit(worst)
