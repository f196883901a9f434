import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { databaseUrls } from '#db/bootstrap.ts'
import { startEmbedded } from '#db/embedded/start.ts'
import { DATA, DATABASE } from './prepare.js'
import { readSecrets } from './secrets.ts'

/**
 * The environment of a command typed by hand: what the shell sets, as in production; without DATABASE_URL that of
 * this folder's demonstration, whose server is started for as long as the command runs, or used as it runs.
 */
export async function environmentOfCommand(): Promise<{
  env: NodeJS.ProcessEnv
  release: () => Promise<void>
}> {
  if (process.env.DATABASE_URL) return { env: process.env, release: async () => {} }
  const secretsFile = join(DATA, 'secrets.json')
  if (!existsSync(secretsFile))
    throw new Error(
      'DATABASE_URL is not set and there is no demonstration in this folder: start it once, with "npm run up".',
    )
  const { passwords, secret } = readSecrets(secretsFile)
  const postgres = await startEmbedded({ dataDir: join(DATA, 'pg') })
  const urls = databaseUrls(postgres.adminUrl, DATABASE, passwords)
  return {
    env: { ...process.env, ...urls, CORDEE_SECRET: secret, CORDEE_DATA: resolve(DATA) },
    release: async () => {
      if (!postgres.attached) await postgres.stop()
    },
  }
}
