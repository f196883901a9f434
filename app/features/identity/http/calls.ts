import express, { type Request, type Response, type Router } from 'express'
import type { i18n } from 'i18next'
import type { Locale } from '#app/kernel/actor.ts'
import { isDomainError } from '#app/kernel/errors.ts'
import { createI18n, preferredLocale } from '#app/kernel/i18n.ts'
import { logUnexpected } from '#app/kernel/unexpected.server.ts'
import type { Db } from '#db/client.ts'
import { acceptCall } from '../commands/accept-call.server.ts'
import { MAX_TICKET, TICKET_LIFE } from '../contract-calls.ts'
import { en } from '../locales/en.ts'
import { fr } from '../locales/fr.ts'
import { CALL_LIFE } from '../rules.ts'
import { createSignInCtx, type SignInSettings } from '../sign-in-ctx.server.ts'

export type CallMeans = { identityDb: Db; settings: SignInSettings; now?: () => Date }

/**
 * `POST /api/call`: a doctor's software brings a ticket, server to server, and gets the address to send the browser to.
 * Never by a form of the browser: a ticket names a patient, and no page but ours may carry one. (EXT-10)
 */
export function contextualCalls(means: CallMeans): Router {
  const router = express.Router()
  router.post(
    '/api/call',
    (req, res, next) => (req.headers.cookie ? refuse(req, res, 400, 'identity.callByBrowser') : next()),
    express.text({ type: ['application/jwt', 'text/plain'], limit: MAX_TICKET * 2 }),
    express.urlencoded({ extended: false, limit: MAX_TICKET * 2, parameterLimit: 2 }),
    take(means),
  )
  router.all('/api/call', (req, res) => {
    res.setHeader('allow', 'POST')
    refuse(req, res, 405, 'identity.callPostOnly')
  })
  router.use('/api/call', (error: { status?: number }, req: Request, res: Response, _next: unknown) =>
    refuse(req, res, error.status ?? 400, 'identity.callMalformed'),
  )
  return router
}

const take = (means: CallMeans) => async (req: Request, res: Response) => {
  const ctx = createSignInCtx({
    db: means.identityDb,
    settings: means.settings,
    requestId: res.locals.timing?.requestId ?? `call-${crypto.randomUUID().slice(0, 8)}`,
    locale: localeOf(req),
    ip: req.ip ?? null,
    userAgent: req.headers['user-agent'] ?? null,
    now: means.now ?? (() => new Date()),
  })
  try {
    const { handle } = await acceptCall(ctx, ticketIn(req.body))
    const open = `${means.settings.publicUrl}/call/${handle}`
    res.status(201).json({ open, opensWithinSeconds: CALL_LIFE / 1000 })
  } catch (error) {
    if (isDomainError(error)) return refuse(req, res, error.status, error.reason, error.details)
    logUnexpected(error)
    refuse(req, res, 503, 'identity.callUnavailable')
  }
}

const localeOf = (req: Request): Locale => preferredLocale(req.headers['accept-language'])

const ticketIn = (body: unknown): string =>
  (typeof body === 'string' ? body : String((body as { ticket?: unknown } | undefined)?.ticket ?? '')).trim()

const texts = new Map<Locale, i18n>()

/** A short code for the program, a sentence for whoever sits before it. */
function refuse(
  req: Request,
  res: Response,
  status: number,
  reason: string,
  details: Record<string, string | number> = {},
) {
  const locale = localeOf(req)
  const words = texts.get(locale) ?? createI18n(locale, { identity: locale === 'en' ? en : fr })
  texts.set(locale, words)
  const code = reason.replace(/^identity\./, '')
  const message = words.getFixedT(locale, 'identity')(
    `errors.${code}` as never,
    {
      seconds: TICKET_LIFE,
      ...details,
    } as never,
  )
  res.status(status).json({ reason: code, message: String(message) })
}
