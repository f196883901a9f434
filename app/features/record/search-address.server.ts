import type { Ctx } from '#app/kernel/ctx.server.ts'
import { engine } from '#app/kernel/engine.server.ts'
import { deriveKey, seal, unseal } from '#app/kernel/secrets.server.ts'

// A search is a name: it stays out of addresses, histories and logs. Sealed, it can still be reloaded,
// gone back to and sent to a colleague of the same region.

const key = () => deriveKey(engine().env.CORDEE_SECRET, 'record.search')

export const sealSearch = (ctx: Ctx, typed: string): string =>
  seal(key(), Buffer.from(`${ctx.regionId}\n${typed}`)).toString('base64url')

/** What was typed, or null for what we did not seal for this region. */
export function unsealSearch(ctx: Ctx, sealed: string): string | null {
  try {
    const [regionId, typed] = unseal(key(), Buffer.from(sealed, 'base64url')).toString().split('\n', 2)
    return regionId === ctx.regionId ? (typed ?? null) : null
  } catch {
    // Not ours, or of a former secret: as good as no search.
    return null
  }
}
