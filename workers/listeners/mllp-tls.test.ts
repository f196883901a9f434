import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { createMllpListener } from './mllp.ts'
import { aListener, aSender, closing, framed } from './mllp-peers.ts'

// API-04: off this machine only with TLS, or where it was said

describe('plain text stays on the machine', () => {
  const settings = {
    port: 0,
    maxBytes: 1,
    log: { info() {}, warn() {}, error() {} },
    onMessage: async (b: Uint8Array) => b,
  }

  test.each(['0.0.0.0', '::', '192.0.2.1', 'hl7.example.test', '127.evil.test'])('%s is refused', (host) => {
    expect(() => createMllpListener({ ...settings, host })).toThrow(/TLS/)
    expect(() => createMllpListener({ ...settings, host, allowPlainText: true })).not.toThrow()
    expect(() => createMllpListener({ ...settings, host, tls: {} })).not.toThrow()
  })

  test.each(['127.0.0.1', '127.0.1.1', '::1', 'localhost'])('%s is served', (host) => {
    expect(() => createMllpListener({ ...settings, host })).not.toThrow()
  })

  test('a taken port is told', async () => {
    const { port } = await aListener()
    await expect(createMllpListener({ ...settings, host: '127.0.0.1', port }).start()).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
  })
})

const hasOpenssl = (() => {
  try {
    return execFileSync('openssl', ['version'], { stdio: 'pipe' }).length > 0
  } catch {
    return false
  }
})()

describe.skipIf(!hasOpenssl)('TLS on both sides', () => {
  /** Two certificates that sign themselves, made for this run. */
  function certificates() {
    const folder = mkdtempSync(join(tmpdir(), 'cordee-mllp-'))
    const make = (name: string) => {
      const at = (suffix: string) => join(folder, `${name}.${suffix}`)
      const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1']
      const files = ['-keyout', at('key'), '-out', at('crt')]
      const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
      execFileSync('openssl', ['req', '-x509', '-nodes', '-days', '2', ...curve, ...subject, ...files], {
        stdio: 'pipe',
      })
      return { key: readFileSync(at('key')), cert: readFileSync(at('crt')) }
    }
    closing.push(() => rmSync(folder, { recursive: true }))
    return { server: make('listener'), client: make('gam-clcc'), stranger: make('stranger') }
  }

  test('a sender is known by its certificate; one without ours is refused', async () => {
    const { server, client, stranger } = certificates()
    const { port, remotes, logged } = await aListener({
      tls: { ...server, ca: client.cert, requestCert: true, rejectUnauthorized: true },
    })
    const openTls = () => connectTls({ port, host: '127.0.0.1', ca: server.cert, ...client })
    const sender = await aSender(port, openTls)
    sender.send(framed('one'))
    await sender.answered(1)
    expect(remotes[0]?.certificate).toEqual({
      commonName: 'gam-clcc',
      fingerprint256: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
    })

    const refused = connectTls({ port, host: '127.0.0.1', ca: server.cert, ...stranger })
    const ended = new Promise((resolve) => refused.once('close', resolve))
    refused.on('error', () => {})
    refused.write(framed('two'))
    await ended
    expect(remotes).toHaveLength(1)
    expect(logged).toContain('hl7 connection refused: TLS')
  })
})
