import { eq } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { fileConsents } from '#db/schema/workspace.ts'
import { FileChanged, RecordConsent } from '../contract.ts'
import { lockDocumentsOf } from './locks.server.ts'
import { ownFile } from './own-file.server.ts'

/** What a feed says of consent for one file. A message that says part of it leaves the rest as it was. */
export async function recordConsent(
  ctx: Ctx,
  input: RecordConsent,
): Promise<{ patientId: string; outcome: 'changed' | 'known' }> {
  const parsed = RecordConsent.safeParse(input)
  if (!parsed.success) throw new DomainError('invalid', 'record.consentIncomplete')
  const { fileId, ...said } = parsed.data

  return ctx.write(async ({ tx, audit, emit }) => {
    const file = await ownFile(tx, ctx, fileId)
    const { patientId } = file
    await lockDocumentsOf(tx, ctx, patientId)
    const [known] = await tx.select().from(fileConsents).where(eq(fileConsents.fileId, fileId))
    const changed = Object.fromEntries(
      Object.entries(said).filter(
        ([key, value]) => value !== undefined && value !== (known?.[key as keyof typeof said] ?? null),
      ),
    )
    if (Object.keys(changed).length === 0) return { patientId, outcome: 'known' }

    if (known) {
      await tx
        .update(fileConsents)
        .set({ ...changed, updatedAt: ctx.now() })
        .where(eq(fileConsents.fileId, fileId))
    } else {
      await tx
        .insert(fileConsents)
        .values({ fileId, patientId, establishmentId: file.establishmentId, ...changed })
    }
    await audit('record.consent.record', `patient_file/${fileId}`, {
      patientId,
      detail: { changed: Object.keys(changed).join(' ') },
    })
    await emit(FileChanged, { fileId, patientId, isNew: false })
    return { patientId, outcome: 'changed' }
  })
}
