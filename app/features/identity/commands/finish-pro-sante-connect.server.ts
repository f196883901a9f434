import { isDomainError } from '#app/kernel/errors.ts'
import { log } from '#app/kernel/log.server.ts'
import type { ProSanteConnect } from '../pro-sante-connect.server.ts'
import type { Handshake, ProSanteConnectIdentity } from '../pro-sante-connect.ts'
import { addressBlock } from '../rules.ts'
import { noteEvent, type SignInCtx } from '../sign-in-ctx.server.ts'
import { giveBack, type Spending, spend } from '../throttle.server.ts'

const ACTION = 'identity.pro-sante-connect.check'

/** The second half of the way over Pro Santé Connect. Each one costs requests to it: limited by place. */
export async function finishProSanteConnect(
  ctx: SignInCtx,
  psc: Pick<ProSanteConnect, 'finish'>,
  callback: URL,
  handshake: Handshake | null,
): Promise<ProSanteConnectIdentity> {
  const tries: Spending[] = [{ limit: 'pscByAddress', about: [addressBlock(ctx.ip)] }]
  await spend(ctx, tries, { action: ACTION, personId: null })
  try {
    const identity = await psc.finish(callback, handshake)
    await giveBack(ctx, tries)
    return identity
  } catch (error) {
    if (!isDomainError(error)) throw error
    const reason = error.reason.replace(/^identity\./, '')
    // What the provider answered may name a person: only our own word for it, and the kind of the cause.
    log.warn({ reason, cause: (error.cause as Error | undefined)?.name }, 'pro sante connect')
    await ctx.write((tx) =>
      noteEvent(tx, ctx, ACTION, { personId: null, outcome: 'refused', detail: { reason } }),
    )
    throw error
  }
}
