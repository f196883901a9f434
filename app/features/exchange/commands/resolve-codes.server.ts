import { and, eq, inArray, isNotNull } from 'drizzle-orm'
import { codeMappings } from '#db/schema/feeds.ts'
import type { Tx } from '#db/scope.ts'
import type { CodeKind } from '../rules.ts'

/** What the local codes of a connection mean, of those that somebody has mapped. */
export async function meaningsOf(
  tx: Tx,
  connectionId: string,
  kind: CodeKind,
  codes: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (codes.length === 0) return new Map()
  const rows = await tx
    .select({ localCode: codeMappings.localCode, targetCode: codeMappings.targetCode })
    .from(codeMappings)
    .where(
      and(
        eq(codeMappings.connectionId, connectionId),
        eq(codeMappings.kind, kind),
        inArray(codeMappings.localCode, [...new Set(codes)]),
        isNotNull(codeMappings.targetCode),
      ),
    )
  return new Map(rows.map(({ localCode, targetCode }) => [localCode, targetCode!]))
}
