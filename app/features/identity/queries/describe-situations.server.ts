import type { SituationView } from '../contract.ts'
import type { ProSanteConnectIdentity } from '../pro-sante-connect.ts'
import { findKnownPerson, findPlaces, wayInto } from '../pro-sante-connect-places.server.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'

/** The work situations of a professional, and which of them lead where in Cordée. */
export async function describeSituations(ctx: SignInCtx, identity: ProSanteConnectIdentity) {
  const known = await findKnownPerson(ctx, identity)
  const situations: SituationView[] = []
  for (const situation of identity.situations) {
    const views = (await findPlaces(ctx, situation)).map((place) => ({
      ...situation,
      establishmentId: place.id,
      establishmentName: place.name,
      regionName: place.regionName,
      role: wayInto(identity, situation, place, known)?.role ?? null,
    }))
    const open = views.filter((view) => view.role)
    const nowhere = {
      ...situation,
      establishmentId: null,
      establishmentName: null,
      regionName: null,
      role: null,
    }
    // Where several regions know the site, those that open; else it is named once, with what to do.
    situations.push(...(open.length > 0 ? open : [views[0] ?? nowhere]))
  }
  return { situations, needsEmail: !known?.hasAccount || !known.isProven }
}
