import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { DomainError } from './errors.ts'

export type StoredBlob = { key: string; sha256: string; byteLength: number }

/**
 * Bytes by content: the key is region and hash, so the same bytes are stored once and a crash between
 * blob and row leaves an orphan, never a row without bytes. Write the blob first, then the row.
 */
export type BlobStore = {
  put: (regionId: string, bytes: Uint8Array) => Promise<StoredBlob>
  /** A stream of the bytes, `unavailable` when the store does not answer, `not_found` when it has none. */
  get: (key: string) => Promise<Readable>
  has: (key: string) => Promise<boolean>
}

const keyOf = (regionId: string, sha256: string) => `${regionId}/${sha256.slice(0, 2)}/${sha256}`
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** A folder: a temporary name, fsync, rename, fsync of the folder. What has its name is whole. */
export function folderStore(root: string): BlobStore {
  const pathOf = (key: string) => {
    if (!/^[\w-]+\/[0-9a-f]{2}\/[0-9a-f]{64}$/.test(key))
      throw new DomainError('not_found', 'kernel.blobNotFound')
    return join(root, key)
  }
  return {
    async put(regionId, bytes) {
      const sha256 = hashOf(bytes)
      const key = keyOf(regionId, sha256)
      const path = pathOf(key)
      const done = { key, sha256, byteLength: bytes.byteLength }
      if (await exists(path)) return done
      await mkdir(dirname(path), { recursive: true })
      const partial = `${path}.${randomBytes(6).toString('hex')}.part`
      try {
        const file = await open(partial, 'wx', 0o600)
        try {
          await file.writeFile(bytes)
          await file.sync()
        } finally {
          await file.close()
        }
        await rename(partial, path)
      } catch (error) {
        await rm(partial, { force: true })
        throw error
      }
      const folder = await open(dirname(path), 'r')
      await folder.sync()
      await folder.close()
      return done
    },
    async get(key) {
      const path = pathOf(key)
      if (!(await exists(path))) throw new DomainError('not_found', 'kernel.blobNotFound')
      return createReadStream(path)
    },
    has: (key) => exists(pathOf(key)),
  }
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

export type S3Options = {
  endpoint?: string
  bucket: string
  region: string
  accessKeyId: string
  secretAccessKey: string
}

/** An S3-compatible store; a put is atomic there. */
export function s3Store({ endpoint, bucket, region, accessKeyId, secretAccessKey }: S3Options): BlobStore {
  const client = new S3Client({
    region,
    endpoint,
    forcePathStyle: Boolean(endpoint),
    credentials: { accessKeyId, secretAccessKey },
  })
  const has = async (key: string) => {
    try {
      await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))
      return true
    } catch (error) {
      if (statusOf(error) === 404) return false
      throw unavailable(error)
    }
  }
  return {
    async put(regionId, bytes) {
      const sha256 = hashOf(bytes)
      const key = keyOf(regionId, sha256)
      const done = { key, sha256, byteLength: bytes.byteLength }
      if (await has(key)) return done
      try {
        await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes }))
      } catch (error) {
        throw unavailable(error)
      }
      return done
    },
    async get(key) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
        return Body as Readable
      } catch (error) {
        if (statusOf(error) === 404) throw new DomainError('not_found', 'kernel.blobNotFound')
        throw unavailable(error)
      }
    },
    has,
  }
}

const statusOf = (error: unknown) =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode

const unavailable = (error: unknown) =>
  Object.assign(new DomainError('unavailable', 'kernel.blobStoreUnavailable'), { cause: error })

/** All bytes of a blob; for what is small enough to hold. */
export async function readBlob(store: BlobStore, key: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of await store.get(key)) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
