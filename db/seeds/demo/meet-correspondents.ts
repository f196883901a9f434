import { sql } from 'drizzle-orm'
import type { UrgentLine } from '#app/features/correspondents/contract.ts'
import { saveUrgentCard } from '#app/features/correspondents/index.server.ts'
import { writeNote } from '#app/features/record/index.server.ts'
import { DAY } from '#app/kernel/durations.ts'
import type { Anchor } from './clock.ts'
import { type Means, staffCtx } from './means.ts'
import { PATIENTS } from './patients.ts'
import { type PlaceKey, placeOf, REGION } from './places.ts'
import { patientIdOf } from './settle.ts'
import type { StaffKey } from './staff.ts'

const line = (label: string, phone: string, days: string, from: string, until: string): UrgentLine => ({
  label,
  phone,
  days,
  from,
  until,
})

/** What to do for fever: to begin with, for a house to adapt. */
const FEVER = [
  'Température à 38,3 une fois, ou à 38 pendant une heure, chez un patient sous chimiothérapie ou immunothérapie :',
  '• numération formule et CRP le jour même, sans attendre la consultation ;',
  '• appelez la ligne directe avant tout antibiotique si l’état le permet ;',
  '• frissons, pression artérielle basse, confusion ou détresse respiratoire : appelez le 15.',
]
  .join('\n')
  .replace(/ ([:;])/g, '\u00A0$1')
const OTHERWISE = [
  'Diarrhée au-delà de quatre selles par jour, vomissements empêchant de boire : appelez aux heures ouvrées.',
  'Essoufflement nouveau sous immunothérapie : appelez sans attendre, de jour comme de nuit.',
]
  .join('\n')
  .replace(/ ([:;])/g, '\u00A0$1')

const CARDS: { place: PlaceKey; by: StaffKey; lines: UrgentLine[] }[] = [
  {
    place: 'centre',
    by: 'fontanel',
    lines: [
      line('Infirmières de coordination', '05 36 49 10 20', '12345', '08:00', '18:30'),
      line('Interne de garde en oncologie', '05 36 49 10 30', '12345', '18:30', '08:00'),
      line('Interne de garde en oncologie', '05 36 49 10 30', '67', '08:00', '08:00'),
    ],
  },
]

/** What the houses tell the doctors outside, and what one of these brought. Each once: both are theirs afterwards. */
export async function meetCorrespondents(means: Means, anchor: Anchor, ids: Record<StaffKey, string>) {
  const at = (key: StaffKey, daysAgo: number) =>
    staffCtx(means, { key, personId: ids[key] }, new Date(anchor.getTime() - daysAgo * DAY))
  for (const { place, by, lines } of CARDS) {
    const [known] = await means.owner.execute(sql`
      select 1 from urgent_cards where region_id = ${REGION.id}::uuid
        and establishment_id = ${placeOf[place].id}::uuid`)
    if (!known) await saveUrgentCard(at(by, 30), { fever: FEVER, otherwise: OTHERWISE, lines })
  }
  const patientId = await patientIdOf(means, 'centre', PATIENTS.find(({ key }) => key === 'p001')!)
  if (patientId) await bringNote(means, at('delmas', 2), patientId)
}

const NOTE = {
  title: 'Vue au cabinet ce matin',
  body: 'Fatigue modérée, appétit conservé. Pression artérielle 13/7, pas de fièvre. Arthralgies mieux supportées depuis la marche quotidienne. Ordonnance de kinésithérapie renouvelée.',
}

async function bringNote({ owner }: Means, gp: ReturnType<typeof staffCtx>, patientId: string) {
  const [file] = await owner.execute<{ id: string; is_brought: boolean }>(sql`
    select f.id, exists (
      select from record_entries e where e.region_id = f.region_id and e.patient_id = f.patient_id
        and e.from_establishment_id is not null and e.title = ${NOTE.title}) as is_brought
    from patient_files f
    where f.region_id = ${REGION.id}::uuid and f.patient_id = ${patientId}::uuid
      and f.establishment_id = ${placeOf.centre.id}::uuid`)
  if (!file || file.is_brought) return
  await writeNote(gp, patientId, { intent: 'sign', ...NOTE, receiverFileId: file.id })
}
