import type { SignInSettings } from './sign-in-ctx.server.ts'

/** Besides sealed ones (sealed-cookies.server.ts). `session`: who is signed in. `step`: between password and code. `device`: a browser used before. */
export type CookieName = 'session' | 'step' | 'device'

/** `__Host-` binds a cookie to this very host over TLS; browsers refuse the prefix without TLS. */
export const cookieName = (
  name: CookieName | 'handshake' | 'situations',
  { isSecure }: Pick<SignInSettings, 'isSecure'>,
) => `${isSecure ? '__Host-' : ''}cordee_${name}`

/** Tokens need no escapes; anything else in their place is not ours. */
const TOKEN = /^[A-Za-z0-9_-]{16,128}$/

export function readCookie(
  header: string | null | undefined,
  name: CookieName,
  settings: SignInSettings,
): string | null {
  const wanted = cookieName(name, settings)
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at < 0 || pair.slice(0, at).trim() !== wanted) continue
    const value = pair.slice(at + 1).trim()
    return TOKEN.test(value) ? value : null
  }
  return null
}

/** Without `maxAgeMs` it goes with the browser: a shared computer keeps nobody's session. */
export function writeCookie(name: CookieName, value: string, settings: SignInSettings, maxAgeMs?: number) {
  const parts = [`${cookieName(name, settings)}=${value}`, 'Path=/', 'HttpOnly', 'SameSite=Lax']
  if (settings.isSecure) parts.push('Secure')
  if (maxAgeMs !== undefined) parts.push(`Max-Age=${Math.round(maxAgeMs / 1000)}`)
  return parts.join('; ')
}

export const clearCookie = (name: CookieName, settings: SignInSettings) => writeCookie(name, '', settings, 0)
