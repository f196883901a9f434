import { randomBytes } from 'node:crypto'
import type { NextFunction, Request, Response } from 'express'
import helmet from 'helmet'

type Settings = { origin: string | undefined; production: boolean }

/** Nobody may frame, sniff or script our answers, and pages run only what carries this answer's nonce. */
export function securityHeaders({ origin, production }: Settings) {
  const others = helmet({
    contentSecurityPolicy: false, // below: it depends on what is answered
    xFrameOptions: { action: 'sameorigin' },
    // Not `no-referrer`: browsers would then send `Origin: null` with our own forms, which we refuse.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: origin?.startsWith('https:') ? { maxAge: 63_072_000 } : false,
  })
  return (req: Request, res: Response, next: NextFunction) => {
    const nonce = randomBytes(16).toString('base64')
    res.locals.nonce = nonce
    beforeHeaders(res, () => {
      const isPage = String(res.getHeader('content-type') ?? '').startsWith('text/html')
      if (!res.hasHeader('content-security-policy')) {
        res.setHeader('content-security-policy', isPage ? pagePolicy(nonce, production) : CLOSED_POLICY)
      }
      // Shared computers: the back button must not show a record after sign-out.
      if (!res.hasHeader('cache-control')) res.setHeader('cache-control', 'no-store')
    })
    others(req, res, next)
  }
}

/** For what is no page and says nothing itself: JSON, images, downloads. */
const CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'"

function pagePolicy(nonce: string, production: boolean): string {
  // Vite injects <style> without a nonce and talks over its own socket; both only in development.
  const style = production ? `'self' 'nonce-${nonce}'` : "'self' 'unsafe-inline'"
  return Object.entries({
    'default-src': "'none'",
    'script-src': `'nonce-${nonce}' 'strict-dynamic'`,
    'style-src': style,
    // Mantine's server-rendered layout stands in style attributes; an attribute cannot run script.
    'style-src-attr': "'unsafe-inline'",
    'img-src': "'self' data: blob:",
    'font-src': "'self'",
    'media-src': "'self' blob:",
    'connect-src': production ? "'self'" : "'self' ws:",
    'worker-src': "'self' blob:",
    // A document is shown in a frame of our own; the browser's PDF reader counts as an object in it.
    'frame-src': "'self' blob:",
    'object-src': "'self' blob:",
    'manifest-src': "'self'",
    'form-action': "'self'",
    'base-uri': "'none'",
    'frame-ancestors': "'none'",
  })
    .map(([name, value]) => `${name} ${value}`)
    .join('; ')
}

/** For a document shown inside our own page: framed by us and nobody else, and no script in it. */
export const inlineDocumentPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; object-src 'self'; frame-ancestors 'self'"

/**
 * Whether an address can be read at all. One that cannot be decoded would be written to the log as it came; NUL is in
 * no text that Postgres takes.
 */
export function isReadable(url: string): boolean {
  const [path = ''] = url.split('?', 1)
  try {
    decodeURIComponent(path)
  } catch {
    return false
  }
  return !/%00/.test(url)
}

const CHANGES_NOTHING = ['GET', 'HEAD', 'OPTIONS']

/**
 * A request that changes something comes from our own pages (CSRF). Browsers say where from; a program
 * with a token says nothing and carries no cookie.
 */
export function comesFromHere(
  req: { method: string; headers: Record<string, string | string[] | undefined> },
  origin: string | undefined,
): boolean {
  if (CHANGES_NOTHING.includes(req.method)) return true
  const { headers } = req
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  if (headers.origin === undefined) return site !== undefined || headers.cookie === undefined
  if (headers.origin === origin) return true
  return URL.canParse(String(headers.origin)) && new URL(String(headers.origin)).host === headers.host
}

/** Runs just before the status line is written, when the handler has set its own headers. */
export function beforeHeaders(res: Response, work: () => void) {
  const writeHead = res.writeHead
  res.writeHead = function (this: Response, ...args: Parameters<typeof writeHead>) {
    if (!res.headersSent) work()
    return writeHead.apply(this, args)
  } as typeof writeHead
}
