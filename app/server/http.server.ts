import type { Server } from 'node:http'
import type { Express, NextFunction, Request, RequestHandler, Response } from 'express'
import { LOCALE_LIST, type Locale } from '#app/kernel/actor.ts'
import { type Channel, closeRealtime, mountRealtime } from '#app/kernel/channels.server.ts'
import { closeEngine, engine } from '#app/kernel/engine.server.ts'
import { preferredLocale } from '#app/kernel/i18n.ts'
import type { LoadContext } from '#app/kernel/load-context.ts'
import { log } from '#app/kernel/log.server.ts'
import { type RequestTiming, withTiming } from '#app/kernel/timing.server.ts'
import { requestReference } from './request-reference.ts'
import { beforeHeaders, comesFromHere, securityHeaders } from './security.server.ts'

/** Who signs a request, if anyone does. */
type SignedIn = Pick<LoadContext, 'ctx' | 'session'>

/** The only place where a cookie or a token becomes a Ctx: pages, uploads, FHIR and sockets all ask here. */
export async function ctxOf(
  _headers: Request['headers'],
  _about: { locale: Locale; requestId: string },
): Promise<SignedIn> {
  return { ctx: null, session: null }
}

/** What pages may listen to; each feature with live pages adds its channels here. */
const channels: Channel[] = []

let isDraining = false

/** What the process answers, in order. Streams stand before anything that would read a body. */
export function mountHttp(app: Express, httpServer: Server, pages: RequestHandler) {
  const { env } = engine()
  const production = env.NODE_ENV === 'production'
  app.set('trust proxy', 'loopback')
  app.use(timed)
  app.get('/health', (_req, res) => {
    res.status(isDraining ? 503 : 200).json({ ok: !isDraining })
  })
  app.use(securityHeaders({ origin: env.ORIGIN, production }))
  app.use(refuseForeign(env.ORIGIN))
  app.use(pages)
  mountRealtime(httpServer, { channels, identify: identifySocket, origin: env.ORIGIN })
}

/** From now on the load balancer sends nobody here any more. */
export function drain() {
  isDraining = true
}

export async function loadContext(req: Request, res: Response): Promise<LoadContext> {
  const requestId: string = res.locals.timing.requestId
  const locale = localeOf(req.headers)
  const signedIn = await ctxOf(req.headers, { locale, requestId })
  return { ...signedIn, cspNonce: res.locals.nonce, locale, demo: engine().env.CORDEE_DEMO, requestId }
}

/** What was chosen on this browser, else what it asks for. */
export function localeOf(headers: Request['headers']): Locale {
  const chosen = /(?:^|;\s*)locale=(\w+)/.exec(headers.cookie ?? '')?.[1]
  return LOCALE_LIST.find((l) => l === chosen) ?? preferredLocale(headers['accept-language'])
}

/** Names the request, and says in its answer what it cost here and in the database. */
function timed(req: Request, res: Response, next: NextFunction) {
  const startedAt = performance.now()
  const timing: RequestTiming = { requestId: requestReference(), dbMs: 0, queries: 0 }
  res.locals.timing = timing
  res.setHeader('x-request-id', timing.requestId)
  beforeHeaders(res, () => {
    const appMs = performance.now() - startedAt
    const db = `db;dur=${timing.dbMs.toFixed(1)};desc="${timing.queries} queries"`
    res.setHeader('server-timing', `app;dur=${appMs.toFixed(1)}, ${db}`)
  })
  // Without the query string: people search by name.
  res.once('finish', () => {
    const ms = Math.round(performance.now() - startedAt)
    const { requestId, dbMs, queries } = timing
    const about = { requestId, method: req.method, path: req.path, status: res.statusCode, ms }
    log.debug({ ...about, dbMs: Math.round(dbMs), queries }, 'request')
  })
  withTiming(timing, next)
}

function refuseForeign(origin: string | undefined): RequestHandler {
  return (req, res, next) => {
    if (comesFromHere(req, origin)) return next()
    res.status(403).json({ reason: 'kernel.requestFromElsewhere' })
  }
}

async function identifySocket(headers: Request['headers']) {
  const { ctx, session } = await ctxOf(headers, { locale: localeOf(headers), requestId: requestReference() })
  return ctx && session ? { ctx, signInId: session.id } : null
}

/** Closes what this process holds open for pages: sockets, queues, pools. */
export async function closeHttp() {
  await closeRealtime()
  await closeEngine()
}
