import type { Locale, Role } from './actor.ts'
import type { Ctx } from './ctx.server.ts'

/** One place a person may work in: a membership, with the names the header shows. */
export type WorkContext = {
  membershipId: string
  establishmentId: string
  establishmentName: string
  regionName: string
  role: Role
}

/** What pages may know of the sign-in session. The token itself never comes here. */
export type SignInSession = {
  id: string
  displayName: string
  /** Where one works now; null until one has chosen. */
  membershipId: string | null
  workContexts: WorkContext[]
  /** The region has a version of its charter that this person has not accepted. */
  mustAcceptCharter?: boolean
  timeZone: string
  /** The support sees as somebody else: as whom, until when. */
  acting?: { name: string; expiresAt: string } | null
  /** The support sees one's own screens now. */
  helper?: { name: string; expiresAt: string } | null
}

/** What every loader and action gets from `loadContext` in entry.server. */
export type LoadContext = {
  ctx: Ctx | null
  session: SignInSession | null
  cspNonce: string
  locale: Locale
  /** Where the request came from, as far as trusted proxies say. */
  ip: string | null
  demo: boolean
  requestId: string
}

declare module '@remix-run/node' {
  interface AppLoadContext extends LoadContext {}
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface can be merged into Remix’s own
  interface Future {
    v3_singleFetch: true
  }
}
