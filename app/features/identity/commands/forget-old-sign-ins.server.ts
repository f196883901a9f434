import { lt } from 'drizzle-orm'
import { DAY } from '#app/kernel/durations.ts'
import { contextualCalls } from '#db/schema/calls.ts'
import {
  knownDevices,
  passkeyChallenges,
  rateLimits,
  signInEvents,
  signInSessions,
  signInSteps,
} from '#db/schema/identity.ts'
import { outgoingMails } from '#db/schema/mail.ts'
import { KNOWN_DEVICE_LIFE } from '../rules.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'

/** CNIL: sign-in logs six months to a year. */
const EVENTS_KEPT = 365 * DAY
const MAILS_KEPT = 30 * DAY

/** What has run out is deleted; nothing depends on when, so any process may, as often as it likes. */
export async function forgetOldSignIns(ctx: SignInCtx): Promise<void> {
  const now = ctx.now()
  const before = (age: number) => new Date(now.getTime() - age)
  await ctx.write(async (tx) => {
    await tx.delete(signInSessions).where(lt(signInSessions.expiresAt, now))
    await tx.delete(passkeyChallenges).where(lt(passkeyChallenges.expiresAt, now))
    await tx.delete(signInSteps).where(lt(signInSteps.expiresAt, before(DAY)))
    // A ticket is good for a minute: a day later nobody can bring it again.
    await tx.delete(contextualCalls).where(lt(contextualCalls.expiresAt, before(DAY)))
    await tx.delete(rateLimits).where(lt(rateLimits.expire, now.getTime()))
    await tx.delete(knownDevices).where(lt(knownDevices.lastSeenAt, before(KNOWN_DEVICE_LIFE)))
    await tx.delete(signInEvents).where(lt(signInEvents.at, before(EVENTS_KEPT)))
    await tx.delete(outgoingMails).where(lt(outgoingMails.createdAt, before(MAILS_KEPT)))
  })
}
