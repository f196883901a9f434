import { execFileSync, spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { sql } from 'drizzle-orm'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createToken } from '#app/features/exchange/commands/keep-tokens.server.ts'
import { anAdt, anMdm } from '#app/features/exchange/formats/hl7v2/factories.ts'
import { aMovement } from '#app/features/exchange/formats/hl7v2/factories-events.ts'
import { createMllpDecoder, frame } from '#app/features/exchange/formats/hl7v2/mllp.ts'
import { aConnection, aHospitalWithGp } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { ackCode } from '../fixtures/mllp-client.ts'
import {
  aSecret,
  freePort,
  isHealthy,
  type Running,
  startProcess,
  stopProcess,
  until,
} from '../fixtures/processes.ts'
import { aSignIn } from '../fixtures/sign-in.ts'

// API-04: the feed as a hospital meets it, with a real worker, a real web process and a real mail server: documents of
// a megabyte by both ways in, a certificate renewed while senders are connected, years of history from files with
// `kill -9` in the middle, and the mail of a connection that fell silent.

const hasOpenssl = (() => {
  try {
    return execFileSync('openssl', ['version'], { stdio: 'pipe' }).length > 0
  } catch {
    return false
  }
})()

const database = useDatabase()
const data = mkdtempSync(join(tmpdir(), 'cordee-feed-'))
const secret = aSecret()
const MEGABYTE = 1_000_000

/** Takes every mail. */
const mails: Email[] = []
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData: (stream, _session, done) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk) => chunks.push(chunk))
    stream.on('end', async () => {
      mails.push(await PostalMime.parse(Buffer.concat(chunks)))
      done()
    })
  },
})

let world: Awaited<ReturnType<typeof aHospitalWithGp>>
let feed: { id: string; port: number }
let history: { id: string }
let worker: Running
let web: Running
let baseURL: string
let env: Record<string, string>
let technicianMail: string
const certificate = join(data, 'listener.crt')
const key = join(data, 'listener.key')

/** A certificate that signs itself, made for this run; put in place as a renewal does it, key and all. */
function certify(name: string): Buffer {
  const at = (suffix: string) => join(data, `${name}.${suffix}`)
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1']
  const files = ['-keyout', at('key'), '-out', at('crt')]
  execFileSync('openssl', ['req', '-x509', '-nodes', '-days', '2', ...curve, ...subject, ...files], {
    stdio: 'pipe',
  })
  copyFileSync(at('key'), key)
  copyFileSync(at('crt'), certificate)
  return readFileSync(at('crt'))
}

const rows = async <T extends Record<string, unknown>>(query: ReturnType<typeof sql>) => [
  ...(await database.owner.execute<T>(query)),
]
const count = async (what: ReturnType<typeof sql>) =>
  Number((await rows<{ n: string }>(sql`select count(*) as n from ${what}`))[0]!.n)

const listening = (port: number) =>
  until(`the worker listens on ${port}`, async () => worker.output().includes(`"port":${port}`), 60_000)

describe.skipIf(!hasOpenssl)('a feed with real processes', () => {
  let first: Buffer
  beforeAll(async () => {
    const { DATABASE_MIGRATE_URL: _, ...urls } = database.urls
    env = { ...urls, CORDEE_SECRET: secret, CORDEE_DATA: data, LOG_LEVEL: 'info' }
    world = await aHospitalWithGp(database)
    const port = await freePort()
    feed = await aConnection(database, world.regionId, world.hospital.id, port)
    history = await aConnection(database, world.regionId, world.hospital.id, await freePort())
    await aSignIn(database.identityDb, secret, world.technician.personId)
    const [account] = await database.identityDb.execute<{ email: string }>(
      sql`select email from sign_in_accounts where person_id = ${world.technician.personId}`,
    )
    technicianMail = account!.email
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve))
    const { port: smtpPort } = smtp.server.address() as { port: number }
    // Silent since yesterday, in an establishment that never sleeps.
    await database.owner.execute(sql`
      insert into exchange_settings (region_id, establishment_id, working_days, working_from, working_until)
      values (${world.regionId}, ${world.hospital.id}, '1234567', '00:00', '24:00')`)
    await database.owner.execute(sql`
      update connections set name = 'Laboratoire', silence_minutes = 60, mode = 'initial_load',
        last_received_at = now() - interval '1 day' where id = ${history.id}`)
    first = certify('first')
    const webPort = await freePort()
    baseURL = `http://127.0.0.1:${webPort}`
    web = startProcess('main', { ...env, HOST: '127.0.0.1', PORT: String(webPort) })
    worker = startProcess('worker', {
      ...env,
      SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
      MLLP_TLS_CERT: certificate,
      MLLP_TLS_KEY: key,
    })
    await listening(port)
    await until(`the web process answers\n${web.output()}`, () => isHealthy(baseURL), 60_000)
  }, 120_000)
  afterAll(async () => {
    await Promise.all([worker, web].filter(Boolean).map(stopProcess))
    await new Promise<void>((resolve) => smtp.close(resolve))
    rmSync(data, { recursive: true, force: true })
  })

  /** A sender that keeps its connection, as hospitals do. */
  async function aSender(ca: Buffer) {
    const socket = await new Promise<TLSSocket>((resolve, reject) => {
      const opened = connectTls({ port: feed.port, host: '127.0.0.1', ca }, () => resolve(opened))
      opened.once('error', reject)
    })
    const decoder = createMllpDecoder({ maxBytes: MEGABYTE })
    let taken: (ack: string) => void = () => {}
    socket.on('data', (chunk) => {
      for (const event of decoder.push(chunk))
        if (event.kind === 'frame') taken(Buffer.from(event.bytes).toString('utf8'))
    })
    const send = (message: Uint8Array) =>
      new Promise<string>((resolve, reject) => {
        taken = resolve
        socket.once('close', () => reject(new Error('closed without an ACK')))
        socket.write(frame(message))
      })
    return { send, name: () => String(socket.getPeerCertificate().subject.CN), end: () => socket.end() }
  }

  /** The bytes of a PDF that is mostly picture. */
  const aLargePdf = (seed: number) => {
    const picture = Buffer.alloc(MEGABYTE)
    for (let at = 0, state = seed; at < MEGABYTE; at += 4) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
      picture.writeInt32LE(state, at)
    }
    return Buffer.concat([Buffer.from('%PDF-1.4\n'), picture, Buffer.from('\n%%EOF\n')])
  }
  const filedSize = (documentId: string) =>
    until(
      `${documentId} is filed\n${worker.output()}`,
      async () =>
        (
          await rows<{ bytes: string }>(sql`
            select d.byte_length as bytes from documents d where d.unique_id = ${documentId}`)
        )[0]?.bytes,
      60_000,
    )

  test('1 MB comes by MLLP over TLS and by HTTPS, and is filed whole', { timeout: 120_000 }, async () => {
    const sender = await aSender(first)
    expect(ackCode(await sender.send(anAdt({ controlId: 'BIG-0' })))).toBe('AA')
    const byMllp = anMdm({ controlId: 'BIG-1', documentId: ['1.2.250.1.999.30.1'], content: aLargePdf(1) })
    expect(ackCode(await sender.send(byMllp))).toBe('AA')
    sender.end()

    const { token } = await createToken(world.technician.ctx, { connectionId: feed.id, label: 'DPI' })
    const answer = await fetch(`${baseURL}/api/hl7v2`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/hl7-v2' },
      body: anMdm({
        controlId: 'BIG-2',
        documentId: ['1.2.250.1.999.30.2'],
        content: aLargePdf(2),
      }) as BodyInit,
    })
    expect(answer.status).toBe(200)
    expect(ackCode(await answer.text())).toBe('AA')

    const size = MEGABYTE + '%PDF-1.4\n'.length + '\n%%EOF\n'.length
    expect(Number(await filedSize('1.2.250.1.999.30.1'))).toBe(size)
    expect(Number(await filedSize('1.2.250.1.999.30.2'))).toBe(size)
  })

  test('the certificate is renewed while a sender is connected', { timeout: 120_000 }, async () => {
    const connected = await aSender(first)
    expect(connected.name()).toBe('first')
    const second = certify('second')
    const renewed = await until(
      'a new connection is shown the new certificate',
      () => aSender(second).catch(() => null),
      60_000,
    )
    expect(renewed.name()).toBe('second')
    expect(ackCode(await renewed.send(anAdt({ controlId: 'TLS-2' })))).toBe('AA')
    // Who was there before goes on undisturbed.
    expect(ackCode(await connected.send(anAdt({ controlId: 'TLS-1' })))).toBe('AA')
    for (const sender of [connected, renewed]) sender.end()
    expect(worker.child.exitCode).toBeNull()
  })

  test('a connection that fell silent: one mail to its technicians', { timeout: 120_000 }, async () => {
    const mail = await until(
      `the mail of the silence\n${worker.output()}`,
      async () => mails.find(({ to }) => to?.some(({ address }) => address === technicianMail)),
      90_000,
    )
    expect(mail.text).toContain('Laboratoire')
    expect(mail.text).toContain(`/exchange/${history.id}`)
    expect(mails).toHaveLength(1)
  })

  test('npm run load:hl7, killed in the middle, goes on where it was', { timeout: 240_000 }, async () => {
    const folder = join(data, 'history')
    mkdirSync(folder)
    const [files, each] = [2, 110]
    for (let file = 0; file < files; file++) {
      const messages = Array.from({ length: each }, (_, n) => {
        const id = `H${file}X${n}`
        const person = { ipp: id, ins: '', birthName: `REPRISE-${'AB'[file]}${'ABCDEFGHIJ'[n % 10]}` }
        return [
          aMovement({ event: 'A01', saidAt: '20200101100000', controlId: id, visit: `V${id}`, person }),
          Buffer.from('\r\n'),
        ]
      })
      writeFileSync(join(folder, `part-${file}.hl7`), Buffer.concat(messages.flat()))
    }
    const load = (rate: number) => {
      const child = spawn(
        'npm',
        ['run', '--silent', 'load:hl7', '--', folder, '--connection', history.id, '--rate', String(rate)],
        // A group of its own: npm starts a shell that starts the command, and a kill must reach that.
        { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
      )
      let said = ''
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)))
      const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
      return { child, said: () => said, ended }
    }
    const taken = () => count(sql`inbound_messages where connection_id = ${history.id}`)

    const doomed = load(60)
    await until(`the second file is begun\n${doomed.said()}`, async () => (await taken()) >= 130, 60_000)
    process.kill(-doomed.child.pid!, 'SIGKILL')
    await doomed.ended
    expect(doomed.said()).not.toContain('Done')
    expect(await taken()).toBeLessThan(files * each)

    const again = load(1000)
    expect(await again.ended, again.said()).toBe(0)
    expect(again.said()).toContain(`Done: ${files * each} taken, 0 refused.`)
    expect(await taken()).toBe(files * each)
    // The worker files what was taken, each once, and rings no bell.
    await until(
      `history is filed\n${worker.output()}`,
      async () =>
        (await count(sql`inbound_messages where connection_id = ${history.id} and state = 'filed'`)) ===
        files * each,
      120_000,
    )
    expect(await count(sql`entry_provenances where channel = 'import'`)).toBe(files * each)
    expect(await count(sql`connection_loads where finished_at is not null`)).toBe(1)
  })
})
