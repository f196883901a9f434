import type { z } from 'zod'
import { seal, unseal } from '#app/kernel/secrets.server.ts'
import { cookieName } from './cookies.server.ts'
import type { SignInSettings } from './sign-in-ctx.server.ts'

// What a browser carries for us between two pages before anybody is signed in: sealed, so that it can neither be
// read nor made up, and over after ten minutes whatever the browser does.

export type SealedCookieName = 'handshake' | 'situations'

export const SEALED_LIFE_MS = 600_000

export function writeSealed(
  name: SealedCookieName,
  value: unknown,
  settings: SignInSettings,
  now: Date,
): string {
  const text = JSON.stringify({ name, until: now.getTime() + SEALED_LIFE_MS, value })
  const sealed = seal(settings.keys.handshake, Buffer.from(text)).toString('base64url')
  return cookieOf(name, sealed, settings, SEALED_LIFE_MS / 1000)
}

export const clearSealed = (name: SealedCookieName, settings: SignInSettings) =>
  cookieOf(name, '', settings, 0)

/** Null when there is none, it is over, was made for something else, or is not ours. */
export function readSealed<S extends z.ZodType>(
  header: string | null | undefined,
  name: SealedCookieName,
  shape: S,
  settings: SignInSettings,
  now: Date,
): z.infer<S> | null {
  const wanted = `${cookieName(name, settings)}=`
  const pair = (header ?? '').split(';').find((part) => part.trim().startsWith(wanted))
  if (!pair) return null
  try {
    const bytes = Buffer.from(pair.trim().slice(wanted.length), 'base64url')
    const held = JSON.parse(unseal(settings.keys.handshake, bytes).toString('utf8'))
    if (held.name !== name || held.until < now.getTime()) return null
    return shape.safeParse(held.value).data ?? null
  } catch {
    return null
  }
}

function cookieOf(name: SealedCookieName, value: string, settings: SignInSettings, maxAge: number) {
  const parts = [
    `${cookieName(name, settings)}=${value}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    `Max-Age=${maxAge}`,
  ]
  if (settings.isSecure) parts.push('Secure')
  return parts.join('; ')
}
