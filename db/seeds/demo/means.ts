import type { MessageStore } from '#app/features/exchange/inbox.server.ts'
import type { SignInCtx } from '#app/features/identity/index.server.ts'
import { personActor, type Role, systemActor } from '#app/kernel/actor.ts'
import { type Ctx, createCtx } from '#app/kernel/ctx.server.ts'
import type { Db } from '#db/client.ts'
import type { Anchor } from './clock.ts'
import { type PlaceKey, placeOf, REGION } from './places.ts'
import { nameOf, type StaffKey, staffOf } from './staff.ts'

/** What the seed works with: the roles of production, and the tables' owner for what no command makes yet. */
export type Means = {
  db: Db
  identityDb: Db
  owner: Db
  store: MessageStore
  signIn: SignInCtx
  mllpPort: number
  now: Date
}

/** Marks what the seed did, in the trail and among the events. */
export const REQUEST_ID = 'demonstration-seed'

const about = (at: Anchor) => ({
  regionId: REGION.id,
  locale: 'fr' as const,
  requestId: REQUEST_ID,
  now: () => at,
})

/** The feed of an establishment, at that moment. */
export const feedOf = ({ db }: Pick<Means, 'db'>, place: PlaceKey, at: Date): Ctx =>
  createCtx({ db, actor: systemActor(placeOf[place].id), ...about(at) })

/** Somebody of the staff at work in one of their posts. */
export function staffCtx({ db }: Pick<Means, 'db'>, who: { key: StaffKey; personId: string }, at: Date): Ctx {
  const member = staffOf[who.key]
  const [place, role] = member.posts[0] as [PlaceKey, Role]
  const actor = personActor({
    personId: who.personId,
    role,
    establishmentId: placeOf[place].id,
    displayName: nameOf(member),
  })
  return createCtx({ db, actor, ...about(at) })
}

/** A few at a time: the pool is shared, and the rest of the machine wants to start. */
export async function eachOf<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>) {
  const queue = [...items]
  const lane = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
  }
  const stopped = await Promise.allSettled(
    Array.from({ length: width }, () =>
      lane().catch((error: unknown) => {
        queue.length = 0
        throw error
      }),
    ),
  )
  const failed = stopped.find((lane) => lane.status === 'rejected')
  if (failed) throw failed.reason
}
