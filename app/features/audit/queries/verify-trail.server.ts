import { faultOf, type Seal, type SealFault } from '../seals.ts'
import { digestOf, readHead, sealsAfter, type Trail, unsealedSince } from '../trail-store.server.ts'

export type Verification = {
  seals: number
  rows: number
  /** Rows that no seal covers yet, and how old the oldest is, in seconds. */
  unsealed: number
  behindSeconds: number
  /** The first that is wrong; what comes after it proves nothing. */
  fault: { kind: SealFault; sealId: number; sealedAt: string | null } | null
}

const PAGE = 200

/** Walks the whole chain: each signature, each link, each digest anew from the rows, and the store's copy. */
export async function verifyTrail(
  { relayDb, blobs, keys, now }: Trail,
  onProgress: (rows: number) => void = () => {},
): Promise<Verification> {
  let before: Seal | null = null
  let rows = 0
  const head = await readHead(blobs)
  const broken = (kind: SealFault, seal: Pick<Seal, 'id'> & Partial<Seal>): Verification => ({
    seals: before?.id ?? 0,
    rows,
    unsealed: 0,
    behindSeconds: 0,
    fault: { kind, sealId: seal.id, sealedAt: seal.sealedAt ?? null },
  })
  for (;;) {
    const page: Seal[] = await sealsAfter(relayDb, before?.id ?? 0, PAGE)
    for (const seal of page) {
      const fault = faultOf(seal, before, keys.known)
      if (fault) return broken(fault, seal)
      const found = await digestOf(relayDb, seal.fromXid, seal.toXid)
      if (found.rows !== seal.rows || found.digest !== seal.digest) return broken('rows_changed', seal)
      if (head?.id === seal.id && head.signature !== seal.signature) return broken('other_head', seal)
      rows += seal.rows
      before = seal
      onProgress(rows)
    }
    if (page.length < PAGE) break
  }
  if (head && head.id > (before?.id ?? 0)) return broken('newest_removed', { id: (before?.id ?? 0) + 1 })
  const { rows: unsealed, oldest } = await unsealedSince(relayDb, before?.toXid ?? 0)
  const behindSeconds = oldest ? Math.round((now().getTime() - oldest.getTime()) / 1000) : 0
  return { seals: before?.id ?? 0, rows, unsealed, behindSeconds, fault: null }
}
