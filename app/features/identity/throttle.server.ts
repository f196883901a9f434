import { sql } from 'drizzle-orm'
import { DomainError } from '#app/kernel/errors.ts'
import { LIMITS, type LimitName, minutesUntil } from './rules.ts'
import { noteEvent, type SignInAction, type SignInCtx } from './sign-in-ctx.server.ts'
import { keyedHash } from './tokens.server.ts'

/** A limit and whom it is about: an address, an e-mail, a person, a device. */
export type Spending = { limit: LimitName; about: string[] }

/**
 * Takes a point from each limit before the work is done, so that guesses sent at once do not all pass; what
 * succeeds gives them back. One statement, rows in one order, so two of them never wait for each other.
 */
export async function spend(
  ctx: SignInCtx,
  spendings: Spending[],
  refusal: { action: SignInAction; personId: string | null },
): Promise<void> {
  const now = ctx.now().getTime()
  const keyed = keysOf(ctx, spendings)
  const values = keyed.map(({ key, window }) => sql`(${key}, 1, ${now + window}::bigint)`)
  const rows = await ctx.read((db) =>
    db.execute<{ key: string; points: number; expire: string }>(sql`
      insert into rate_limits as r (key, points, expire) values ${sql.join(values, sql`, `)}
      on conflict (key) do update set
        points = case when r.expire <= ${now}::bigint then 1 else r.points + 1 end,
        expire = case when r.expire <= ${now}::bigint then excluded.expire else r.expire end
      returning key, points, expire`),
  )
  const full = rows.filter((row) => row.points > keyed.find((k) => k.key === row.key)!.points)
  if (full.length === 0) return

  // A try that was refused by one limit was no try: it must not use up the others.
  await giveBackKeys(
    ctx,
    rows.map((row) => row.key),
  )
  const opensAt = Math.max(...full.map((row) => Number(row.expire)))
  await ctx.read((db) =>
    noteEvent(db, ctx, refusal.action, {
      personId: refusal.personId,
      outcome: 'refused',
      detail: { reason: 'throttled' },
    }),
  )
  throw new DomainError('rate_limited', 'identity.tooManyTries', { minutes: minutesUntil(opensAt, now) })
}

export const giveBack = (ctx: SignInCtx, spendings: Spending[]) =>
  giveBackKeys(
    ctx,
    keysOf(ctx, spendings).map((k) => k.key),
  )

const giveBackKeys = (ctx: SignInCtx, keys: string[]) =>
  ctx.read((db) =>
    db.execute(sql`
      update rate_limits set points = points - 1
      where key in (select key from rate_limits where key in ${keys} order by key for update) and points > 0`),
  )

/** Hashed: the table tells nobody who tried to sign in from where. */
const keysOf = ({ settings }: SignInCtx, spendings: Spending[]) =>
  spendings
    .map(({ limit, about }) => ({ key: keyedHash(settings.keys.rate, limit, ...about), ...LIMITS[limit] }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
