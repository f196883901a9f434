import { sql } from 'drizzle-orm'
import { registerSoftware } from '#app/features/identity/index.server.ts'
import type { Anchor } from './clock.ts'
import { type Means, staffCtx } from './means.ts'
import { placeOf, REGION } from './places.ts'
import type { StaffKey } from './staff.ts'

/** Its private half is in docs/examples/contextual-call.mjs: everybody knows it, and so it opens fictitious patients only. */
const PUBLIC_KEY = `-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAdw3t5RyLchc7NcS4bVp1OXyzXlnqn81ENvZAqUD2S3Q=
-----END PUBLIC KEY-----`

/** The software of a practice whose doctor tries the contextual call. */
export async function registerDemoSoftware(means: Means, anchor: Anchor, ids: Record<StaffKey, string>) {
  const establishmentId = placeOf.fontaine.id
  const [known] = await means.owner.execute(sql`
    select 1 from calling_software where region_id = ${REGION.id}::uuid
      and establishment_id = ${establishmentId}::uuid`)
  if (known) return
  const { actor, regionId } = staffCtx(means, { key: 'delmas', personId: ids.delmas }, anchor)
  await registerSoftware(
    means.signIn,
    { actor: { ...actor, isAdministrator: true }, regionId },
    { establishmentId, name: 'Logiciel de cabinet (démonstration)', key: PUBLIC_KEY },
  )
}
