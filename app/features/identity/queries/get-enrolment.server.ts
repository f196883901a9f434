import { eq } from 'drizzle-orm'
import QRCode from 'qrcode'
import { signInAccounts } from '#db/schema/identity.ts'
import { totpKeyText, totpUri, unsealTotpSecret } from '../second-factor.server.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'
import { findStep } from '../sign-in-steps.server.ts'

export type Enrolment = { keyText: string; qr: { size: number; path: string } }

/** What to put into the authenticator app: as a picture and as text. Null when the step is over. */
export async function getEnrolment(ctx: SignInCtx, stepToken: string | null): Promise<Enrolment | null> {
  const step = await findStep(ctx, stepToken, 'second_factor')
  if (!step?.pendingTotpSecret) return null
  const [account] = await ctx.read((db) =>
    db
      .select({ email: signInAccounts.email })
      .from(signInAccounts)
      .where(eq(signInAccounts.personId, step.personId)),
  )
  const secret = unsealTotpSecret(ctx.settings, step.pendingTotpSecret)
  return { keyText: totpKeyText(secret), qr: drawQr(totpUri(secret, account!.email)) }
}

/** Dark squares as one SVG path, drawn by the page itself: no picture to load, nothing for the CSP to allow. */
function drawQr(text: string): Enrolment['qr'] {
  const { size, data } = QRCode.create(text, { errorCorrectionLevel: 'M' }).modules
  const squares: string[] = []
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) if (data[y * size + x]) squares.push(`M${x} ${y}h1v1h-1z`)
  return { size, path: squares.join('') }
}
