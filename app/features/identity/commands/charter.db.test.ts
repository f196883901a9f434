import { and, eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { auditEntries } from '#db/schema/audit.ts'
import { charters } from '#db/schema/charters.ts'
import { aMember, anEstablishment } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { anAccount, aSignInCtx } from '#db/test/sign-in.ts'
import { openSession } from '../open-session.server.ts'
import { getCharterPage, getCharterToAccept } from '../queries/get-charter.server.ts'
import { findSignIn, signedInAs } from '../resolve-sign-in.server.ts'
import { acceptCharter } from './accept-charter.server.ts'
import { publishCharter } from './publish-charter.server.ts'

// TEN-07
const t = useDatabase()
const text = (word: string) => `${word} `.repeat(20)
const version = (word: string) => ({ textFr: text(word), textEn: text(`${word} in English`) })

async function aRegionWithADoctor() {
  const account = await anAccount(t)
  const at = { regionId: account.regionId, establishmentId: account.establishment.id }
  const admin = await aMember(t, { ...at, role: 'region_admin' })
  const ctx = aSignInCtx(t)
  const { token } = await ctx.write((tx) => openSession(tx, ctx, account.personId, 'password'))
  const who = async () => (await findSignIn(ctx, `cordee_session=${token}`, { isAct: false }))!
  const opens = async () =>
    signedInAs(await who(), { db: t.db, locale: 'fr', requestId: 'test' }).ctx !== null
  return { account, admin, ctx, who, opens }
}

describe('the charter', () => {
  test('is accepted before anything opens, and again at each new version', async () => {
    const { admin, ctx, who, opens, account } = await aRegionWithADoctor()
    expect(await opens()).toBe(true)
    await publishCharter(admin.ctx, version('un'))
    expect(await opens()).toBe(false)
    const first = await getCharterToAccept(ctx, await who())
    expect(first).toMatchObject({ number: 1, text: text('un') })
    await acceptCharter(ctx, await who(), { charterId: first!.id })
    expect(await opens()).toBe(true)
    expect(await getCharterToAccept(ctx, await who())).toBeNull()

    await publishCharter(admin.ctx, version('deux'))
    expect(await opens()).toBe(false)
    // What was read meanwhile is no longer what is asked.
    await expect(acceptCharter(ctx, await who(), { charterId: first!.id })).rejects.toMatchObject({
      code: 'stale',
    })
    const second = await getCharterToAccept(ctx, await who())
    await acceptCharter(ctx, await who(), { charterId: second!.id })
    expect(await opens()).toBe(true)
    expect(await getCharterPage(admin.ctx)).toMatchObject({
      current: { number: 2 },
      accepted: 1,
      acceptances: [{ personId: account.personId }],
    })
    const trail = await t.owner
      .select({ actorId: auditEntries.actorId })
      .from(auditEntries)
      .where(
        and(eq(auditEntries.regionId, account.regionId), eq(auditEntries.action, 'identity.charter.accept')),
      )
    expect(trail).toEqual([{ actorId: account.personId }, { actorId: account.personId }])
  })

  test('of one region asks nothing in another, and nobody else publishes it', async () => {
    const here = await aRegionWithADoctor()
    const there = await aRegionWithADoctor()
    await publishCharter(here.admin.ctx, version('un'))
    expect(await there.opens()).toBe(true)
    const place = await anEstablishment(t, here.account.regionId)
    const at = { regionId: here.account.regionId, establishmentId: place.id }
    for (const role of ['doctor', 'establishment_admin', 'privacy_officer'] as const) {
      const { ctx } = await aMember(t, { ...at, role })
      const refused = { code: 'forbidden', reason: 'identity.charterNotYours' }
      await expect(publishCharter(ctx, version('deux'))).rejects.toMatchObject(refused)
      await expect(getCharterPage(ctx)).rejects.toMatchObject(refused)
    }
    expect((await getCharterPage(there.admin.ctx)).current).toBeNull()
  })

  test('cannot be changed once it is published, nor accepted for somebody else', async () => {
    const { admin, account } = await aRegionWithADoctor()
    await publishCharter(admin.ctx, version('un'))
    const change = admin.ctx.write(({ tx }) => tx.update(charters).set({ textFr: 'autre' }))
    await expect(change).rejects.toMatchObject({ cause: { code: '42501' } })
    const accept = admin.ctx.write(({ tx }) =>
      tx.execute(`insert into charter_acceptances (charter_id, person_id)
        select id, '${account.personId}' from charters`),
    )
    await expect(accept).rejects.toMatchObject({ cause: { code: '42501' } })
  })
})
