import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { ReferralForm } from '../contract.ts'
import { attachEntry, bringFile, detach } from './attach.server.ts'
import { discardDraft, saveDraft } from './draft.server.ts'
import { sendReferral } from './send-referral.server.ts'

/** What the form of a request can do; answers with the request once it is sent. */
export async function writeReferral(
  ctx: Ctx,
  patientId: string,
  said: ReferralForm,
): Promise<{ referralId: string } | null> {
  const of = { patientId, referralId: said.referralId }
  switch (said.intent) {
    case 'send':
      return sendReferral(ctx, patientId, said)
    case 'save':
      await saveDraft(ctx, of, said)
      return null
    case 'discard':
      await discardDraft(ctx, of)
      return null
    case 'attach':
      await attachEntry(ctx, { ...of, entryId: said.entryId })
      return null
    case 'bring':
      await bringFile(ctx, { ...of, token: said.token, title: said.title })
      return null
    case 'detach':
      await detach(ctx, { ...of, documentId: said.documentId })
      return null
  }
}
