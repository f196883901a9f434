import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Tests with certificates need it; they count as skipped without. */
export const hasOpenssl = (() => {
  try {
    return execFileSync('openssl', ['version'], { stdio: 'pipe' }).length > 0
  } catch {
    return false
  }
})()

export type Issued = { key: Buffer; cert: Buffer }
type Wanted = { names?: string; days?: number }
const CURVE = ['-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']

/** An authority of this run, which nobody knows but who is told: `path` is what NODE_EXTRA_CA_CERTS takes. */
export function aTestAuthority(name = 'authority') {
  const folder = mkdtempSync(join(tmpdir(), 'cordee-ca-'))
  const at = (file: string) => join(folder, file)
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' })
  const own = ['-subj', `/CN=${name}`, '-keyout', at('ca.key'), '-out', at('ca.crt')]
  openssl('req', '-x509', '-days', '2', ...CURVE, ...own)
  let count = 0
  return {
    path: at('ca.crt'),
    /** Good for these names; a negative number of days is one that is over. */
    issue({ names = 'IP:127.0.0.1,DNS:localhost', days = 2 }: Wanted = {}): Issued {
      const leaf = `leaf${++count}`
      const [key, request, cert] = [at(`${leaf}.key`), at(`${leaf}.csr`), at(`${leaf}.crt`)]
      const subject = ['-subj', '/CN=listener', '-addext', `subjectAltName=${names}`]
      openssl('req', ...CURVE, ...subject, '-keyout', key, '-out', request)
      const signed = [
        '-CA',
        at('ca.crt'),
        '-CAkey',
        at('ca.key'),
        '-CAcreateserial',
        '-copy_extensions',
        'copy',
      ]
      openssl('x509', '-req', '-in', request, ...signed, '-days', String(days), '-out', cert)
      return { key: readFileSync(key), cert: readFileSync(cert) }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
