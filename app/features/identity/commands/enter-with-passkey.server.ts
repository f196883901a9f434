import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  type PublicKeyCredentialRequestOptionsJSON,
  verifyAuthenticationResponse,
} from '@simplewebauthn/server'
import { and, eq, lte } from 'drizzle-orm'
import { safeNext } from '#app/kernel/route.server.ts'
import { passkeys, signInAccounts } from '#db/schema/identity.ts'
import { rememberDevice } from '../devices.server.ts'
import { openSession } from '../open-session.server.ts'
import { keepChallenge, refused, siteOf, takeChallenge } from '../passkeys.server.ts'
import { addressBlock } from '../rules.ts'
import { noteEvent, type SignInCtx } from '../sign-in-ctx.server.ts'
import { giveBack, type Spending, spend } from '../throttle.server.ts'
import type { SignedInNow } from './check-second-factor.server.ts'

const ACTION = 'identity.passkey.check'

const triesOf = (ctx: SignInCtx): Spending[] => [{ limit: 'passkeyByAddress', about: [addressBlock(ctx.ip)] }]

/** What the browser's key is asked to sign. Nobody is named: the key says whose it is. */
export async function beginEnterWithPasskey(ctx: SignInCtx): Promise<PublicKeyCredentialRequestOptionsJSON> {
  await spend(ctx, triesOf(ctx), { action: ACTION, personId: null })
  const options = await generateAuthenticationOptions({
    rpID: siteOf(ctx.settings).id,
    userVerification: 'required',
  })
  await keepChallenge(ctx, options.challenge, null)
  return options
}

/**
 * Signs in with a key alone: holding it and unlocking it are two factors, and it signs for this site's name only, so
 * that no other site can pass it on. (SEC-05)
 */
export async function enterWithPasskey(
  ctx: SignInCtx,
  { response, next }: { response: AuthenticationResponseJSON; next?: string | undefined },
): Promise<SignedInNow> {
  const tries = triesOf(ctx)
  const [key] = await ctx.read((db) =>
    db
      .select({ passkey: passkeys, disabledAt: signInAccounts.disabledAt })
      .from(passkeys)
      .innerJoin(signInAccounts, eq(signInAccounts.personId, passkeys.personId))
      .where(eq(passkeys.id, response.id)),
  )
  const personId = key?.passkey.personId ?? null
  const refuse = async (reason: string, cause?: unknown) => {
    await ctx.write((tx) => noteEvent(tx, ctx, ACTION, { personId, outcome: 'refused', detail: { reason } }))
    return refused(cause)
  }
  const challenge = await ctx
    .write((tx) => takeChallenge(tx, ctx, response.response.clientDataJSON, null))
    .catch(async (error) => {
      throw await refuse('challenge', error)
    })
  if (!key) throw await refuse('unknown')
  if (key.disabledAt) throw await refuse('disabled')
  const site = siteOf(ctx.settings)
  const { passkey } = key
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: site.origin,
    expectedRPID: site.id,
    requireUserVerification: true,
    credential: {
      id: passkey.id,
      publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
      counter: passkey.counter,
    },
  }).catch(async (error) => {
    throw await refuse('signature', error)
  })
  if (!verified) throw await refuse('signature')

  const opened = await ctx.write(async (tx) => {
    const used = await tx
      .update(passkeys)
      .set({ counter: authenticationInfo.newCounter, lastUsedAt: ctx.now() })
      // Not over a use that counted further meanwhile: that would be a copy of the key.
      .where(and(eq(passkeys.id, passkey.id), lte(passkeys.counter, authenticationInfo.newCounter)))
      .returning({ id: passkeys.id })
    if (used.length === 0) throw refused()
    const device = await rememberDevice(tx, ctx, passkey.personId)
    await noteEvent(tx, ctx, ACTION, { personId: passkey.personId })
    const { token, mustChoose } = await openSession(tx, ctx, passkey.personId, 'passkey')
    return { sessionToken: token, deviceToken: device.token, mustChoose, returnTo: safeNext(next) }
  })
  await giveBack(ctx, tries)
  return opened
}
