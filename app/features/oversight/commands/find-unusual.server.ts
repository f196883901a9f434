import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DAY, HOUR } from '#app/kernel/durations.ts'
import { UnusualFound } from '../contract.ts'
import { judgePair, judgeVolume, type UnusualRule } from '../rules.ts'

/** Longer than the pause between two runs: what one misses the next finds, and twice is once. */
const BACK = 26 * HOUR

type Pair = {
  person_id: string
  establishment_id: string
  patient_id: string
  first_at: string
  last_at: string
  same_surname: boolean
  namesakes: number
  same_street: boolean
  is_colleague: boolean
  own_basis: string | null
}
type Volume = {
  person_id: string
  establishment_id: string
  role: string
  patients: number
  usual: number
  first_at: string
  last_at: string
}
type Found = {
  personId: string
  establishmentId: string
  patientId: string | null
  rule: UnusualRule
  score: number
  firstAt: string
  lastAt: string
  day: string | null
  patients: number | null
  usual: number | null
}

/** Looks through the latest openings of a region for what is unusual (SEC-14). For the schedule. */
export async function findUnusual(ctx: Ctx): Promise<{ added: number }> {
  const now = ctx.now()
  const since = new Date(now.getTime() - BACK).toISOString()
  return ctx.write(async ({ tx, emit }) => {
    const pairs = await tx.execute<Pair>(sql`select * from app.unusual_candidates(${since}::timestamptz)`)
    const found: Found[] = pairs.flatMap((pair) =>
      judgePair({
        sameSurname: pair.same_surname,
        namesakes: pair.namesakes,
        sameStreet: pair.same_street,
        isColleague: pair.is_colleague,
        ownBasis: pair.own_basis,
      }).map(({ rule, score }) => ({
        ...whoAndWhen(pair),
        patientId: pair.patient_id,
        rule,
        score,
        day: null,
        patients: null,
        usual: null,
      })),
    )
    for (const day of [now, new Date(now.getTime() - DAY)].map((at) => at.toISOString().slice(0, 10))) {
      const volumes = await tx.execute<Volume>(sql`select * from app.reading_volumes(${day}::date)`)
      for (const volume of volumes) {
        const score = judgeVolume(volume)
        if (score > 0)
          found.push({
            ...whoAndWhen(volume),
            patientId: null,
            rule: 'mass_reading',
            score,
            day,
            patients: volume.patients,
            usual: volume.usual,
          })
      }
    }
    if (found.length === 0) return { added: 0 }
    const [row] = await tx.execute<{ added: number }>(
      sql`select app.note_unusual(${JSON.stringify(found)}::jsonb) as added`,
    )
    const added = row?.added ?? 0
    if (added > 0) await emit(UnusualFound, { count: added })
    return { added }
  })
}

const whoAndWhen = (row: Pick<Pair, 'person_id' | 'establishment_id' | 'first_at' | 'last_at'>) => ({
  personId: row.person_id,
  establishmentId: row.establishment_id,
  firstAt: new Date(row.first_at).toISOString(),
  lastAt: new Date(row.last_at).toISOString(),
})
