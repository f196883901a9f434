import { sql } from 'drizzle-orm'
import { SaveFact } from '#app/features/record/contract.ts'
import { saveFact } from '#app/features/record/index.server.ts'
import { DAY, HOUR } from '#app/kernel/durations.ts'
import type { Anchor } from './clock.ts'
import { type Means, staffCtx } from './means.ts'
import { type DemoPatient, PATIENTS } from './patients.ts'
import { REGION } from './places.ts'
import { patientIdOf } from './settle.ts'
import type { StaffKey } from './staff.ts'

/** What doctors of the centre wrote down by form: weights and performance status over some months. */
const MEASURES: { of: string; daysAgo: number; weight: string; ecog: string; height?: string }[] = [
  { of: 'p001', daysAgo: 160, weight: '68,4', ecog: '0', height: '164' },
  { of: 'p001', daysAgo: 118, weight: '66,9', ecog: '1' },
  { of: 'p001', daysAgo: 76, weight: '65,2', ecog: '1' },
  { of: 'p001', daysAgo: 20, weight: '66,1', ecog: '0' },
  { of: 'p005', daysAgo: 34, weight: '59', ecog: '0', height: '158' },
  { of: 'p008', daysAgo: 9, weight: '81,5', ecog: '1', height: '172' },
]
const BY: StaffKey = 'fontanel'

/** Each once, under a key made of what it is. */
export async function writeFacts(means: Means, anchor: Anchor, ids: Record<StaffKey, string>) {
  const write = async (of: string, daysAgo: number, said: Record<string, string>) => {
    const patientId = await patientIdOf(means, 'centre', patientOf(of))
    const at = new Date(anchor.getTime() - daysAgo * DAY - 3 * HOUR)
    if (!patientId || (await isWritten(means, patientId, said.kind!, at))) return
    const form = { key: crypto.randomUUID(), day: at.toISOString().slice(0, 10), ...said }
    await saveFact(staffCtx(means, { key: BY, personId: ids[BY] }, at), patientId, SaveFact.parse(form))
  }
  for (const { of, daysAgo, ...values } of MEASURES) await write(of, daysAgo, { kind: 'measure', ...values })
}

const patientOf = (key: string): DemoPatient => PATIENTS.find((patient) => patient.key === key)!

async function isWritten({ owner }: Means, patientId: string, kind: string, at: Date) {
  const [known] = await owner.execute(sql`
    select 1 from record_entries where region_id = ${REGION.id}::uuid and patient_id = ${patientId}::uuid
      and kind = ${kind} and source = 'person'
      and recorded_at between ${new Date(at.getTime() - DAY).toISOString()}::timestamptz
        and ${new Date(at.getTime() + DAY).toISOString()}::timestamptz`)
  return known !== undefined
}
