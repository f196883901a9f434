import { asc, desc, gt, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { BlobStore } from '#app/kernel/blobs.server.ts'
import type { Env } from '#app/kernel/env.server.ts'
import { deriveKey } from '#app/kernel/secrets.server.ts'
import type { Db } from '#db/client.ts'
import { auditSeals } from '#db/schema/audit.ts'
import { publicKeyFrom, type Seal, sealKeyFrom, sealKeys } from './seals.ts'

// Seals cover all regions, so nothing here has a Ctx: the worker and the command line read and write them as
// `app_relay`, through functions that tell digests and never a row.

export type Trail = { relayDb: Db; blobs: BlobStore; keys: ReturnType<typeof keysOf>; now: () => Date }

/** The key of this server's secret, and the public ones of secrets it had before. */
export function keysOf(env: Pick<Env, 'CORDEE_SECRET' | 'AUDIT_FORMER_KEYS'>) {
  const { key, publicKey } = sealKeyFrom(deriveKey(env.CORDEE_SECRET, 'audit.seal'))
  const former = (env.AUDIT_FORMER_KEYS ?? '').split(',').filter(Boolean).map(publicKeyFrom)
  return { own: key, known: sealKeys(publicKey, ...former), publicKey }
}

type Tx = Pick<Db, 'execute' | 'select' | 'insert'>

export async function lastSeal(db: Tx): Promise<Seal | null> {
  const [row] = await db.select().from(auditSeals).orderBy(desc(auditSeals.id)).limit(1)
  return row ?? null
}

export const sealsAfter = (db: Tx, id: number, limit: number): Promise<Seal[]> =>
  db.select().from(auditSeals).where(gt(auditSeals.id, id)).orderBy(asc(auditSeals.id)).limit(limit)

export async function digestOf(db: Tx, fromXid: number, toXid: number) {
  const [row] = await db.execute<{ rows: number; digest: string }>(
    sql`select rows, digest from app.trail_digest(${fromXid}::bigint, ${toXid}::bigint)`,
  )
  return row!
}

/** How much is not sealed yet, and since when. */
export async function unsealedSince(db: Tx, fromXid: number): Promise<{ rows: number; oldest: Date | null }> {
  const [row] = await db.execute<{ rows: string; oldest: string | null }>(
    sql`select rows, oldest from app.trail_unsealed(${fromXid}::bigint)`,
  )
  return { rows: Number(row!.rows), oldest: row!.oldest ? new Date(row!.oldest) : null }
}

/** The newest seal as the blob store has it: who can write in the database cannot take it away there. */
const HEAD = 'trail/head.json'
const SealShape = z.object({
  id: z.number(),
  fromXid: z.number(),
  toXid: z.number(),
  rows: z.number(),
  digest: z.string(),
  sealedAt: z.string(),
  previous: z.string(),
  keyId: z.string(),
  signature: z.string(),
})

export async function readHead(blobs: BlobStore): Promise<Seal | null> {
  const bytes = await blobs.getNamed(HEAD)
  return bytes && SealShape.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
}

export const writeHead = (blobs: BlobStore, seal: Seal): Promise<void> =>
  blobs.putNamed(HEAD, Buffer.from(JSON.stringify(seal)))
