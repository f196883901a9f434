import type { Server } from 'node:http'
import type { Express, NextFunction, Request, RequestHandler, Response } from 'express'
import { hl7v2Intake } from '#app/features/exchange/http/intake.ts'
import { messageStore } from '#app/features/exchange/index.server.ts'
import { exchangeChannel } from '#app/features/exchange/realtime.server.ts'
import {
  contextualCalls,
  resolveSignIn,
  type SignedIn,
  signInSettings,
} from '#app/features/identity/index.server.ts'
import { supportChannel } from '#app/features/identity/realtime.server.ts'
import { oversightChannel } from '#app/features/oversight/realtime.server.ts'
import {
  circleChannel,
  dayChannel,
  identitiesChannel,
  noticesChannel,
  patientChannel,
} from '#app/features/record/realtime.server.ts'
import { referralChannel, referralsChannel } from '#app/features/referrals/realtime.server.ts'
import { LOCALE_LIST, type Locale } from '#app/kernel/actor.ts'
import { type Channel, closeRealtime, mountRealtime } from '#app/kernel/channels.server.ts'
import { closeEngine, engine } from '#app/kernel/engine.server.ts'
import { preferredLocale } from '#app/kernel/i18n.ts'
import type { LoadContext } from '#app/kernel/load-context.ts'
import { log } from '#app/kernel/log.server.ts'
import { type RequestTiming, withTiming } from '#app/kernel/timing.server.ts'
import { requestReference } from './request-reference.ts'
import { beforeHeaders, comesFromHere, isReadable, securityHeaders } from './security.server.ts'

type Asked = { headers: Request['headers']; method?: string }

/** The only place where a cookie or a token becomes a Ctx: pages, uploads, FHIR and sockets all ask here. */
export const ctxOf = ({ headers, method }: Asked, requestId: string): Promise<SignedIn | null> =>
  resolveSignIn(headers, { chosenLocale: chosenLocale(headers), requestId, method })

/** What pages may listen to; each feature with live pages adds its channels here. */
const channels: Channel[] = [
  patientChannel,
  noticesChannel,
  dayChannel,
  identitiesChannel,
  circleChannel,
  exchangeChannel,
  oversightChannel,
  referralChannel,
  referralsChannel,
  supportChannel,
]

let isDraining = false

/** What the process answers, in order. Streams stand before anything that would read a body. */
export function mountHttp(app: Express, httpServer: Server, pages: RequestHandler) {
  const { env } = engine()
  const production = env.NODE_ENV === 'production'
  app.set('trust proxy', env.TRUSTED_PROXIES)
  app.use(timed)
  app.get('/health', (_req, res) => {
    res.status(isDraining ? 503 : 200).json({ ok: !isDraining })
  })
  app.use(securityHeaders({ origin: env.ORIGIN, production }))
  app.use(refuseUnreadable)
  app.use(refuseForeign(env.ORIGIN))
  app.use(hl7v2Intake({ db: engine().db, identityDb: engine().identityDb, store: messageStore }))
  app.use(contextualCalls({ identityDb: engine().identityDb, settings: signInSettings(env) }))
  app.use(pages)
  mountRealtime(httpServer, { channels, identify: identifySocket, origin: env.ORIGIN })
}

/** From now on the load balancer sends nobody here any more. */
export function drain() {
  isDraining = true
}

export async function loadContext(req: Request, res: Response): Promise<LoadContext> {
  const requestId: string = res.locals.timing.requestId
  const signedIn = await ctxOf(req, requestId)
  return {
    ctx: signedIn?.ctx ?? null,
    session: signedIn?.session ?? null,
    cspNonce: res.locals.nonce,
    locale: signedIn?.locale ?? chosenLocale(req.headers) ?? preferredLocale(req.headers['accept-language']),
    ip: req.ip ?? null,
    demo: engine().env.CORDEE_DEMO,
    requestId,
  }
}

/** The language that was chosen on this browser, if one was; else the account's, else what it asks for. */
function chosenLocale(headers: Request['headers']): Locale | null {
  const chosen = /(?:^|;\s*)locale=(\w+)/.exec(headers.cookie ?? '')?.[1]
  return LOCALE_LIST.find((l) => l === chosen) ?? null
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
    // What follows is a key.
    const path = req.path.replace(/^(\/(?:login\/reset|invitation|unsubscribe|call)\/).+/, '$1…')
    const about = { requestId, method: req.method, path, status: res.statusCode, ms }
    log.debug({ ...about, dbMs: Math.round(dbMs), queries }, 'request')
  })
  withTiming(timing, next)
}

function refuseUnreadable(req: Request, res: Response, next: NextFunction) {
  if (isReadable(req.originalUrl)) return next()
  res.status(400).json({ reason: 'kernel.requestUnreadable' })
}

function refuseForeign(origin: string | undefined): RequestHandler {
  return (req, res, next) => {
    if (comesFromHere(req, origin)) return next()
    res.status(403).json({ reason: 'kernel.requestFromElsewhere' })
  }
}

/** Asked again at each join; being connected is no act of the person. */
async function identifySocket(headers: Request['headers']) {
  const signedIn = await ctxOf({ headers }, requestReference())
  return signedIn?.ctx ? { ctx: signedIn.ctx, signInId: signedIn.signInId } : null
}

/** Closes what this process holds open for pages: sockets, queues, pools. */
export async function closeHttp() {
  await closeRealtime()
  await closeEngine()
}
