import { createHash, createHmac } from 'node:crypto'
import { type BlobStore, readBlob } from '#app/kernel/blobs.server.ts'
import { type Engine, engine } from '#app/kernel/engine.server.ts'
import { deriveKey, seal, unseal } from '#app/kernel/secrets.server.ts'

/** Where raw messages lie, sealed: they hold what the whole hospital knows of a patient. */
export type MessageStore = {
  blobs: BlobStore
  key: Buffer
}

export const messageStoreOf = ({ blobs, env }: Pick<Engine, 'blobs' | 'env'>): MessageStore => ({
  blobs,
  key: deriveKey(env.CORDEE_SECRET, 'exchange.messages'),
})

/** Of this process. */
export const messageStore = (): MessageStore => messageStoreOf(engine())

export const putMessage = (store: MessageStore, regionId: string, bytes: Uint8Array) =>
  store.blobs.put(regionId, seal(store.key, bytes))

export const getMessage = async (store: MessageStore, blobKey: string): Promise<Buffer> =>
  unseal(store.key, await readBlob(store.blobs, blobKey))

export const contentHashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** The patient's number, unreadable: equal for equal numbers, and no way back to it. */
export const streamOf = (store: MessageStore, patientNumber: string) =>
  createHmac('sha256', store.key).update(patientNumber).digest('hex').slice(0, 32)
