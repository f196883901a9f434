import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

/** One link of the chain over the trail (fr: sceau du journal). See db/schema/audit.ts. */
export type Seal = {
  id: number
  fromXid: number
  toXid: number
  rows: number
  digest: string
  /** ISO 8601, UTC. */
  sealedAt: string
  previous: string
  keyId: string
  signature: string
}

export type SealKey = { id: string; sign: (text: string) => string }
export type SealKeys = ReadonlyMap<string, KeyObject>

/** What PKCS #8 puts before the 32 bytes of an Ed25519 seed (RFC 8410). */
const ED25519_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')

/** An Ed25519 key from 32 secret bytes: the same seed, the same key, in every process. */
export function sealKeyFrom(seed: Uint8Array): { key: SealKey; publicKey: KeyObject } {
  const privateKey = createPrivateKey({
    key: Buffer.concat([ED25519_PREFIX, seed]),
    format: 'der',
    type: 'pkcs8',
  })
  const publicKey = createPublicKey(privateKey)
  const key = {
    id: keyIdOf(publicKey),
    sign: (text: string) => sign(null, Buffer.from(text), privateKey).toString('base64'),
  }
  return { key, publicKey }
}

/** A public key as operators keep it from a former secret: base64 of its SPKI form. */
export const publicKeyFrom = (base64: string): KeyObject =>
  createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' })

export const publicKeyText = (key: KeyObject): string =>
  key.export({ format: 'der', type: 'spki' }).toString('base64')

export const keyIdOf = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ format: 'der', type: 'spki' }))
    .digest('hex')
    .slice(0, 16)

export const sealKeys = (...keys: KeyObject[]): SealKeys => new Map(keys.map((key) => [keyIdOf(key), key]))

/** What is signed: every field that is no signature, in one order. */
const signedText = ({
  id,
  fromXid,
  toXid,
  rows,
  digest,
  sealedAt,
  previous,
  keyId,
}: Omit<Seal, 'signature'>) =>
  JSON.stringify(['cordee.trail.1', id, fromXid, toXid, rows, digest, sealedAt, previous, keyId])

/** The next link after `last`, or the first. */
export function nextSeal(
  last: Pick<Seal, 'id' | 'signature'> | null,
  batch: Pick<Seal, 'fromXid' | 'toXid' | 'rows' | 'digest'>,
  key: SealKey,
  now: Date,
): Seal {
  const unsigned = {
    id: (last?.id ?? 0) + 1,
    ...batch,
    sealedAt: now.toISOString(),
    previous: last?.signature ?? '',
    keyId: key.id,
  }
  return { ...unsigned, signature: key.sign(signedText(unsigned)) }
}

/** What can be wrong with a seal by itself and after the one before it; null when nothing is. */
export function faultOf(seal: Seal, before: Seal | null, keys: SealKeys): SealFault | null {
  if (seal.id !== (before?.id ?? 0) + 1) return 'missing_seal'
  if (seal.previous !== (before?.signature ?? '')) return 'broken_chain'
  if (before && seal.fromXid !== before.toXid) return 'gap'
  const key = keys.get(seal.keyId)
  if (!key) return 'unknown_key'
  const isSigned = verify(null, Buffer.from(signedText(seal)), key, Buffer.from(seal.signature, 'base64'))
  return isSigned ? null : 'bad_signature'
}

export type SealFault =
  | 'missing_seal'
  | 'broken_chain'
  | 'gap'
  | 'unknown_key'
  | 'bad_signature'
  /** Rows were changed, taken away or put in after they were sealed. */
  | 'rows_changed'
  /** The store knows a newer seal than the database: the newest were taken away. */
  | 'newest_removed'
  /** The store's copy of a seal is not the database's. */
  | 'other_head'
