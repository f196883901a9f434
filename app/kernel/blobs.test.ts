import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { folderStore, readBlob } from './blobs.server.ts'

const root = mkdtempSync(join(tmpdir(), 'cordee-blobs-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const store = folderStore(root)
const region = '11111111-1111-4111-8111-111111111111'
const files = () => readdirSync(root, { recursive: true, withFileTypes: true }).filter((e) => e.isFile())

describe('the folder store', () => {
  test('keeps bytes under region and hash, once', async () => {
    const bytes = Buffer.from('compte rendu')
    const [a, b] = await Promise.all([store.put(region, bytes), store.put(region, bytes)])
    expect(a).toEqual(b)
    expect(a!.key).toBe(`${region}/${a!.sha256.slice(0, 2)}/${a!.sha256}`)
    expect(await readBlob(store, a!.key)).toEqual(bytes)
    expect(files()).toHaveLength(1)
  })

  test('a file on disk is the same blob as its bytes', async () => {
    const path = join(root, 'spooled')
    writeFileSync(path, 'compte rendu')
    const held = await store.put(region, Buffer.from('compte rendu'))
    expect(await store.putFile(region, { path, sha256: held.sha256, byteLength: 12 })).toEqual(held)
    writeFileSync(path, 'autre')
    const sha256 = createHash('sha256').update('autre').digest('hex')
    const { key } = await store.putFile(region, { path, sha256, byteLength: 5 })
    expect(await readBlob(store, key)).toEqual(Buffer.from('autre'))
    rmSync(path)
    rmSync(join(root, key))
  })

  test('the same bytes of another region are another blob', async () => {
    const other = await store.put('22222222-2222-4222-8222-222222222222', Buffer.from('compte rendu'))
    expect(files()).toHaveLength(2)
    expect(other.key.startsWith('22222222')).toBe(true)
  })

  test('what a crash left half written has no name to be read by', async () => {
    const { key } = await store.put(region, Buffer.from('entier'))
    writeFileSync(join(root, `${key}.cafe.part`), 'moit')
    expect(await readBlob(store, key)).toEqual(Buffer.from('entier'))
  })

  test.each(['../../etc/passwd', `${region}/aa/../../x`, '/etc/passwd', ''])(
    'a key is no path: %j',
    async (key) => {
      await expect(store.get(key)).rejects.toMatchObject({ code: 'not_found' })
    },
  )

  test('what is not there is not found', async () => {
    await expect(store.get(`${region}/aa/${'a'.repeat(64)}`)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('what may never be anybody’s', () => {
  const spooled = (content: string) => {
    const path = join(root, `spooled-${content.length}`)
    writeFileSync(path, content)
    const sha256 = createHash('sha256').update(content).digest('hex')
    return { path, sha256, byteLength: content.length }
  }

  test('is apart until it is settled, and goes by its time alone', async () => {
    const shared = await store.put(region, Buffer.from('the same'))
    const [one, other] = [
      await store.stage(region, spooled('the same')),
      await store.stage(region, spooled('new')),
    ]
    expect(one.key).not.toBe(shared.key)
    expect(await readBlob(store, other.key)).toEqual(Buffer.from('new'))
    expect(await store.settle(region, one)).toEqual(shared)
    const settled = await store.settle(region, other)
    expect(await store.settle(region, other)).toEqual(settled)

    expect(await store.removeStaged(new Date(Date.now() - 60_000))).toBe(0)
    expect(await store.has(one.key)).toBe(true)
    expect(await store.removeStaged(new Date(Date.now() + 60_000))).toBeGreaterThan(0)
    expect(await store.has(one.key)).toBe(false)
    // What somebody's record holds is not touched, whoever else staged the same bytes.
    for (const { key } of [shared, settled]) expect(await store.has(key)).toBe(true)
    await expect(store.settle(region, other)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('of a store where nothing was staged nothing goes', async () => {
    const empty = folderStore(mkdtempSync(join(tmpdir(), 'cordee-blobs-')))
    expect(await empty.removeStaged(new Date())).toBe(0)
  })
})
