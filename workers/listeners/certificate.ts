import { readFileSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import type { TlsOptions } from 'node:tls'
import type { Env } from '#app/kernel/env.server.ts'
import { log } from '#app/kernel/log.server.ts'

type Files = Pick<Env, 'MLLP_TLS_CERT' | 'MLLP_TLS_KEY' | 'MLLP_TLS_CLIENT_CA'>

export type WatchedCertificate = {
  current: () => TlsOptions | undefined
  /** The new one when its files changed since they were last read. */
  renewed: () => Promise<TlsOptions | null>
}

/** The listeners' certificate, read again when its files change: renewing it needs no restart. */
export function watchCertificate(env: Files): WatchedCertificate {
  const files = [env.MLLP_TLS_CERT, env.MLLP_TLS_KEY, env.MLLP_TLS_CLIENT_CA]
  const [cert, key] = files
  if (!cert || !key) return { current: () => undefined, renewed: async () => null }
  const options = (contents: readonly (Buffer | undefined)[]): TlsOptions => ({
    cert: contents[0],
    key: contents[1],
    ...(contents[2] ? { ca: contents[2], requestCert: true, rejectUnauthorized: true } : {}),
  })
  // At start: what is wrong with the files is said before anything listens.
  let current = options(files.map((file) => (file ? readFileSync(file) : undefined)))
  const datesOf = async () =>
    (await Promise.all(files.map(async (file) => (file ? (await stat(file)).mtimeMs : 0)))).join()
  let dates: string | null = null
  return {
    current: () => current,
    renewed: async () => {
      try {
        const now = await datesOf()
        const isFirst = dates === null
        if (now === dates) return null
        dates = now
        if (isFirst) return null
        current = options(await Promise.all(files.map((file) => (file ? readFile(file) : undefined))))
        return current
      } catch (error) {
        // Half written, or gone for a moment: the one in use stays until the files are whole.
        log.error({ code: (error as NodeJS.ErrnoException).code }, 'hl7 certificate not read')
        return null
      }
    },
  }
}
