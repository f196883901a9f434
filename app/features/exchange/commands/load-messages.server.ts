import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { and, eq } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { SECOND } from '#app/kernel/durations.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { connections, inboundMessages } from '#db/schema/exchange.ts'
import { connectionLoads } from '#db/schema/feeds.ts'
import { InboxMoved } from '../contract.ts'
import { splitBatch } from '../formats/hl7v2/split-batch.ts'
import { type MessageStore, messageStore } from '../inbox.server.ts'
import { createPace } from '../pace.ts'
import { receiveMessage } from './receive-message.server.ts'

const EXTENSIONS = /\.(er7|hl7|txt|mllp)$/i
/** How far it is, is written this often; after a kill so much is sent again, and known again. */
const SAVE_EVERY = 100
/** More than these wait for being filed: history stands back until they are fewer. */
const MOST_WAITING = 2_000

type File = { path: string; name: string; kilobytes: number }
export type LoadProgress = {
  files: number
  filesDone: number
  kilobytes: number
  kilobytesDone: number
  taken: number
  refused: number
}

/**
 * History from files, by the same intake as every day's messages, no faster than the connection's rate.
 * Stopped or killed it goes on where it was: what was taken already is the same message and is not taken twice.
 */
export async function loadMessages(
  ctx: Ctx,
  { connectionId, path, rate }: { connectionId: string; path: string; rate?: number },
  {
    store = messageStore(),
    onProgress = () => {},
  }: { store?: MessageStore; onProgress?: (progress: LoadProgress) => void } = {},
): Promise<LoadProgress> {
  const [connection] = await ctx.read((tx) =>
    tx
      .select({ mode: connections.mode, loadRate: connections.loadRate })
      .from(connections)
      .where(eq(connections.id, connectionId)),
  )
  if (!connection) throw new DomainError('not_found', 'exchange.connectionNotFound')
  // History in live mode would ring every bell of the region.
  if (connection.mode !== 'initial_load') throw new DomainError('conflict', 'exchange.notInitialLoad')
  const files = await filesOf(path)
  if (files.length === 0) throw new DomainError('invalid', 'exchange.nothingToLoad')
  const at = await beginLoad(ctx, connectionId, files)
  const pace = createPace(rate ?? connection.loadRate)
  const progress = { ...at.progress }
  let ofFile = at.messagesOfFile

  const save = (isFinished = false) => {
    onProgress(progress)
    return ctx.write(async ({ tx, emit }) => {
      await tx
        .update(connectionLoads)
        .set({
          ...progress,
          messagesOfFile: ofFile,
          updatedAt: ctx.now(),
          finishedAt: isFinished ? ctx.now() : null,
        })
        .where(eq(connectionLoads.id, at.id))
      await emit(InboxMoved, { connectionId })
    })
  }
  for (const file of files.slice(progress.filesDone)) {
    let position = 0
    for await (const bytes of splitBatch(createReadStream(file.path))) {
      if (position++ < ofFile) continue
      await pace.wait()
      const ack = Buffer.from(await receiveMessage(ctx, { connectionId, bytes }, store)).toString('latin1')
      progress[ack.includes('MSA|AA') ? 'taken' : 'refused']++
      ofFile = position
      if (position % SAVE_EVERY !== 0) continue
      await save()
      await letDrain(ctx, connectionId)
    }
    progress.filesDone++
    progress.kilobytesDone += file.kilobytes
    ofFile = 0
    // Folders of one message a file: not a write for each.
    if (progress.filesDone % SAVE_EVERY === 0) {
      await save()
      await letDrain(ctx, connectionId)
    }
  }
  await save(true)
  return progress
}

async function filesOf(path: string): Promise<File[]> {
  const about = await stat(path)
  if (!about.isDirectory()) return [{ path, name: '', kilobytes: Math.ceil(about.size / 1024) }]
  const found = await readdir(path, { recursive: true, withFileTypes: true })
  const files: File[] = []
  for (const entry of found) {
    if (!entry.isFile() || !EXTENSIONS.test(entry.name)) continue
    const whole = join(entry.parentPath, entry.name)
    files.push({
      path: whole,
      name: relative(path, whole),
      kilobytes: Math.ceil((await stat(whole)).size / 1024),
    })
  }
  // By name: exports are numbered or dated, and the order must be the same when it is taken up again.
  return files.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** The same files again are the same load. Names may hold a patient's: only their hash is kept. */
async function beginLoad(ctx: Ctx, connectionId: string, files: File[]) {
  const listing = files.map(({ name, kilobytes }) => `${name}\n${kilobytes}`).join('\n')
  const fingerprint = createHash('sha256').update(listing).digest('hex')
  const kilobytes = files.reduce((sum, file) => sum + file.kilobytes, 0)
  return ctx.write(async ({ tx, audit }) => {
    await tx
      .insert(connectionLoads)
      .values({
        connectionId,
        establishmentId: ctx.actor.establishmentId!,
        fingerprint,
        files: files.length,
        kilobytes,
      })
      .onConflictDoNothing()
    const [row] = await tx
      .select()
      .from(connectionLoads)
      .where(
        and(eq(connectionLoads.connectionId, connectionId), eq(connectionLoads.fingerprint, fingerprint)),
      )
    const { id, messagesOfFile, filesDone, kilobytesDone, taken, refused } = row!
    await audit('exchange.load.begin', `connection_load/${id}`, { detail: { files: files.length } })
    return {
      id,
      messagesOfFile,
      progress: { files: files.length, filesDone, kilobytes, kilobytesDone, taken, refused },
    }
  })
}

async function letDrain(ctx: Ctx, connectionId: string) {
  for (;;) {
    const waiting = await ctx.read((tx) =>
      tx
        .select({ id: inboundMessages.id })
        .from(inboundMessages)
        .where(and(eq(inboundMessages.connectionId, connectionId), eq(inboundMessages.state, 'waiting')))
        .limit(MOST_WAITING),
    )
    if (waiting.length < MOST_WAITING) return
    await sleep(SECOND)
  }
}
