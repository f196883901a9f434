import { and, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { codeMappings, connectionFlags, connectionLoads, connectionTokens } from '#db/schema/feeds.ts'
import { careUnits } from '#db/schema/workspace.ts'
import type { Tx } from '#db/scope.ts'
import type { CodeKind } from '../rules.ts'

// What stands around an interface, part by part; each within the caller's transaction.

export type Mapping = {
  id: string
  kind: CodeKind
  localCode: string
  localLabel: string | null
  seen: number
  lastSeenAt: string
  targetCode: string | null
  unitId: string | null
  unitLabel: string | null
}
export type Load = {
  files: number
  filesDone: number
  share: number
  taken: number
  refused: number
  isFinished: boolean
  updatedAt: string
}

export async function flagsOf(tx: Tx, connectionId: string) {
  const rows = await tx
    .select()
    .from(connectionFlags)
    .where(and(eq(connectionFlags.connectionId, connectionId), isNull(connectionFlags.clearedAt)))
    .orderBy(desc(connectionFlags.occurrences))
    .limit(50)
  return rows.map(({ code, occurrences, lastAt, lastControlId }) => ({
    code,
    occurrences,
    lastAt: lastAt.toISOString(),
    lastControlId,
  }))
}

export async function countUnmapped(tx: Tx, connectionId: string): Promise<number> {
  const [row] = await tx
    .select({ n: sql<number>`count(*)::int` })
    .from(codeMappings)
    .where(and(eq(codeMappings.connectionId, connectionId), isNull(codeMappings.targetCode)))
  return row!.n
}

/** The unmapped first, of them the most frequent. */
export async function codesOf(tx: Tx, connectionId: string): Promise<Mapping[]> {
  const rows = await tx
    .select({
      id: codeMappings.id,
      kind: codeMappings.kind,
      localCode: codeMappings.localCode,
      localLabel: codeMappings.localLabel,
      seen: codeMappings.seen,
      lastSeenAt: codeMappings.lastSeenAt,
      targetCode: codeMappings.targetCode,
      unitId: codeMappings.unitId,
      unitLabel: careUnits.label,
    })
    .from(codeMappings)
    .leftJoin(
      careUnits,
      and(eq(careUnits.regionId, codeMappings.regionId), eq(careUnits.id, codeMappings.unitId)),
    )
    .where(eq(codeMappings.connectionId, connectionId))
    .orderBy(isNotNull(codeMappings.targetCode), desc(codeMappings.seen), codeMappings.localCode)
    .limit(200)
  return rows.map((row) => ({ ...row, lastSeenAt: row.lastSeenAt.toISOString() }))
}

export const unitsOf = (tx: Tx) =>
  tx
    .select({ id: careUnits.id, code: careUnits.code, label: careUnits.label })
    .from(careUnits)
    .where(isNull(careUnits.closedAt))
    .orderBy(careUnits.label)
    .limit(1000)

export async function tokensOf(tx: Tx, connectionId: string) {
  const rows = await tx
    .select({
      id: connectionTokens.id,
      label: connectionTokens.label,
      hint: connectionTokens.hint,
      createdAt: connectionTokens.createdAt,
      lastUsedAt: connectionTokens.lastUsedAt,
    })
    .from(connectionTokens)
    .where(and(eq(connectionTokens.connectionId, connectionId), isNull(connectionTokens.revokedAt)))
    .orderBy(desc(connectionTokens.createdAt))
    .limit(50)
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  }))
}

export async function loadOf(tx: Tx, connectionId: string): Promise<Load | null> {
  const [row] = await tx
    .select()
    .from(connectionLoads)
    .where(eq(connectionLoads.connectionId, connectionId))
    .orderBy(desc(connectionLoads.updatedAt))
    .limit(1)
  if (!row) return null
  return {
    files: row.files,
    filesDone: row.filesDone,
    share: row.finishedAt ? 1 : Math.min(0.999, row.kilobytesDone / Math.max(1, row.kilobytes)),
    taken: row.taken,
    refused: row.refused,
    isFinished: row.finishedAt !== null,
    updatedAt: row.updatedAt.toISOString(),
  }
}
