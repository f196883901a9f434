import { sql } from 'drizzle-orm'
import { foundTeam, setTeamMember } from '#app/features/record/index.server.ts'
import type { Anchor } from './clock.ts'
import { type Means, staffCtx } from './means.ts'
import { placeOf, REGION } from './places.ts'
import type { StaffKey } from './staff.ts'

const TEAMS: { name: string; founder: StaffKey; colleagues: StaffKey[] }[] = [
  {
    name: 'Oncologie médicale',
    founder: 'fontanel',
    colleagues: ['valette', 'deligny', 'aubrac', 'roussillon'],
  },
  { name: 'Chirurgie oncologique', founder: 'marsac', colleagues: ['aubrac'] },
]

/** Who at the cancer centre looks after patients together. Once. */
export async function makeTeams(means: Means, anchor: Anchor, ids: Record<StaffKey, string>) {
  for (const { name, founder, colleagues } of TEAMS) {
    const [known] = await means.owner.execute(sql`
      select from care_teams
      where region_id = ${REGION.id}::uuid and establishment_id = ${placeOf.centre.id}::uuid and name = ${name}`)
    if (known) continue
    const ctx = staffCtx(means, { key: founder, personId: ids[founder] }, anchor)
    const { teamId } = await foundTeam(ctx, { name })
    for (const key of colleagues) await setTeamMember(ctx, { teamId, personId: ids[key], isMember: true })
  }
}
