import { sql } from 'drizzle-orm'
import type { Db } from './client.ts'

export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0]

/** Who speaks in a transaction: row-level security and the definer functions read nothing else. */
export type Scope = {
  regionId: string
  establishmentId: string | null
  /** The establishment whose patient files may be opened; null for those who see no patient. */
  filesOf: string | null
  actorId: string | null
  actorKind: 'person' | 'patient' | 'client' | 'system'
  actorRole: string
  grantees: readonly string[]
  /** What records say, or appointments, stays and the list of documents alone. */
  reads?: 'all' | 'agenda'
  requestId: string
}

/**
 * Runs `work` in one transaction that sees one region's rows, for one set of grantees.
 * `set_config(..., true)` ends with the transaction, so pooled connections never carry a scope over.
 */
export function withScope<T>(
  db: Db,
  scope: Scope,
  work: (tx: Tx) => Promise<T>,
  { isReadOnly = false }: { isReadOnly?: boolean } = {},
): Promise<T> {
  return db.transaction(
    async (tx) => {
      await tx.execute(sql`
      select set_config('app.region_id', ${scope.regionId}, true),
             set_config('app.establishment_id', ${scope.establishmentId ?? ''}, true),
             set_config('app.files_of', ${scope.filesOf ?? ''}, true),
             set_config('app.actor_id', ${scope.actorId ?? ''}, true),
             set_config('app.actor_kind', ${scope.actorKind}, true),
             set_config('app.actor_role', ${scope.actorRole}, true),
             set_config('app.reads', ${scope.reads ?? 'all'}, true),
             set_config('app.request_id', ${scope.requestId}, true),
             set_config('app.grantees', ${scope.grantees.join(',')}, true)`)
      return work(tx)
    },
    isReadOnly ? { accessMode: 'read only' } : undefined,
  )
}
