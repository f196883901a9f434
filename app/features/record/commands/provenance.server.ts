import { sql } from 'drizzle-orm'
import { entryProvenances } from '#db/schema/entries.ts'
import type { Tx } from '#db/scope.ts'
import type { CHANNELS } from '../contract.ts'

type Came = { channel: (typeof CHANNELS)[number]; messageId?: string | null; receivedAt: Date }

/** By which way an entry came: once for each message, once for each way without messages. */
export const addProvenance = (tx: Tx, entryId: string, { channel, messageId, receivedAt }: Came) =>
  messageId
    ? tx.insert(entryProvenances).values({ entryId, channel, messageId, receivedAt }).onConflictDoNothing()
    : // No message to tell two arrivals apart: said again by the same way, it came once.
      tx.execute(sql`
        insert into entry_provenances (entry_id, channel, received_at)
        select ${entryId}::uuid, ${channel}, ${receivedAt.toISOString()}::timestamptz
        where not exists (
          select from entry_provenances p
          where p.entry_id = ${entryId}::uuid and p.channel = ${channel} and p.message_id is null)`)
