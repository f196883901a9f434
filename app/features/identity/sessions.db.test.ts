import { eq } from 'drizzle-orm'
import { describe, expect, test, vi } from 'vitest'
import { HOUR, MINUTE, SECOND } from '#app/kernel/durations.ts'
import { signInAccounts, signInSessions } from '#db/schema/identity.ts'
import { memberships } from '#db/schema/people.ts'
import { establishments } from '#db/schema/regions.ts'
import { useDatabase } from '#db/test/harness.ts'
import { anAccount, aSignInCtx } from '#db/test/sign-in.ts'
import { cookieName, readCookie, writeCookie } from './cookies.server.ts'
import { openSession } from './open-session.server.ts'
import { findSignIn, signedInAs } from './resolve-sign-in.server.ts'

// Hashing takes its time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })
const t = useDatabase()

async function aSession() {
  const account = await anAccount(t, { password: undefined })
  const ctx = aSignInCtx(t)
  const { token, signInId } = await ctx.write((tx) => openSession(tx, ctx, account.personId, 'password'))
  const isIt = eq(signInSessions.id, signInId)
  return {
    ...account,
    signInId,
    cookie: `cordee_session=${token}`,
    find: (isAct = false, now = () => new Date()) =>
      findSignIn(aSignInCtx(t, { now }), `cordee_session=${token}`, { isAct }),
    set: (values: Partial<typeof signInSessions.$inferInsert>) =>
      t.identityDb.update(signInSessions).set(values).where(isIt),
    row: async () => (await t.identityDb.select().from(signInSessions).where(isIt))[0],
  }
}

describe('a sign-in session', () => {
  test('becomes a context of one region, one establishment, one role', async () => {
    const session = await aSession()
    const who = (await session.find())!
    const { ctx, session: shown } = signedInAs(who, { db: t.db, locale: 'fr', requestId: 'test' })
    expect(ctx).toMatchObject({
      regionId: session.regionId,
      actor: {
        kind: 'person',
        id: session.personId,
        role: 'doctor',
        establishmentId: session.establishment.id,
      },
    })
    expect(shown).toMatchObject({ membershipId: session.membershipId, timeZone: 'Europe/Paris' })
    expect(JSON.stringify(shown)).not.toContain(session.cookie.split('=')[1])
  })

  test('lives on by acts of the person, at most one write a minute, and not by pages that refresh', async () => {
    const session = await aSession()
    const start = (await session.row())!.expiresAt.getTime()
    const at = (ms: number) => () => new Date(Date.now() + ms)
    await session.find(true, at(30 * SECOND))
    await session.find(false, at(10 * MINUTE))
    expect((await session.row())!.expiresAt.getTime()).toBe(start)
    await session.find(true, at(10 * MINUTE))
    const extended = (await session.row())!.expiresAt.getTime() - start
    expect(Math.abs(extended - 10 * MINUTE)).toBeLessThan(5 * SECOND)
  })

  test('in its last minutes it still says when it ends', async () => {
    const session = await aSession()
    const expiresAt = new Date(Date.now() + 5 * MINUTE)
    await session.set({ expiresAt })
    expect((await session.find())!.idleEndsAt).toEqual(expiresAt)
    expect((await session.row())!.expiresAt).toEqual(expiresAt)
  })

  test('ends thirty minutes after the last act', async () => {
    const session = await aSession()
    await session.set({ expiresAt: new Date(Date.now() - SECOND) })
    expect(await session.find(true)).toBeNull()
    expect(await session.row()).toBeUndefined()
  })

  test('ends after twelve hours whatever one does', async () => {
    const session = await aSession()
    const { endsAt } = (await session.row())!
    expect(Math.abs(endsAt.getTime() - Date.now() - 12 * HOUR)).toBeLessThan(5 * SECOND)
    await session.set({ endsAt: new Date(Date.now() + 5 * MINUTE) })
    await session.find(true, () => new Date(Date.now() + 2 * MINUTE))
    const row = (await session.row())!
    expect(row.expiresAt).toEqual(row.endsAt)
    await session.set({ endsAt: new Date(Date.now() - SECOND) })
    expect(await session.find(true)).toBeNull()
  })

  test('is over when the account is disabled', async () => {
    const session = await aSession()
    await t.identityDb
      .update(signInAccounts)
      .set({ disabledAt: new Date() })
      .where(eq(signInAccounts.personId, session.personId))
    expect(await session.find()).toBeNull()
    expect(await session.row()).toBeUndefined()
  })

  test.each([
    ['an ended membership', { endsAt: new Date(Date.now() - SECOND) }, null],
    ['a membership that has not begun', { startsOn: '2999-01-01' }, null],
    ['a closed establishment', null, { closedAt: new Date() }],
  ])('gives no context for %s', async (_name, membership, establishment) => {
    const session = await aSession()
    if (membership)
      await t.owner.update(memberships).set(membership).where(eq(memberships.id, session.membershipId))
    if (establishment)
      await t.owner
        .update(establishments)
        .set(establishment)
        .where(eq(establishments.id, session.establishment.id))
    const who = await session.find()
    expect(who).toMatchObject({ workplace: null, workplaces: [] })
    expect(signedInAs(who!, { db: t.db, locale: 'fr', requestId: 'test' }).ctx).toBeNull()
  })

  test('is found by its token only', async () => {
    const session = await aSession()
    const find = (cookie: string) => findSignIn(aSignInCtx(t), cookie, { isAct: false })
    expect(await find(`cordee_session=${session.signInId}`)).toBeNull()
    expect(await find('cordee_session=')).toBeNull()
    expect(await find('')).toBeNull()
    expect(
      await findSignIn(aSignInCtx(t, { origin: 'https://cordee.example' }), session.cookie, { isAct: false }),
    ).toBeNull()
  })
})

describe('cookies', () => {
  const secure = aSettings('https://cordee.example')
  const plain = aSettings(undefined)

  test('over TLS they are bound to the host and never leave it in the clear', () => {
    expect(writeCookie('session', 'abc', secure)).toBe(
      '__Host-cordee_session=abc; Path=/; HttpOnly; SameSite=Lax; Secure',
    )
    expect(writeCookie('device', 'abc', plain, 1000)).toBe(
      'cordee_device=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=1',
    )
  })

  test('what stands in a token’s place and is none is not read', () => {
    const name = cookieName('step', plain)
    expect(readCookie(`x=1; ${name}=${'a'.repeat(43)}`, 'step', plain)).toBe('a'.repeat(43))
    expect(readCookie(`${name}=<script>`, 'step', plain)).toBeNull()
    expect(readCookie(`x${name}=${'a'.repeat(43)}`, 'step', plain)).toBeNull()
    expect(readCookie(null, 'step', plain)).toBeNull()
  })
})

function aSettings(origin: string | undefined) {
  return { isSecure: origin !== undefined } as Parameters<typeof cookieName>[1] &
    Parameters<typeof writeCookie>[2]
}
