import { sql } from 'drizzle-orm'
import { type MailToPerson, mailPeople } from '#app/features/identity/index.server.ts'
import { crashPoint } from '#app/kernel/crash-points.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import type { Db } from '#db/client.ts'
import type { MailKind } from '../contract.ts'

type Claimed = {
  mail_id: string
  person_id: string
  mail_kind: MailKind
  patients: { noticeId: string; news: number }[]
}

/** A page of persons, asked and written to in one query each. */
const PERSONS_AT_ONCE = 200
/** A claim that is not marked after this is taken again: its worker is dead. */
const LEASE_SECONDS = 120
/** A mail with more patients than this leads to the list alone. */
const MOST_LINES = 30

const TEMPLATES = { mail: 'news', digest: 'newsDigest' } as const

/**
 * Mails whose time has come: claimed with the id that each mail will have, written under that id, marked. Nothing is
 * sent twice: what a dead worker claimed is written again under the same id, which changes nothing if it was written.
 */
export async function sendDueNotices(
  ctx: Ctx,
  identityDb: Db,
  { persons = PERSONS_AT_ONCE, leaseSeconds = LEASE_SECONDS } = {},
): Promise<{ mails: number }> {
  const claimed = await ctx.write(({ tx }) =>
    tx.execute<Claimed>(sql`select * from app.claim_due_notices(${persons}, ${leaseSeconds})`),
  )
  if (claimed.length === 0) return { mails: 0 }
  await crashPoint('notices.claimed')
  await mailPeople(
    identityDb,
    claimed.map((mail) => mailOf(ctx.regionId, mail)),
  )
  await crashPoint('notices.written')
  const ids = `{${claimed.map(({ mail_id }) => mail_id).join(',')}}`
  await ctx.write(({ tx }) => tx.execute(sql`select app.mark_mailed(${ids}::uuid[])`))
  return { mails: claimed.length }
}

function mailOf(regionId: string, { mail_id, person_id, mail_kind, patients }: Claimed): MailToPerson {
  const lines = patients.length > MOST_LINES ? [] : patients
  const params = {
    regionId,
    count: patients.reduce((sum, { news }) => sum + news, 0),
    news: lines.map(({ noticeId, news }) => `${noticeId}:${news}`).join(','),
  }
  return { id: mail_id, personId: person_id, template: TEMPLATES[mail_kind], params }
}
