import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'

/** A doctor's own software with a key of its own, as its maker would write it. */
export function aCallingSoftware() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    privateKey,
  }
}

type Claims = Record<string, unknown>
type Ticket = {
  privateKey: Parameters<SignJWT['sign']>[0]
  softwareId: string
  audience: string
  rpps: string
  patient: unknown
}

const seconds = (at: number) => Math.floor(at / 1000)

export const aTicket = (
  { privateKey, softwareId, audience, rpps, patient }: Ticket,
  more: Claims = {},
  header: Claims = {},
) =>
  new SignJWT({
    iss: softwareId,
    aud: audience,
    sub: rpps,
    jti: randomUUID(),
    iat: seconds(Date.now()),
    exp: seconds(Date.now()) + 60,
    patient,
    ...more,
  })
    .setProtectedHeader({ alg: 'ES256', typ: 'cordee-call+jwt', ...header })
    .sign(privateKey)
