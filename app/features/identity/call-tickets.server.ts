import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import { calculateJwkThumbprint, decodeJwt, errors, importJWK, type JWK, jwtVerify } from 'jose'
import { DomainError } from '#app/kernel/errors.ts'
import { MAX_TICKET, TICKET_LIFE, TICKET_TYPE, TicketClaims } from './contract-calls.ts'

// jose checks signatures and times; what is ours is which algorithm a key may have, and the words for a refusal.

export type TicketKey = { publicKey: Record<string, string>; algorithm: string }
type Verifying = TicketKey & { issuer: string; audience: string; now: Date }

/** Clocks of practices drift. */
const DRIFT_SECONDS = 10
const RSA_BITS_MIN = 2048

/** A public key as its owner has it: JWK, a set of one, PEM, or the certificate of the software. */
export async function readTicketKey(text: string): Promise<TicketKey & { thumbprint: string }> {
  const key = keyIn(text)
  const algorithm = algorithmOf(key)
  if (!algorithm) throw new DomainError('invalid', 'identity.callKeyWeak')
  const publicKey = key.export({ format: 'jwk' }) as Record<string, string>
  return { publicKey, algorithm, thumbprint: await calculateJwkThumbprint(publicKey as JWK) }
}

function keyIn(text: string): KeyObject {
  if (text.includes('PRIVATE KEY')) throw new DomainError('invalid', 'identity.callKeyPrivate')
  try {
    if (text.includes('BEGIN CERTIFICATE')) return new X509Certificate(text).publicKey
    if (text.startsWith('-----BEGIN')) return createPublicKey(text)
    const parsed = JSON.parse(text) as { keys?: Record<string, string>[] } & Record<string, string>
    const jwk = parsed.keys?.length === 1 ? parsed.keys[0]! : parsed
    if ('d' in jwk || 'k' in jwk) throw new DomainError('invalid', 'identity.callKeyPrivate')
    return createPublicKey({ key: jwk, format: 'jwk' })
  } catch (error) {
    if (error instanceof DomainError) throw error
    throw new DomainError('invalid', 'identity.callKeyUnreadable')
  }
}

/** One for each kind of key, never what the ticket asks for. */
function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string | null {
  if (asymmetricKeyType === 'ed25519') return 'EdDSA'
  if (asymmetricKeyType === 'rsa')
    return (asymmetricKeyDetails?.modulusLength ?? 0) >= RSA_BITS_MIN ? 'RS256' : null
  const curves: Record<string, string> = { prime256v1: 'ES256', secp384r1: 'ES384' }
  return (asymmetricKeyType === 'ec' && curves[asymmetricKeyDetails?.namedCurve ?? '']) || null
}

/** Who says to have signed it: to find the key by, nothing more. */
export function issuerOf(ticket: string): string | null {
  if (ticket.length > MAX_TICKET) return null
  try {
    const { iss } = decodeJwt(ticket)
    return iss && /^[0-9a-f-]{36}$/.test(iss) ? iss : null
  } catch {
    return null
  }
}

export async function verifyTicket(ticket: string, by: Verifying): Promise<TicketClaims> {
  try {
    const { payload } = await jwtVerify(ticket, await importJWK(by.publicKey as JWK, by.algorithm), {
      algorithms: [by.algorithm],
      typ: TICKET_TYPE,
      issuer: by.issuer,
      audience: by.audience,
      currentDate: by.now,
      clockTolerance: DRIFT_SECONDS,
      requiredClaims: ['exp', 'iat', 'jti', 'sub'],
    })
    const claims = TicketClaims.safeParse(payload)
    if (!claims.success) throw new DomainError('invalid', 'identity.callIncomplete')
    if (claims.data.exp - claims.data.iat > TICKET_LIFE)
      throw new DomainError('invalid', 'identity.callTooLong')
    if (claims.data.iat * 1000 > by.now.getTime() + DRIFT_SECONDS * 1000)
      throw new DomainError('invalid', 'identity.callClock')
    return claims.data
  } catch (error) {
    throw error instanceof errors.JOSEError ? refusalOf(error) : error
  }
}

function refusalOf(error: errors.JOSEError): DomainError {
  if (error instanceof errors.JWTExpired) return new DomainError('invalid', 'identity.callExpired')
  if (error instanceof errors.JWTClaimValidationFailed)
    return new DomainError(
      'invalid',
      error.claim === 'aud' ? 'identity.callAudience' : 'identity.callIncomplete',
    )
  if (error instanceof errors.JOSEAlgNotAllowed)
    return new DomainError('unauthenticated', 'identity.callAlgorithm')
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return new DomainError('unauthenticated', 'identity.callSignature')
  return new DomainError('invalid', 'identity.callMalformed')
}
