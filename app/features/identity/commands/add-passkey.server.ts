import {
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type RegistrationResponseJSON,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { and, eq } from 'drizzle-orm'
import { DomainError } from '#app/kernel/errors.ts'
import { queueMail } from '#app/kernel/mail.server.ts'
import { passkeys } from '#db/schema/identity.ts'
import { keepChallenge, listPasskeys, refused, siteOf, takeChallenge } from '../passkeys.server.ts'
import { PASSKEYS_MOST } from '../rules.ts'
import type { OpenSignIn } from '../sessions.server.ts'
import { noteEvent, type SignInCtx } from '../sign-in-ctx.server.ts'
import { confirmSignIn, isFresh } from './confirm-sign-in.server.ts'

type Who = Pick<OpenSignIn, 'personId' | 'email' | 'displayName' | 'locale'>
type Asking = Who & Pick<OpenSignIn, 'signInId' | 'method' | 'confirmedAt'>
type Transport = 'ble' | 'cable' | 'hybrid' | 'internal' | 'nfc' | 'smart-card' | 'usb'

/**
 * What the browser needs to make a key here. A key outlasts an open screen, so whoever did not just sign in says once
 * more who they are; the challenge is theirs alone, so the answer is bound to that. Keys that exist already are named,
 * so that none is made twice.
 */
export async function beginPasskey(
  ctx: SignInCtx,
  who: Asking,
  secret = '',
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  if (!isFresh(ctx, who)) await confirmSignIn(ctx, who, secret)
  const held = await listPasskeys(ctx, who.personId)
  if (held.length >= PASSKEYS_MOST) throw new DomainError('conflict', 'identity.passkeyLimit')
  const site = siteOf(ctx.settings)
  const options = await generateRegistrationOptions({
    rpName: site.name,
    rpID: site.id,
    userID: new Uint8Array(Buffer.from(who.personId)),
    userName: who.email,
    userDisplayName: who.displayName,
    attestationType: 'none',
    excludeCredentials: held.map((key) => ({ id: key.id, transports: key.transports as Transport[] })),
    // Found without typing a name, and unlocked by finger, face or PIN: two factors in one.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  await keepChallenge(ctx, options.challenge, who.personId)
  return options
}

/** Keeps the key that the browser made; its owner is told by mail. (SEC-05) */
export async function addPasskey(
  ctx: SignInCtx,
  who: Who,
  { name, response }: { name: string; response: RegistrationResponseJSON },
): Promise<void> {
  const site = siteOf(ctx.settings)
  const challenge = await ctx.write((tx) =>
    takeChallenge(tx, ctx, response.response.clientDataJSON, who.personId),
  )
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: site.origin,
    expectedRPID: site.id,
    requireUserVerification: true,
  }).catch((error) => {
    throw refused(error)
  })
  if (!verified || !registrationInfo) throw refused()
  const { credential } = registrationInfo
  await ctx.write(async (tx) => {
    const added = await tx
      .insert(passkeys)
      .values({
        id: credential.id,
        personId: who.personId,
        publicKey: Buffer.from(credential.publicKey).toString('base64url'),
        counter: credential.counter,
        transports: credential.transports ?? [],
        name,
        createdAt: ctx.now(),
      })
      .onConflictDoNothing()
      .returning({ id: passkeys.id })
    if (added.length === 0) throw refused()
    await queueMail(tx, {
      personId: who.personId,
      toAddress: who.email,
      template: 'passkeyAdded',
      locale: who.locale,
    })
    await noteEvent(tx, ctx, 'identity.passkey.add', { personId: who.personId })
  })
}

/** Takes back one of one's own keys. */
export async function removePasskey(
  ctx: SignInCtx,
  who: Pick<OpenSignIn, 'personId'>,
  { passkeyId }: { passkeyId: string },
): Promise<void> {
  await ctx.write(async (tx) => {
    const removed = await tx
      .delete(passkeys)
      .where(and(eq(passkeys.id, passkeyId), eq(passkeys.personId, who.personId)))
      .returning({ id: passkeys.id })
    if (removed.length === 0) throw new DomainError('not_found', 'identity.passkeyNotFound')
    await noteEvent(tx, ctx, 'identity.passkey.remove', { personId: who.personId })
  })
}
