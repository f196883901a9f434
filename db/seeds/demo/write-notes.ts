import { sql } from 'drizzle-orm'
import { markNoteInError, writeNote } from '#app/features/record/index.server.ts'
import { DAY, HOUR } from '#app/kernel/durations.ts'
import type { Anchor } from './clock.ts'
import { type Means, staffCtx } from './means.ts'
import { type DemoPatient, PATIENTS } from './patients.ts'
import { REGION } from './places.ts'
import { patientIdOf } from './settle.ts'
import type { StaffKey } from './staff.ts'

/** What doctors of the centre wrote in the record itself: signed, in error, not finished. */
const NOTES: { of: string; by: StaffKey; daysAgo: number; title: string; body: string; error?: string }[] = [
  {
    of: 'p001',
    by: 'fontanel',
    daysAgo: 20,
    title: 'Tolérance du létrozole',
    body: 'Arthralgies matinales modérées, cédant au paracétamol. Poursuite à la même dose. Ostéodensitométrie demandée.',
  },
  {
    of: 'p001',
    by: 'fontanel',
    daysAgo: 6,
    title: 'Appel de la patiente',
    body: 'Bouffées de chaleur la nuit. Conseils donnés, à revoir à la prochaine consultation.',
    error: 'Appel d’une autre patiente, noté dans ce dossier par erreur',
  },
  {
    of: 'p011',
    by: 'fontanel',
    daysAgo: 5,
    title: 'Annonce et projet de soins',
    body: 'Diagnostic et suites de l’intervention expliqués. Souhaite que son médecin traitant soit informé de chaque étape. Anatomopathologie définitive attendue.',
  },
  {
    of: 'p005',
    by: 'fontanel',
    daysAgo: 34,
    title: 'Point téléphonique',
    body: 'Pas de plainte. Mammographie de surveillance programmée.',
  },
  {
    of: 'p008',
    by: 'fontanel',
    daysAgo: 9,
    title: 'Avant la prochaine cure',
    body: 'Apyrétique depuis dix jours, reprise de l’activité à mi-temps. Numération avant chaque cure.',
  },
]
const DRAFTS: Omit<(typeof NOTES)[number], 'daysAgo' | 'error'>[] = [
  {
    of: 'p001',
    by: 'fontanel',
    title: 'Consultation de suivi',
    body: 'Va bien. Examen clinique sans particularité. À compléter : résultat de l’ostéodensitométrie.',
  },
]

/** Each once; the draft with the first run only, for it is its author's to throw away. */
export async function writeNotes(means: Means, anchor: Anchor, ids: Record<StaffKey, string>) {
  const at = (by: StaffKey, moment: number) =>
    staffCtx(means, { key: by, personId: ids[by] }, new Date(moment))
  let isFirstRun = false
  for (const { of, by, daysAgo, title, body, error } of NOTES) {
    const patientId = await patientIdOf(means, 'centre', patientOf(of))
    if (!patientId || (await isWritten(means, patientId, title))) continue
    isFirstRun = true
    const moment = anchor.getTime() - daysAgo * DAY - 2 * HOUR
    const { entryId } = await writeNote(at(by, moment), patientId, { intent: 'sign', title, body })
    if (error) await markNoteInError(at(by, moment + HOUR), { entryId: entryId!, reason: error })
  }
  for (const { of, by, title, body } of isFirstRun ? DRAFTS : []) {
    const patientId = await patientIdOf(means, 'centre', patientOf(of))
    if (patientId)
      await writeNote(at(by, anchor.getTime() - 3 * HOUR), patientId, { intent: 'save', title, body })
  }
}

const patientOf = (key: string): DemoPatient => PATIENTS.find((patient) => patient.key === key)!

async function isWritten({ owner }: Means, patientId: string, title: string) {
  const [known] = await owner.execute(sql`
    select 1 from record_entries where region_id = ${REGION.id}::uuid and patient_id = ${patientId}::uuid
      and kind = 'note' and title = ${title}`)
  return known !== undefined
}
