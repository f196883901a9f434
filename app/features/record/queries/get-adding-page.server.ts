import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { engine } from '#app/kernel/engine.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { canAddDocuments } from '../policy.ts'
import { listReceivers, type Receiver } from './list-receivers.server.ts'
import { openPatient } from './open-patient.server.ts'

export type AddingPage = {
  /** Who brings it: what a reload interrupts is kept for nobody else. */
  personId: string
  patient: { birthName: string; firstGivenName: string; birthDate: string | null }
  /** Whether the establishment in which one works has a file to file into. */
  hasOwnFile: boolean
  /** Without one: the houses that would take it. */
  receivers: Receiver[]
  maxMegabytes: number
  today: string
}

/** What it takes to add a document: whose name to confirm, where it goes, how large it may be. */
export function getAddingPage(ctx: Ctx, patientId: string): Promise<AddingPage> {
  if (!canAddDocuments(ctx.actor)) throw new DomainError('forbidden', 'record.addingNotAllowed')
  return openPatient(ctx, patientId, async ({ tx }) => {
    const [row] = await tx.execute<{
      birth_name: string
      first_given_name: string
      birth_date: string | null
      has_file: boolean
      today: string
    }>(sql`
      select p.birth_name, p.first_given_name, p.birth_date::text,
        (now() at time zone z.time_zone)::date::text as today,
        coalesce((
          select true from patient_files f
          where f.region_id = p.region_id and f.patient_id = p.id
            and f.establishment_id = (select app.files_of()) limit 1), false) as has_file
      from patients p join regions z on z.id = p.region_id
      where p.id = ${patientId}::uuid`)
    return {
      personId: ctx.actor.id!,
      patient: {
        birthName: row!.birth_name,
        firstGivenName: row!.first_given_name,
        birthDate: row!.birth_date,
      },
      hasOwnFile: row!.has_file,
      receivers: row!.has_file ? [] : await listReceivers(tx, ctx, patientId),
      maxMegabytes: engine().env.UPLOAD_MAX_MB,
      today: row!.today,
    }
  })
}
