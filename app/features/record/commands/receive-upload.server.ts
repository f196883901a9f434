import { createHash } from 'node:crypto'
import { mkdtemp, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BlobStore, SpooledFile } from '#app/kernel/blobs.server.ts'
import { readCda } from '#app/kernel/cda/read-cda.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { HOUR } from '#app/kernel/durations.ts'
import { engine } from '#app/kernel/engine.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { Scanner } from '#app/kernel/scan.server.ts'
import type { MediaType } from '../contract.ts'
import type { NewDocument } from '../contract-reading.ts'
import { canAddDocuments } from '../policy.ts'
import { openPatient } from '../queries/open-patient.server.ts'
import { SNIFFED_BYTES, sniff } from '../sniff.ts'
import { sealUpload } from '../upload-token.server.ts'

export type ReceivedUpload = {
  token: string
  mediaType: MediaType
  byteLength: number
  /** What the document says of itself, to begin with. */
  suggested: Partial<Pick<NewDocument, 'title' | 'day' | 'author'>>
}
type Means = { blobs: BlobStore; scanner: Scanner; maxBytes: number; secret: string }

const ownMeans = (): Means => {
  const { blobs, scanner, env } = engine()
  return { blobs, scanner, maxBytes: env.UPLOAD_MAX_MB * 1_000_000, secret: env.CORDEE_SECRET }
}

/**
 * Takes the bytes of one file, without holding them: onto the disk as they come, hashed and measured, sniffed,
 * scanned, staged in the store. Nothing of the record changes yet: the answer is what `addDocuments` files. What is
 * never filed goes by itself after a day.
 */
export async function receiveUpload(
  ctx: Ctx,
  patientId: string,
  source: AsyncIterable<Uint8Array>,
  { blobs, scanner, maxBytes, secret }: Means = ownMeans(),
): Promise<ReceivedUpload> {
  if (!canAddDocuments(ctx.actor)) throw new DomainError('forbidden', 'record.addingNotAllowed')
  await openPatient(ctx, patientId, async () => {}) // before a byte of it is kept
  swept ??= sweepSpooled()
  await swept
  const folder = await mkdtemp(join(tmpdir(), SPOOL))
  try {
    const { file, mediaType } = await spool(join(folder, 'file'), source, maxBytes)
    const verdict = await scanner(file.path)
    if (!verdict.isClean) {
      const detail = { finding: verdict.finding.slice(0, 100), byteLength: file.byteLength }
      await ctx.noteRefusal('record.upload.scan', `patient/${patientId}`, { patientId, detail })
      throw new DomainError('invalid', 'record.uploadInfected')
    }
    const blob = await blobs.stage(ctx.regionId, file)
    return {
      token: sealUpload(ctx, patientId, { mediaType, blob }, secret),
      mediaType,
      byteLength: blob.byteLength,
      suggested: mediaType === 'text/xml' ? suggestionOf(await readFile(file.path)) : {},
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const SPOOL = 'cordee-upload-'
/** Once in the life of a process: what an earlier one left behind on this machine. */
let swept: Promise<void> | undefined

/** A process that was killed in mid-upload could not clear away: papers of patients do not stay on its disk. */
export async function sweepSpooled(now = Date.now()): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => [])
  for (const path of names.filter((name) => name.startsWith(SPOOL)).map((name) => join(tmpdir(), name))) {
    const made = await stat(path).catch(() => null)
    // No upload takes an hour; the folder may be that of another process at work.
    if (made && now - made.mtimeMs > HOUR) await rm(path, { recursive: true, force: true })
  }
}

/** A CDA has a title, a day and an author; what cannot be read is said when it is filed. */
function suggestionOf(bytes: Uint8Array): ReceivedUpload['suggested'] {
  const read = readCda(bytes, { zone: 'UTC' })
  if (!read.ok) return {}
  const { title, effectiveTime, authors } = read.document.header
  const author = [authors[0]?.familyName?.toLocaleUpperCase('fr'), authors[0]?.givenName]
  return {
    ...(title && { title: title.slice(0, 300) }),
    ...(effectiveTime && /^\d{4}-\d\d-\d\d$/.test(effectiveTime.date) && { day: effectiveTime.date }),
    ...(author.some(Boolean) && { author: author.filter(Boolean).join(' ').slice(0, 200) }),
  }
}

async function spool(
  path: string,
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ file: SpooledFile; mediaType: MediaType }> {
  const hash = createHash('sha256')
  const file = await open(path, 'wx', 0o600)
  let byteLength = 0
  let head = Buffer.alloc(0)
  let isSniffed = false
  try {
    for await (const chunk of source) {
      byteLength += chunk.byteLength
      if (byteLength > maxBytes)
        throw new DomainError('invalid', 'record.uploadTooLarge', { max: Math.floor(maxBytes / 1_000_000) })
      if (head.length < SNIFFED_BYTES) head = Buffer.concat([head, chunk])
      // As soon as it can be told: nobody waits for 50 MB to hear that a film cannot be filed.
      if (!isSniffed && head.length >= SNIFFED_BYTES) {
        mediaTypeOf(head)
        isSniffed = true
      }
      hash.update(chunk)
      await file.writeFile(chunk)
    }
  } finally {
    await file.close()
  }
  return { file: { path, sha256: hash.digest('hex'), byteLength }, mediaType: mediaTypeOf(head) }
}

function mediaTypeOf(head: Uint8Array): MediaType {
  const sniffed = sniff(head.subarray(0, SNIFFED_BYTES))
  if (!sniffed.ok) throw new DomainError('invalid', `record.uploadIs.${sniffed.looksLike}`)
  return sniffed.mediaType
}
