import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { startFauxqs } from 'fauxqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BlobStore, readBlob, s3Store } from '#app/kernel/blobs.server.ts'

// The S3 side of the blob store against a real server over HTTP.
const region = '11111111-1111-4111-8111-111111111111'
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
let server: Awaited<ReturnType<typeof startFauxqs>>
let store: BlobStore
let endpoint: string
beforeAll(async () => {
  server = await startFauxqs({ port: 0, logger: false })
  endpoint = `http://127.0.0.1:${server.port}`
  const client = new S3Client({ region: 'eu-west-3', endpoint, forcePathStyle: true, credentials })
  await client.send(new CreateBucketCommand({ Bucket: 'cordee' }))
  store = s3Store({ endpoint, bucket: 'cordee', region: 'eu-west-3', ...credentials })
})
afterAll(() => server.stop())

test('bytes come back as they went, once for the same content', async () => {
  const bytes = randomBytes(3_000_000)
  const first = await store.put(region, bytes)
  expect(first).toEqual({
    key: expect.stringContaining(region),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    byteLength: 3_000_000,
  })
  expect(await store.put(region, bytes)).toEqual(first)
  expect((await readBlob(store, first.key)).equals(bytes)).toBe(true)
  expect(await store.has(first.key)).toBe(true)
})

test('a file goes in as it lies on disk', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cordee-put-'))
  const path = join(folder, 'scan.pdf')
  const bytes = randomBytes(2_000_000)
  writeFileSync(path, bytes)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const { key } = await store.putFile(region, { path, sha256, byteLength: bytes.byteLength })
  expect((await readBlob(store, key)).equals(bytes)).toBe(true)
  rmSync(folder, { recursive: true })
})

test('what is not there is not found; a store that does not answer is unavailable', async () => {
  await expect(store.get(`${region}/aa/${'a'.repeat(64)}`)).rejects.toMatchObject({ code: 'not_found' })
  const gone = s3Store({
    endpoint: 'http://127.0.0.1:9',
    bucket: 'cordee',
    region: 'eu-west-3',
    ...credentials,
  })
  await expect(gone.put(region, Buffer.from('x'))).rejects.toMatchObject({ code: 'unavailable' })
})

test('what was staged becomes content when it is settled, and goes by its time alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cordee-stage-'))
  const path = join(folder, 'letter.pdf')
  const bytes = randomBytes(50_000)
  writeFileSync(path, bytes)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const staged = await store.stage(region, { path, sha256, byteLength: bytes.byteLength })
  const settled = await store.settle(region, staged)
  expect((await readBlob(store, settled.key)).equals(bytes)).toBe(true)
  expect(await store.removeStaged(new Date(Date.now() - 60_000))).toBe(0)
  expect(await store.removeStaged(new Date(Date.now() + 60_000))).toBe(1)
  expect([await store.has(staged.key), await store.has(settled.key)]).toEqual([false, true])
  await expect(store.settle(region, staged)).rejects.toMatchObject({ code: 'not_found' })
  rmSync(folder, { recursive: true })
})
