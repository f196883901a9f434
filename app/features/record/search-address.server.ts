import type { Ctx } from '#app/kernel/ctx.server.ts'
import { engine } from '#app/kernel/engine.server.ts'
import { deriveKey, seal, unseal } from '#app/kernel/secrets.server.ts'

// A search is a name: it stays out of addresses, histories and logs. Sealed, it can still be reloaded,
// gone back to and sent to a colleague of the same region.

const keyOf = (secret: string) => deriveKey(secret, 'record.search')
const ownSecret = () => engine().env.CORDEE_SECRET

export const sealSearch = (ctx: Pick<Ctx, 'regionId'>, typed: string, secret = ownSecret()): string =>
  seal(keyOf(secret), Buffer.from(`${ctx.regionId}\n${typed}`)).toString('base64url')

/** What was typed, or null for what we did not seal for this region. */
export function unsealSearch(
  ctx: Pick<Ctx, 'regionId'>,
  sealed: string,
  secret = ownSecret(),
): string | null {
  try {
    const [regionId, typed] = unseal(keyOf(secret), Buffer.from(sealed, 'base64url'))
      .toString()
      .split('\n', 2)
    return regionId === ctx.regionId ? (typed ?? null) : null
  } catch {
    // Not ours, or of a former secret: as good as no search.
    return null
  }
}
