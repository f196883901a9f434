import type { Ctx } from '#app/kernel/ctx.server.ts'
import { getReferral } from '../queries/get-referral.server.ts'

/** What leaves on paper leaves the doors behind: its own row in the trail. */
export async function notePrinted(ctx: Ctx, referralId: string): Promise<void> {
  const { patientId } = await getReferral(ctx, referralId)
  await ctx.write(({ audit }) =>
    audit('referrals.referral.print', `referral/${referralId}`, { patientId, purpose: 'care' }),
  )
}
