import { sql } from 'drizzle-orm'
import { type Ctx, joinCtx, type Unit } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { FileDocument } from '../contract.ts'
import { kindOfType } from '../document-kinds.ts'
import { canContribute } from '../policy.ts'
import { searchableText } from '../searchable-text.ts'

type Into = { patientId: string; fileId: string }
type Brought = Into &
  Pick<FileDocument, 'title' | 'occurredAt' | 'mediaType' | 'blob' | 'typeCode' | 'uniqueId' | 'text'>
export type Contributed = { entryId: string; outcome: 'filed' | 'known' }

/**
 * A document from outside, into the file of a house where the patient is followed too (EXT-03). The condition, the
 * entry, its audit and its events are `app.contribute`'s: nobody else writes into another house's file.
 */
export function contribute(ctx: Ctx, { blob, text, ...said }: Brought): Promise<Contributed> {
  return bring(ctx, {
    ...said,
    kind: kindOfType(said.typeCode),
    sha256: blob.sha256,
    blobKey: blob.key,
    byteLength: blob.byteLength,
    text: searchableText(text) || null,
  })
}

/** The same of a note, in the transaction that lets its draft go. */
export const contributeNote = (ctx: Ctx, unit: Unit, said: Into & { title: string; body: string }) =>
  bring(joinCtx(ctx, unit), { ...said, kind: 'note', occurredAt: ctx.now() })

function bring(ctx: Ctx, said: Record<string, unknown>): Promise<Contributed> {
  if (!canContribute(ctx.actor)) throw new DomainError('forbidden', 'record.contributingNotAllowed')
  const whole = { ...said, authorName: ctx.actor.displayName, recordedAt: ctx.now() }
  return ctx.write(async ({ tx }) => {
    const [row] = await tx.execute<{ entry_id: string; is_known: boolean }>(
      sql`select * from app.contribute(${JSON.stringify(whole)}::jsonb)`,
    )
    return { entryId: row!.entry_id, outcome: row!.is_known ? 'known' : 'filed' }
  })
}
