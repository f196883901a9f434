import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import type { Locale } from '#app/kernel/actor.ts'
import { disconnectSignIn } from '#app/kernel/channels.server.ts'
import { engine } from '#app/kernel/engine.server.ts'
import type { DomainError } from '#app/kernel/errors.ts'
import { setLocale } from './commands/set-locale.server.ts'
import { clearCookie, readCookie, writeCookie } from './cookies.server.ts'
import { type ProSanteConnect, proSanteConnect } from './pro-sante-connect.server.ts'
import { findSignIn, type SignedIn, signedInAs } from './resolve-sign-in.server.ts'
import { isAct, KNOWN_DEVICE_LIFE, SECOND_FACTOR_LIFE } from './rules.ts'
import type { OpenSignIn } from './sessions.server.ts'
import { createSignInCtx, type SignInCtx, type SignInSettings, signInSettings } from './sign-in-ctx.server.ts'

// Between requests and commands: cookies and the process's engine become a SignInCtx, and back.

type Args = LoaderFunctionArgs | ActionFunctionArgs
type RequestHeaders = Record<string, string | string[] | undefined>

/** Null where the operator has not set it up: then nothing of it is shown. */
let madeConnect: ProSanteConnect | null | undefined
export function connect(): ProSanteConnect | null {
  const {
    PSC_ISSUER: issuer,
    PSC_CLIENT_ID: clientId,
    PSC_CLIENT_SECRET: clientSecret,
    PSC_ACR: acr,
  } = engine().env
  madeConnect ??=
    issuer && clientId && clientSecret
      ? proSanteConnect({
          issuer,
          clientId,
          clientSecret,
          acr,
          redirectUri: `${settings().publicUrl}${CALLBACK}`,
        })
      : null
  return madeConnect
}
const CALLBACK = '/login/pro-sante-connect/callback'

let made: SignInSettings | undefined
export function settings(): SignInSettings {
  made ??= signInSettings(engine().env)
  return made
}

const endSockets = (signInIds: string[]) => signInIds.forEach(disconnectSignIn)

/** What a page of this feature works with. */
export function doorOf({ request, context }: Args): SignInCtx & { cookie: string | null } {
  const cookie = request.headers.get('cookie')
  const ctx = createSignInCtx({
    db: engine().identityDb,
    settings: settings(),
    requestId: context.requestId,
    locale: context.locale,
    ip: context.ip,
    userAgent: request.headers.get('user-agent'),
    deviceToken: readCookie(cookie, 'device', settings()),
    endSockets,
  })
  return { ...ctx, cookie }
}

export const stepTokenOf = (door: { cookie: string | null }) => readCookie(door.cookie, 'step', settings())

/** Who is signed in; the page for it, and back, for who is not. `loadContext` has extended the session. */
export async function requireSignIn(args: Args): Promise<{ door: SignInCtx; who: OpenSignIn }> {
  const door = doorOf(args)
  const who = await findSignIn(door, door.cookie, { isAct: false })
  // An account is its owner's own, also while the support sees the rest.
  if (who?.acting) throw data({ reason: 'identity.supportNotHere', details: {} }, { status: 403 })
  if (who) return { door, who }
  const { pathname, search } = new URL(args.request.url)
  throw redirect(`/login?next=${encodeURIComponent(pathname.replace(/\.data$/, '') + search)}`)
}

/** Also on the account, when someone is signed in: mails and other browsers follow. */
export async function rememberLocale(args: Args, locale: Locale): Promise<void> {
  const door = doorOf(args)
  const who = await findSignIn(door, door.cookie, { isAct: false })
  if (who) await setLocale(door, who, locale)
}

type About = {
  /** What was chosen on this browser; without it the account's. */
  chosenLocale: Locale | null
  requestId: string
  /** Left out where no person acts: sockets. */
  method?: string
}

/** Who signs a request, from its cookie: for pages, uploads and sockets alike. */
export async function resolveSignIn(headers: RequestHeaders, about: About): Promise<SignedIn | null> {
  const cookie = textOf(headers.cookie)
  if (!cookie) return null
  const door = createSignInCtx({
    db: engine().identityDb,
    settings: settings(),
    requestId: about.requestId,
    locale: about.chosenLocale ?? 'fr',
  })
  const who = await findSignIn(door, cookie, {
    isAct: about.method !== undefined && isAct({ method: about.method, accept: textOf(headers.accept) }),
  })
  if (!who) return null
  return signedInAs(who, {
    db: engine().db,
    requestId: about.requestId,
    locale: about.chosenLocale ?? who.locale,
  })
}

const textOf = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join('; ') : value)

/** Leads on with a sealed cookie set, or taken back. */
export const withCookie = (cookie: string, to: string) => redirect(to, { headers: { 'set-cookie': cookie } })

type Opened = { sessionToken: string; mustChoose: boolean; returnTo: string; deviceToken?: string }

/** Sets the cookies of who has just signed in, and leads where they were going. */
export function enter({ sessionToken, deviceToken, mustChoose, returnTo }: Opened): Response {
  const headers = new Headers()
  headers.append('set-cookie', writeCookie('session', sessionToken, settings()))
  headers.append('set-cookie', clearCookie('step', settings()))
  if (deviceToken)
    headers.append('set-cookie', writeCookie('device', deviceToken, settings(), KNOWN_DEVICE_LIFE))
  const to = mustChoose ? `/work-context?next=${encodeURIComponent(returnTo)}` : returnTo
  return redirect(to, { headers })
}

export const withStep = (stepToken: string, to: string) =>
  redirect(to, { headers: { 'set-cookie': writeCookie('step', stepToken, settings(), SECOND_FACTOR_LIFE) } })

export const withDevice = (deviceToken: string, to: string) =>
  redirect(to, {
    headers: { 'set-cookie': writeCookie('device', deviceToken, settings(), KNOWN_DEVICE_LIFE) },
  })

/** Back to the way in, which says why the way over Pro Santé Connect ended. */
export function backToLogin(error: DomainError, headers?: Headers): Response {
  const reason = error.code === 'rate_limited' ? 'pscTooManyTries' : error.reason.replace(/^identity\./, '')
  return redirect(`/login?reason=${reason}`, { headers })
}

/** The session's cookie is taken back wherever one is sent away from. */
export const leave = (to: string) =>
  redirect(to, { headers: { 'set-cookie': clearCookie('session', settings()) } })
