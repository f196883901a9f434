import { randomBytes } from 'node:crypto'
import { encodeBase32NoPadding } from '@oslojs/encoding'
import { generateHOTP, verifyHOTP } from '@oslojs/otp'
import { seal, unseal } from '#app/kernel/secrets.server.ts'
import { openTotpSteps, TOTP_DIGITS, TOTP_PERIOD } from './rules.ts'
import type { SignInSettings } from './sign-in-ctx.server.ts'

const SECRET_BYTES = 20

type Keys = Pick<SignInSettings, 'keys'>

export const newTotpSecret = (): Uint8Array => randomBytes(SECRET_BYTES)

export const sealTotpSecret = ({ keys }: Keys, secret: Uint8Array) =>
  seal(keys.totp, secret).toString('base64url')

export const unsealTotpSecret = ({ keys }: Keys, sealed: string): Uint8Array =>
  unseal(keys.totp, Buffer.from(sealed, 'base64url'))

/** The time step whose code this is, among those still open; null for a wrong or used code. */
export function totpStepOf(
  secret: Uint8Array,
  code: string,
  now: Date,
  lastStep: number | null,
): number | null {
  return (
    openTotpSteps(now, lastStep).find((step) => verifyHOTP(secret, BigInt(step), TOTP_DIGITS, code)) ?? null
  )
}

/** The code of an instant: for tests and the demonstration's own authenticator. */
export const totpCode = (secret: Uint8Array, at: Date) =>
  generateHOTP(secret, BigInt(Math.floor(at.getTime() / TOTP_PERIOD)), TOTP_DIGITS)

/** What the authenticator app reads from the QR code. */
export function totpUri(secret: Uint8Array, email: string): string {
  const params = new URLSearchParams({
    secret: encodeBase32NoPadding(secret),
    issuer: 'Cordée',
    algorithm: 'SHA1',
    digits: String(TOTP_DIGITS),
    period: String(TOTP_PERIOD / 1000),
  })
  // Authenticators read %20, not the plus sign that forms write for a space.
  return `otpauth://totp/${encodeURIComponent('Cordée')}:${encodeURIComponent(email)}?${params.toString().replaceAll('+', '%20')}`
}

/** The same secret for those who type it: four letters at a time. */
export const totpKeyText = (secret: Uint8Array) =>
  encodeBase32NoPadding(secret)
    .match(/.{1,4}/g)!
    .join(' ')
