import { randomBytes, randomUUID } from 'node:crypto'
import { allowSupport } from '#app/features/identity/commands/allow-support.server.ts'
import { createAccount } from '#app/features/identity/commands/create-account.server.ts'
import { inviteCorrespondent } from '#app/features/identity/commands/invite-correspondent.server.ts'
import { invitePerson } from '#app/features/identity/commands/invite-person.server.ts'
import { cookieName } from '#app/features/identity/cookies.server.ts'
import { writeMail } from '#app/features/identity/mails.server.ts'
import { hashPassword } from '#app/features/identity/passwords.server.ts'
import { findSignIn } from '#app/features/identity/resolve-sign-in.server.ts'
import { writeSealed } from '#app/features/identity/sealed-cookies.server.ts'
import { sealTotpSecret, totpCode, totpKeyText } from '#app/features/identity/second-factor.server.ts'
import { createSignInCtx, signInSettings } from '#app/features/identity/sign-in-ctx.server.ts'
import { beginStep } from '#app/features/identity/sign-in-steps.server.ts'
import { hashToken, newToken } from '#app/features/identity/tokens.server.ts'
import { MINUTE } from '#app/kernel/durations.ts'
import { type aHospitalWithGp, aMember, anRpps } from '#db/test/factories.ts'
import type { TestDatabase } from '#db/test/harness.ts'
import { openSignIn } from '../../fixtures/sign-in.ts'

/** Everybody's: hashing takes its time. Who confirms a step types it. */
export const PASSWORD = 'girafe lampe torrent ficelle'
export const CODE = (secret: Uint8Array) => totpCode(secret, new Date())

export function aDoor(database: TestDatabase, secret: string) {
  const settings = signInSettings({ CORDEE_SECRET: secret, CORDEE_DEMO: false, PORT: 3000 })
  return createSignInCtx({
    db: database.identityDb,
    settings,
    requestId: 'test',
    locale: 'fr',
    userAgent: 'test',
  })
}
export type Door = ReturnType<typeof aDoor>

/** A code with which somebody lets the support see their screens. */
export async function aSupportCode(door: Door, cookie: string): Promise<string> {
  const who = await findSignIn(door, cookie, { isAct: false })
  return (await allowSupport(door, who!)).code
}

type Here = Awaited<ReturnType<typeof aHospitalWithGp>>

/** What waits for people who are not signed in: half-done sign-ins, links of mails, a letter, a sealed identity. */
export async function waysIn(database: TestDatabase, door: Door, here: Here, passwordHash: string) {
  const at = { regionId: here.regionId, establishmentId: here.hospital.id, role: 'secretary' } as const
  const somebody = async (familyName: string, totpSecret?: Uint8Array) => {
    const member = await aMember(database, { ...at, familyName })
    const email = `${randomUUID()}@example.test`
    await createAccount(door, {
      personId: member.personId,
      email,
      passwordHash,
      ...(totpSecret && { totpSecret }),
    })
    return { personId: member.personId, rpps: member.rpps, email }
  }
  type Step = Parameters<typeof beginStep>[2]
  const step = (of: Pick<Step, 'personId' | 'kind' | 'pendingTotpSecret'>) =>
    door.write((tx) => beginStep(tx, door, { lifeMs: 20 * MINUTE, returnTo: '/', ...of }))
  const cookie = (token: string) => `${cookieName('step', door.settings)}=${token}`

  const [known, enrolled] = [randomBytes(20), randomBytes(20)]
  const coded = await somebody('Modèle-Code', known)
  const enrolling = await somebody('Modèle-Premier')
  const forgetful = await somebody('Modèle-Oubli')
  const situated = await somebody('Modèle-Situations')
  const leaving = await somebody('Modèle-Sortie')
  const codedStep = await step({ personId: coded.personId, kind: 'second_factor' })
  const enrolStep = await step({
    personId: enrolling.personId,
    kind: 'second_factor',
    pendingTotpSecret: sealTotpSecret(door.settings, enrolled),
  })

  // Links are in mails alone, so the walk's own takes the place of the one that was sent.
  const invite = async (email: string) => {
    const names = { familyName: 'Modèle-Invité', givenName: 'Camille', isAdministrator: false }
    const asked = { establishmentId: here.hospital.id, email, role: 'secretary', ...names } as const
    const { invitationId } = await invitePerson(door, here.establishmentAdmin.ctx, asked)
    const token = newToken()
    await database.owner.execute(
      `update invitations set secret_hash = '${hashToken(token)}' where id = '${invitationId}'`,
    )
    return { invitationId, email, token }
  }
  const letter = await inviteCorrespondent(door, here.doctor.ctx, {
    rpps: anRpps(),
    familyName: 'Modèle-Lettre',
    givenName: 'Camille',
    practiceName: 'Cabinet de la lettre',
  })
  if (letter.channel !== 'letter') throw new Error('no letter')
  const invited = await invite(`${randomUUID()}@example.test`)
  const [mail] = await database.owner.execute<{ id: string }>(
    `select id from outgoing_mails where to_address = '${invited.email}'`,
  )
  const [site] = await database.owner.execute<{ finess: string }>(
    `select finess from establishments where id = '${here.hospital.id}'`,
  )
  const identity = {
    nationalId: `8${situated.rpps}`,
    rpps: situated.rpps,
    givenName: 'Camille',
    familyName: 'Modèle-Situations',
    situations: [
      {
        index: 0,
        professionCode: '10',
        specialtyCode: null,
        finess: site!.finess,
        siret: null,
        placeName: null,
      },
    ],
  }
  const news = { template: 'news', locale: 'fr', personId: here.gp.personId }
  const params = { regionId: here.regionId, count: 1, news: '' }
  const stopLink = writeMail(door.settings, { ...news, params }).headers['List-Unsubscribe']
  const sealed = writeSealed('situations', { identity, next: '/' }, door.settings, new Date())
  return {
    coded: { ...coded, totpSecret: known, cookie: cookie(codedStep) },
    enrolling: {
      personId: enrolling.personId,
      totpSecret: enrolled,
      keyText: totpKeyText(enrolled),
      cookie: cookie(enrolStep),
    },
    forgetful: {
      personId: forgetful.personId,
      token: await step({ personId: forgetful.personId, kind: 'password_reset' }),
    },
    invited,
    withdrawn: await invite(`${randomUUID()}@example.test`),
    letter: { rpps: letter.rpps, code: letter.code },
    mailId: mail!.id,
    stopToken: stopLink!.replace(/^.*\/unsubscribe\/|>$/g, ''),
    situated,
    situations: sealed.split(';')[0]!,
    leaving: { personId: leaving.personId, cookie: (await openSignIn(door, leaving.personId)).header },
  }
}

/** Of somebody who is signed in: another sign-in, one that stood still for a while, and a key. */
export async function spareThings(database: TestDatabase, door: Door, personId: string) {
  const other = await openSignIn(door, personId)
  const idle = await openSignIn(door, personId)
  await database.owner.execute(
    `update sign_in_sessions set last_seen_at = now() - interval '5 minutes' where id = '${idle.signInId}'`,
  )
  const passkeyId = randomUUID()
  await database.owner.execute(
    `insert into passkeys (id, person_id, public_key, counter, name, created_at)
     values ('${passkeyId}', '${personId}', 'none', 0, 'Clé du bureau', now())`,
  )
  const [account] = await database.owner.execute<{ email: string }>(
    `select email from sign_in_accounts where person_id = '${personId}'`,
  )
  return {
    signInId: other.signInId,
    idle: { signInId: idle.signInId, cookie: idle.header },
    passkeyId,
    email: account!.email,
  }
}

export const hashedOnce = () => hashPassword(PASSWORD)
