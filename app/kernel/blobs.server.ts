import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { DomainError } from './errors.ts'

export type StoredBlob = { key: string; sha256: string; byteLength: number }

/** A file on this machine's disk, on its way into the store. */
export type SpooledFile = { path: string; sha256: string; byteLength: number }

/**
 * Bytes by content: the key is region and hash, so the same bytes are stored once and a crash between
 * blob and row leaves an orphan, never a row without bytes. Write the blob first, then the row.
 */
export type BlobStore = {
  put: (regionId: string, bytes: Uint8Array) => Promise<StoredBlob>
  /** The same for a file that was hashed while it came in: never whole in memory. */
  putFile: (regionId: string, file: SpooledFile) => Promise<StoredBlob>
  /** A stream of the bytes, `unavailable` when the store does not answer, `not_found` when it has none. */
  get: (key: string) => Promise<Readable>
  has: (key: string) => Promise<boolean>
  /** Only for bytes that are nobody else's: contents are shared by all who stored the same. Gone twice is gone. */
  remove: (key: string) => Promise<void>
  /**
   * Bytes that may never be anybody's: under a key of their own, nobody else's content. `settle` makes them content
   * when they are; what was staged before a moment goes by itself.
   */
  stage: (regionId: string, file: SpooledFile) => Promise<StoredBlob>
  settle: (regionId: string, staged: StoredBlob) => Promise<StoredBlob>
  removeStaged: (before: Date) => Promise<number>
  /** The few things that are no content but a state, by name (`trail/head.json`): the last write stays. */
  putNamed: (name: string, bytes: Uint8Array) => Promise<void>
  getNamed: (name: string) => Promise<Uint8Array | null>
}

/** A name is no path, and no key of a content. */
function namedKey(name: string): string {
  if (!/^[a-z]+\/[a-z-]+\.json$/.test(name)) throw new Error(`Not a name of the store: ${name}`)
  return `named/${name}`
}

/** When it was staged stands in its key: what is too old is told without asking for each. */
const stagedKeyOf = (regionId: string) => `staged/${Date.now()}/${regionId}/${randomUUID()}`
const STAGED = /^staged\/(\d{13})\/[\w-]+\/[0-9a-f-]{36}$/

const keyOf = (regionId: string, sha256: string) => `${regionId}/${sha256.slice(0, 2)}/${sha256}`
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** A folder: a temporary name, fsync, rename, fsync of the folder. What has its name is whole. */
export function folderStore(root: string): BlobStore {
  const pathOf = (key: string) => {
    if (!/^[\w-]+\/[0-9a-f]{2}\/[0-9a-f]{64}$/.test(key) && !STAGED.test(key))
      throw new DomainError('not_found', 'kernel.blobNotFound')
    return join(root, key)
  }
  const keep = async (blob: StoredBlob, write: (partial: string) => Promise<void>) => {
    const path = pathOf(blob.key)
    if (!(await exists(path))) await place(path, write)
    return blob
  }
  const place = async (path: string, write: (partial: string) => Promise<void>) => {
    await mkdir(dirname(path), { recursive: true })
    const partial = `${path}.${randomBytes(6).toString('hex')}.part`
    try {
      await write(partial)
      const file = await open(partial, 'r+')
      await file.sync()
      await file.close()
      await rename(partial, path)
    } catch (error) {
      await rm(partial, { force: true })
      throw error
    }
    const folder = await open(dirname(path), 'r')
    await folder.sync()
    await folder.close()
  }
  return {
    put(regionId, bytes) {
      const sha256 = hashOf(bytes)
      return keep({ key: keyOf(regionId, sha256), sha256, byteLength: bytes.byteLength }, (partial) =>
        writeFile(partial, bytes, { flag: 'wx', mode: 0o600 }),
      )
    },
    putFile: (regionId, { path, sha256, byteLength }) =>
      keep({ key: keyOf(regionId, sha256), sha256, byteLength }, (partial) =>
        copyFile(path, partial, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE),
      ),
    async get(key) {
      const path = pathOf(key)
      if (!(await exists(path))) throw new DomainError('not_found', 'kernel.blobNotFound')
      return createReadStream(path)
    },
    async stage(regionId, { path, sha256, byteLength }) {
      const key = stagedKeyOf(regionId)
      await place(pathOf(key), (partial) =>
        copyFile(path, partial, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE),
      )
      return { key, sha256, byteLength }
    },
    async settle(regionId, { key, sha256, byteLength }) {
      if (!(await exists(pathOf(key)))) throw new DomainError('not_found', 'kernel.blobNotFound')
      return keep({ key: keyOf(regionId, sha256), sha256, byteLength }, (partial) =>
        copyFile(pathOf(key), partial, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE),
      )
    },
    async removeStaged(before) {
      const moments = await readdir(join(root, 'staged')).catch(() => [])
      const old = moments.filter((moment) => /^\d{13}$/.test(moment) && Number(moment) < before.getTime())
      for (const moment of old) await rm(join(root, 'staged', moment), { recursive: true, force: true })
      return old.length
    },
    remove: (key) => rm(pathOf(key), { force: true }),
    has: (key) => exists(pathOf(key)),
    putNamed: (name, bytes) =>
      place(join(root, namedKey(name)), (partial) => writeFile(partial, bytes, { flag: 'wx', mode: 0o600 })),
    async getNamed(name) {
      const path = join(root, namedKey(name))
      return (await exists(path)) ? readFile(path) : null
    },
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
  const keep = async (blob: StoredBlob, Body: Uint8Array | (() => Readable)) => {
    if (await has(blob.key)) return blob
    try {
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: blob.key,
          Body: typeof Body === 'function' ? Body() : Body,
          ContentLength: blob.byteLength,
        }),
      )
    } catch (error) {
      throw unavailable(error)
    }
    return blob
  }
  return {
    put(regionId, bytes) {
      const sha256 = hashOf(bytes)
      return keep({ key: keyOf(regionId, sha256), sha256, byteLength: bytes.byteLength }, bytes)
    },
    putFile: (regionId, { path, sha256, byteLength }) =>
      keep({ key: keyOf(regionId, sha256), sha256, byteLength }, () => createReadStream(path)),
    async get(key) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
        return Body as Readable
      } catch (error) {
        if (statusOf(error) === 404) throw new DomainError('not_found', 'kernel.blobNotFound')
        throw unavailable(error)
      }
    },
    async stage(regionId, { path, sha256, byteLength }) {
      const key = stagedKeyOf(regionId)
      return keep({ key, sha256, byteLength }, () => createReadStream(path))
    },
    async settle(regionId, { key, sha256, byteLength }) {
      const blob = { key: keyOf(regionId, sha256), sha256, byteLength }
      if (!(await has(key))) throw new DomainError('not_found', 'kernel.blobNotFound')
      if (await has(blob.key)) return blob
      try {
        await client.send(
          new CopyObjectCommand({ Bucket: bucket, Key: blob.key, CopySource: `${bucket}/${key}` }),
        )
      } catch (error) {
        throw unavailable(error)
      }
      return blob
    },
    async removeStaged(before) {
      let removed = 0
      try {
        for (let after: string | undefined; ; ) {
          // In the order of their keys, which is that of time: the first that is young ends it.
          const page = await client.send(
            new ListObjectsV2Command({ Bucket: bucket, Prefix: 'staged/', StartAfter: after }),
          )
          const keys = (page.Contents ?? []).map(({ Key }) => Key!)
          const old = keys.filter((key) => Number(STAGED.exec(key)?.[1]) < before.getTime())
          for (const Key of old) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }))
          removed += old.length
          after = keys.at(-1)
          if (!page.IsTruncated || old.length < keys.length) return removed
        }
      } catch (error) {
        throw unavailable(error)
      }
    },
    has,
    async remove(key) {
      try {
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }))
      } catch (error) {
        throw unavailable(error)
      }
    },
    async putNamed(name, Body) {
      try {
        await client.send(new PutObjectCommand({ Bucket: bucket, Key: namedKey(name), Body }))
      } catch (error) {
        throw unavailable(error)
      }
    },
    async getNamed(name) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: namedKey(name) }))
        return (await Body?.transformToByteArray()) ?? null
      } catch (error) {
        if (statusOf(error) === 404) return null
        throw unavailable(error)
      }
    },
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
