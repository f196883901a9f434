import { eq, sql } from 'drizzle-orm'
import { type Ctx, joinCtx, type Unit } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { establishments, regions } from '#db/schema/regions.ts'
import type { Tx } from '#db/scope.ts'
import type { CreateFile } from '../contract.ts'
import { isLookalike, type Lookable } from '../lookalikes.ts'
import { canCreateFiles, canWriteNotes } from '../policy.ts'
import { findLookalikes } from '../queries/find-lookalikes.server.ts'
import type { PatientRow } from '../queries/patient-rows.server.ts'
import { openFile } from './open-file.server.ts'

export type CreatedFile =
  | { answer: 'created'; patientId: string }
  /** Nobody is created yet: somebody looks. */
  | { answer: 'lookalikes'; rows: PatientRow[] }

const NIR = { real: '1.2.250.1.213.1.4.8', test: '1.2.250.1.213.1.4.10' }
/** Numbers that wait for a final one begin so. */
const NIA = '1.2.250.1.213.1.4.9'

/**
 * A patient's file from the admission desk. Whom one may see already and who looks alike is shown first; whether
 * the region knows the same person under another establishment is asked in the database and told to nobody here.
 * The form sent twice is one file.
 */
export async function createFile(ctx: Ctx, said: CreateFile): Promise<CreatedFile> {
  if (!canCreateFiles(ctx.actor)) throw new DomainError('forbidden', 'record.createNotAllowed')
  return create(ctx, said)
}

/** The same by a doctor of a practice, who has no admission desk, for a patient to be seen elsewhere. */
export async function createFileToRefer(ctx: Ctx, said: CreateFile): Promise<CreatedFile> {
  if (!(await mayCreateToRefer(ctx))) throw new DomainError('forbidden', 'record.createNotAllowed')
  return create(ctx, said)
}

export async function mayCreateToRefer({ actor, read }: Ctx): Promise<boolean> {
  if (!canWriteNotes(actor) || actor.role !== 'doctor') return false
  const [house] = await read((tx) =>
    tx
      .select({ kind: establishments.kind })
      .from(establishments)
      .where(eq(establishments.id, actor.establishmentId!)),
  )
  return house?.kind === 'practice'
}

async function create(ctx: Ctx, said: CreateFile): Promise<CreatedFile> {
  const { formId, hasPapers, isNone, ...traits } = said
  const localId = said.localId || `C${formId.replaceAll('-', '').slice(0, 10).toUpperCase()}`
  return ctx.write(async (unit) => {
    const { tx } = unit
    // What `app.open_file` takes too: two forms with one number come one after the other.
    await tx.execute(sql`
      select pg_advisory_xact_lock(hashtextextended(
        app.current_region()::text || app.files_of()::text || ${localId}, 1))`)
    const known = await holderOf(tx, localId)
    if (known) {
      // The number of somebody else must never rewrite who they are.
      if (!isSame(known, traits)) throw new DomainError('conflict', 'record.localIdTaken')
      return { answer: 'created', patientId: known.patientId }
    }
    const rows = await look(unit, ctx, traits)
    // Traits that were changed after the look may bring somebody who was not seen.
    if (rows.some(({ id }) => !isNone.includes(id))) return { answer: 'lookalikes', rows }
    const { patientId } = await openFile(joinCtx(ctx, unit), {
      ...traits,
      localId,
      insOid: traits.insMatricule ? await authorityOf(tx, ctx, traits.insMatricule) : null,
      identityStatus: hasPapers ? 'VALI' : 'PROV',
    })
    return { answer: 'created', patientId }
  })
}

async function look({ tx, audit }: Unit, ctx: Ctx, traits: Lookable): Promise<PatientRow[]> {
  const rows = await findLookalikes(tx, ctx, traits)
  await audit('record.patients.search', 'patients', { detail: { by: 'lookalike', found: rows.length } })
  return rows
}

type Holder = Lookable & { patientId: string }

/** Whose number it is here, or was: a former number still names its patient. */
async function holderOf(tx: Tx, localId: string): Promise<Holder | undefined> {
  const [row] = await tx.execute<Holder>(sql`
    select f.patient_id as "patientId", f.birth_name as "birthName", f.first_given_name as "firstGivenName",
      f.birth_date::text as "birthDate", f.ins_matricule as "insMatricule"
    from patient_files f
    where f.establishment_id = (select app.files_of()) and (f.local_id = ${localId}
      or f.id = (select l.file_id from former_local_ids l
                 where l.establishment_id = (select app.files_of()) and l.local_id = ${localId}))
    limit 1`)
  return row
}

const isSame = (known: Lookable, said: Lookable) =>
  known.birthDate === said.birthDate &&
  known.firstGivenName === said.firstGivenName &&
  isLookalike({ ...known, insMatricule: null }, { ...said, insMatricule: null })

async function authorityOf(tx: Tx, ctx: Ctx, matricule: string): Promise<string> {
  const [region] = await tx
    .select({ isTest: regions.isTest })
    .from(regions)
    .where(eq(regions.id, ctx.regionId))
  if (region?.isTest) return NIR.test
  return /^[78]/.test(matricule) ? NIA : NIR.real
}
