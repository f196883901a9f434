import { z } from 'zod'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { HOUR } from '#app/kernel/durations.ts'
import { engine } from '#app/kernel/engine.server.ts'
import { deriveKey, seal, unseal } from '#app/kernel/secrets.server.ts'
import { MEDIA_TYPES } from './contract.ts'

// Between the upload of a file and its filing the browser holds what was received, sealed: it names bytes of
// the store, and only ours may be filed, by whom and for whom they came.

const Uploaded = z.object({
  regionId: z.uuid(),
  personId: z.uuid(),
  patientId: z.uuid(),
  until: z.number(),
  mediaType: z.enum(MEDIA_TYPES),
  blob: z.object({ key: z.string(), sha256: z.string(), byteLength: z.number() }),
})
export type Uploaded = z.infer<typeof Uploaded>

const KEPT_MS = 12 * HOUR
const keyOf = (secret: string) => deriveKey(secret, 'record.upload')
const ownSecret = () => engine().env.CORDEE_SECRET

export const sealUpload = (
  ctx: Ctx,
  patientId: string,
  what: Pick<Uploaded, 'mediaType' | 'blob'>,
  secret = ownSecret(),
): string => {
  const upload: Uploaded = {
    regionId: ctx.regionId,
    personId: ctx.actor.id!,
    patientId,
    until: ctx.now().getTime() + KEPT_MS,
    ...what,
  }
  return seal(keyOf(secret), Buffer.from(JSON.stringify(upload))).toString('base64url')
}

/** Null for what was not received from this very person for this very patient, or too long ago. */
export function unsealUpload(
  ctx: Ctx,
  patientId: string,
  token: string,
  secret = ownSecret(),
): Uploaded | null {
  try {
    const upload = Uploaded.parse(
      JSON.parse(unseal(keyOf(secret), Buffer.from(token, 'base64url')).toString()),
    )
    const isOurs =
      upload.regionId === ctx.regionId &&
      upload.personId === ctx.actor.id &&
      upload.patientId === patientId &&
      upload.until > ctx.now().getTime()
    return isOurs ? upload : null
  } catch {
    return null
  }
}
