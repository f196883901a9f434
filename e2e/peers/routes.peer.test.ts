import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anMdm, aPdf } from '#app/features/exchange/formats/hl7v2/factories.ts'
import { drainStream, receiveMessage } from '#app/features/exchange/index.server.ts'
import { breakGlass } from '#app/features/oversight/commands/break-glass.server.ts'
import { fileDocument, fileResult } from '#app/features/record/index.server.ts'
import { folderStore } from '#app/kernel/blobs.server.ts'
import { deriveKey } from '#app/kernel/secrets.server.ts'
import {
  aConnection,
  aGpRelation,
  aHospitalWithGp,
  aMember,
  anEstablishment,
  aPatientFile,
} from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
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

// SEC-01: every route of the built product is asked by someone entitled, who gets known content, then with the
// same address by another region, another establishment, a stranger and a wrong role, who get nothing of it.
const database = useDatabase()
const data = mkdtempSync(join(tmpdir(), 'cordee-routes-'))
const secret = aSecret()
const WITNESS = 'Quetzalcoatlus'
let web: Running
let baseURL: string
let w: World
type World = Awaited<ReturnType<typeof arrange>>
type Who =
  | 'doctor'
  | 'gp'
  | 'technician'
  | 'vigilance'
  | 'regionAdmin'
  | 'establishmentAdmin'
  | 'officer'
  | 'elsewhere'
  | 'neighbour'
  | 'elsewhereAdmin'
  | 'nobody'

beforeAll(async () => {
  w = await arrange()
  const port = await freePort()
  const { DATABASE_MIGRATE_URL: _, ...urls } = database.urls
  web = startProcess('main', {
    ...urls,
    CORDEE_SECRET: secret,
    CORDEE_DATA: data,
    CORDEE_DEMO: 'true',
    HOST: '127.0.0.1',
    PORT: String(port),
    LOG_LEVEL: 'warn',
  })
  baseURL = `http://127.0.0.1:${port}`
  await until(`ready\n${web.output()}`, () => isHealthy(baseURL), 60_000)
}, 120_000)
afterAll(async () => {
  if (web) await stopProcess(web)
  rmSync(data, { recursive: true, force: true })
})

async function arrange() {
  const here = await aHospitalWithGp(database)
  const there = await aHospitalWithGp(database)
  const next = await anEstablishment(database, here.regionId, { name: 'Clinique voisine' })
  await anEstablishment(database, here.regionId, { name: 'Hôpital du bout' })
  const neighbour = await aMember(database, {
    regionId: here.regionId,
    establishmentId: next.id,
    role: 'doctor',
  })
  const file = await aPatientFile(here.feed, { birthName: WITNESS, localId: 'IPP-WITNESS' })
  await aGpRelation(here.feed, file.fileId, here.gp.rpps)
  const blobs = folderStore(join(data, 'blobs'))
  const { entryId } = await fileDocument(here.feed, {
    fileId: file.fileId,
    title: `Lettre ${WITNESS}`,
    occurredAt: new Date('2026-03-02T09:00:00Z'),
    mediaType: 'text/plain',
    blob: await blobs.put(here.regionId, Buffer.from(`contenu ${WITNESS}`)),
    channel: 'hl7v2',
    receivedAt: new Date(),
  })
  await fileResult(here.feed, {
    fileId: file.fileId,
    uniqueId: 'LAB',
    title: 'Numération',
    occurredAt: new Date('2026-03-02T09:00:00Z'),
    observations: [{ code: 'W-1', codeSystem: 'local', label: WITNESS, valueNumber: 1, valueText: '1' }],
    channel: 'hl7v2',
    receivedAt: new Date(),
  })
  await database.owner.execute(`insert into notices (region_id, person_id, patient_id, entry_id, reason)
    values ('${here.regionId}', '${here.doctor.personId}', '${file.patientId}', '${entryId}', 'withdrawn')`)
  const lookalike = await aPatientFile(here.feed, { birthName: WITNESS, localId: 'IPP-LIKE' })
  const [review] = await database.owner.execute<{ id: string }>(
    `select id from identity_reviews where file_id = '${lookalike.fileId}'`,
  )
  const [question] = await database.owner.execute<{ id: string }>(`
    insert into relation_questions (region_id, establishment_id, file_id, patient_id, kind, basis)
    values ('${here.regionId}', '${here.hospital.id}', '${file.fileId}', '${file.patientId}', 'proposed', 'care_circle')
    returning id`)
  const connection = await aConnection(database, here.regionId, here.hospital.id)
  await database.owner.execute(`insert into urgent_cards (region_id, establishment_id, fever)
    values ('${here.regionId}', '${here.hospital.id}', 'Consigne ${WITNESS}')`)
  await database.owner.execute(`insert into outbound_connections (region_id, establishment_id, host, port, uses_tls)
    values ('${here.regionId}', '${here.hospital.id}', 'witness.invalid', 2575, false)`)
  const store = { blobs, key: deriveKey(secret, 'exchange.messages') }
  const message = anMdm({
    person: { ipp: 'UNKNOWN' },
    controlId: 'WITNESS-MSG',
    documentId: ['1.2.3'],
    content: aPdf(),
  })
  await receiveMessage(here.feed, { connectionId: connection.id, bytes: message }, store)
  const [row] = await database.owner.execute<{ id: string; stream: string }>(
    `select id, stream from inbound_messages`,
  )
  await drainStream(here.feed, { connectionId: connection.id, stream: row!.stream }, store)

  const agency = await anEstablishment(database, here.regionId, { kind: 'coordination', name: 'Agence' })
  const inAgency = { regionId: here.regionId, establishmentId: agency.id }
  const officer = await aMember(database, { ...inAgency, role: 'privacy_officer' })
  // Somebody whom nobody else is, so that the glass they broke opens nothing to those who are asked below.
  const breaker = await aMember(database, {
    regionId: here.regionId,
    establishmentId: next.id,
    role: 'doctor',
  })
  const why = { category: 'vital_emergency', reason: `Urgence pour ${WITNESS}` } as const
  const where = { by: 'local_id', establishmentId: here.hospital.id, localId: 'IPP-WITNESS' } as const
  await breakGlass(breaker.ctx, { ...where, ...why })
  const [glass] = await database.owner.execute<{ id: string }>(`select id from break_glass_accesses`)
  await here.doctor.ctx.readPatient(file.patientId, 'care', async () => null)
  const [unusual] = await database.owner.execute<{ id: string }>(`
    insert into unusual_accesses (region_id, establishment_id, person_id, patient_id, rule, score, first_at, last_at)
    values ('${here.regionId}', '${here.hospital.id}', '${here.doctor.personId}', '${file.patientId}', 'colleague', 60,
      now(), now()) returning id`)

  const people: Record<Exclude<Who, 'nobody'>, string> = {
    doctor: here.doctor.personId,
    gp: here.gp.personId,
    technician: here.technician.personId,
    vigilance: here.vigilance.personId,
    regionAdmin: here.regionAdmin.personId,
    establishmentAdmin: here.establishmentAdmin.personId,
    officer: officer.personId,
    elsewhere: there.doctor.personId,
    elsewhereAdmin: there.regionAdmin.personId,
    neighbour: neighbour.personId,
  }
  const cookies = {} as Record<Who, string>
  for (const [who, personId] of Object.entries(people))
    cookies[who as Who] = (await aSignIn(database.identityDb, secret, personId)).header
  cookies.nobody = ''
  return {
    here,
    cookies,
    patientId: file.patientId,
    reviewId: review!.id,
    accessId: glass!.id,
    unusualId: unusual!.id,
    questionId: question!.id,
    entryId,
    messageId: row!.id,
    connectionId: connection.id,
  }
}

type Ask = {
  url: (world: World) => string
  body?: (world: World) => Record<string, string>
  /** Who may, and what they then find. */
  entitled: Who[]
  finds: string
  /** Who gets nothing of it. */
  nothing: Who[]
}
type Case = Ask | { open: string }

const patient = (rest = ''): Pick<Ask, 'url' | 'entitled' | 'finds' | 'nothing'> => ({
  url: (x) => `/patients/${x.patientId}${rest}`,
  entitled: ['doctor', 'gp'],
  finds: WITNESS,
  nothing: ['elsewhere', 'neighbour', 'technician', 'regionAdmin', 'nobody'],
})

const vigilance: Pick<Ask, 'entitled' | 'finds' | 'nothing'> = {
  entitled: ['vigilance'],
  finds: WITNESS,
  nothing: ['elsewhere', 'neighbour', 'doctor', 'gp', 'technician', 'regionAdmin', 'nobody'],
}

const ofOfficers = (path: string): Ask => ({
  url: () => `/oversight${path}`,
  entitled: ['officer'],
  finds: WITNESS,
  nothing: [
    'elsewhere',
    'elsewhereAdmin',
    'neighbour',
    'doctor',
    'gp',
    'technician',
    'regionAdmin',
    'nobody',
  ],
})

/** Method and path, as the bundle has them. What is open says why. */
const cases: Record<string, Case> = {
  'GET /': {
    ...patient(),
    url: () => '/',
    entitled: ['doctor'],
    nothing: ['elsewhere', 'neighbour', 'technician', 'regionAdmin', 'nobody'],
  },
  'GET /patients': { ...patient(), url: () => '/patients?scope=establishment', entitled: ['doctor'] },
  'POST /patients': {
    ...patient(),
    url: () => '/patients',
    body: () => ({ q: WITNESS.toLowerCase() }),
  },
  'POST /patients/suggest': {
    ...patient(),
    url: () => '/patients/suggest',
    body: () => ({ q: WITNESS.slice(0, 5) }),
  },
  'GET /patients/:patientId': patient(),
  'POST /patients/:patientId': { open: 'pins for oneself, answers nothing; out of reach is not found' },
  'POST /patients/units': { open: 'joins a unit of one’s own house; refusals are in its command’s tests' },
  'GET /patients/:patientId/before': patient('/before'),
  'GET /patients/:patientId/urgent': patient('/urgent'),
  'GET /urgent-card': {
    url: () => '/urgent-card',
    entitled: ['doctor'],
    finds: `Consigne ${WITNESS}`,
    nothing: ['elsewhere', 'neighbour', 'gp', 'technician', 'regionAdmin', 'nobody'],
  },
  'POST /urgent-card': { open: 'writes the card of the own house; its refusals are in its command’s tests' },
  'GET /patients/:patientId/timeline': patient('/timeline'),
  'GET /patients/:patientId/add': { ...patient('/add'), nothing: [...patient().nothing] },
  'POST /patients/:patientId/add': { open: 'files what was uploaded; refusals are in its command’s tests' },
  'POST /patients/:patientId/printed': { open: 'a row of one’s own in the trail; out of reach is not found' },
  'POST /patients/:patientId/uploads': {
    open: 'takes bytes, shows none; refusals are in its command’s tests',
  },
  'GET /patients/:patientId/compare': patient('/compare'),
  'GET /patients/:patientId/search': patient('/search'),
  'POST /patients/:patientId/search': {
    ...patient('/search'),
    body: () => ({ q: WITNESS.toLowerCase() }),
  },
  'GET /patients/:patientId/trends/:code': patient('/trends/W-1'),
  'GET /patients/:patientId/note': { ...patient('/note'), entitled: ['doctor'] },
  'POST /patients/:patientId/note': {
    ...patient('/note'),
    body: () => ({ intent: 'sign', title: '', body: '' }),
    entitled: [],
  },
  'POST /patients/:patientId/entries/:entryId/error': {
    open: 'marks one’s own note; refusals are in its command’s tests',
  },
  'GET /patients/:patientId/entries/:entryId': {
    ...patient(),
    url: (x) => `/patients/${x.patientId}/entries/${x.entryId}`,
  },
  'GET /patients/:patientId/entries/:entryId/content': {
    ...patient(),
    url: (x) => `/patients/${x.patientId}/entries/${x.entryId}/content`,
    finds: `contenu ${WITNESS}`,
  },
  'GET /notices': { ...patient(), url: () => '/notices', entitled: ['doctor'] },
  'POST /notices': { open: 'takes note of the own notices of whoever asks; tested with its command' },
  'GET /notices/unread': { open: 'a number of one’s own' },
  'POST /patients/:patientId/entries/:entryId/move': {
    ...vigilance,
    url: (x) => `/patients/${x.patientId}/entries/${x.entryId}/move`,
    body: () => ({ q: WITNESS.toLowerCase() }),
  },
  'GET /patients/:patientId/circle': patient('/circle'),
  'POST /patients/:patientId/circle': {
    ...patient('/circle'),
    body: () => ({ intent: 'settle', questionId: 'none', answer: 'refuse' }),
    entitled: [],
  },
  'GET /circle': {
    ...patient(),
    url: () => '/circle',
    entitled: ['doctor'],
    nothing: ['elsewhere', 'neighbour', 'gp', 'technician', 'regionAdmin', 'nobody'],
  },
  'POST /circle': {
    ...patient(),
    url: () => '/circle',
    body: (x) => ({ questionId: x.questionId, answer: 'refuse' }),
    entitled: [],
    nothing: ['elsewhere', 'neighbour', 'gp', 'technician', 'regionAdmin', 'nobody'],
  },
  'GET /practice': {
    url: () => '/practice',
    entitled: ['doctor', 'gp'],
    finds: 'Nommer quelqu’un',
    nothing: ['vigilance', 'technician', 'regionAdmin', 'nobody'],
  },
  'POST /practice': {
    open: 'acts for oneself or the own establishment; refusals are in its command’s tests',
  },
  'GET /professionals': {
    url: (x) => `/professionals?q=${x.here.gp.rpps}`,
    entitled: ['doctor'],
    finds: 'Camille Modèle',
    nothing: ['elsewhere', 'technician', 'regionAdmin', 'nobody'],
  },
  'GET /patients/:patientId/identity': { ...patient('/identity'), entitled: ['doctor', 'vigilance'] },
  'POST /patients/:patientId/identity': {
    ...patient('/identity'),
    body: () => ({ usedName: WITNESS }),
    entitled: ['doctor'],
  },
  'POST /patients/:patientId/entries/:entryId': {
    open: 'moves an entry; its refusals are in its command’s tests',
  },
  'GET /patients/new': {
    url: () => '/patients/new',
    entitled: ['vigilance'],
    finds: 'formId',
    nothing: ['doctor', 'gp', 'technician', 'regionAdmin', 'nobody'],
  },
  'POST /patients/new': { open: 'creates a file of the own house; its refusals are in its command’s tests' },
  'GET /vigilance': { ...vigilance, url: () => '/vigilance' },
  'POST /vigilance': { open: 'takes back a decision; its refusals are in its command’s tests' },
  'GET /vigilance/:reviewId': { ...vigilance, url: (x) => `/vigilance/${x.reviewId}` },
  'POST /vigilance/:reviewId': { open: 'decides on a review; its refusals are in its command’s tests' },
  'GET /break-glass': {
    url: () => '/break-glass',
    entitled: ['doctor', 'gp', 'neighbour'],
    finds: 'Ouvrir ce dossier en urgence',
    nothing: ['technician', 'vigilance', 'regionAdmin', 'officer', 'nobody'],
  },
  'POST /break-glass': { open: 'opens one patient for a reason; its refusals are in its command’s tests' },
  'POST /break-glass/end': { open: 'ends what one opened oneself; tested with its command' },
  'GET /oversight': ofOfficers(''),
  'GET /oversight/waiting': { open: 'a number of one’s own' },
  'GET /oversight/glass/:accessId': { ...ofOfficers(''), url: (x) => `/oversight/glass/${x.accessId}` },
  'POST /oversight/glass/:accessId': { open: 'gives a verdict; its refusals are in its command’s tests' },
  'GET /oversight/unusual/:unusualId': {
    ...ofOfficers(''),
    url: (x) => `/oversight/unusual/${x.unusualId}`,
  },
  'POST /oversight/unusual/:unusualId': { open: 'gives a verdict; its refusals are in its command’s tests' },
  'GET /patients/:patientId/choices': patient('/choices'),
  'POST /patients/:patientId/choices': { open: 'notes a choice; its refusals are in its command’s tests' },
  'GET /oversight/trail': ofOfficers('/trail'),
  'GET /oversight/patients': { open: 'an empty form; whom it finds is the next case' },
  'POST /oversight/patients': {
    ...ofOfficers('/patients'),
    body: () => ({ number: 'IPP-WITNESS', name: '', birthDate: '' }),
  },
  'GET /oversight/patients/:patientId': {
    ...ofOfficers(''),
    url: (x) => `/oversight/patients/${x.patientId}`,
  },
  'GET /oversight/patients/:patientId/log': {
    ...ofOfficers(''),
    url: (x) => `/oversight/patients/${x.patientId}/log`,
  },
  'GET /oversight/patients/:patientId/log.csv': {
    ...ofOfficers(''),
    url: (x) => `/oversight/patients/${x.patientId}/log.csv`,
    finds: 'a ouvert votre dossier',
  },
  'GET /my-accesses': {
    ...patient(),
    url: () => '/my-accesses',
    entitled: ['doctor'],
    nothing: ['elsewhere', 'neighbour', 'technician', 'regionAdmin', 'officer', 'nobody'],
  },
  'GET /exchange': {
    url: () => '/exchange',
    entitled: ['technician'],
    finds: 'Admissions',
    nothing: ['elsewhere', 'neighbour', 'doctor', 'gp', 'regionAdmin', 'nobody'],
  },
  'GET /exchange/new': {
    url: () => '/exchange/new',
    entitled: ['technician'],
    // What the form carries: its words stand in every page's texts.
    finds: 'isTestRegion',
    nothing: ['doctor', 'gp', 'regionAdmin', 'nobody'],
  },
  'POST /exchange/new': {
    open: 'declares an interface of the own house; its refusals are in its command’s tests',
  },
  'GET /exchange/outbound': {
    url: () => '/exchange/outbound',
    entitled: ['technician'],
    finds: 'witness.invalid',
    nothing: ['elsewhere', 'neighbour', 'doctor', 'gp', 'regionAdmin', 'nobody'],
  },
  'POST /exchange/outbound': {
    url: () => '/exchange/outbound',
    body: () => ({ intent: 'test' }),
    entitled: ['technician'],
    finds: 'Rien ne répond à cette adresse',
    nothing: ['elsewhere', 'neighbour', 'doctor', 'gp', 'regionAdmin', 'nobody'],
  },
  'GET /exchange/:connectionId': {
    url: (x) => `/exchange/${x.connectionId}`,
    entitled: ['technician'],
    finds: 'WITNESS-MSG',
    nothing: ['elsewhere', 'neighbour', 'doctor', 'gp', 'regionAdmin', 'nobody'],
  },
  'POST /exchange/:connectionId': {
    url: (x) => `/exchange/${x.connectionId}`,
    body: (x) => ({ intent: 'retry', messageId: x.messageId }),
    entitled: ['technician'],
    finds: 'Le message est rejoué',
    nothing: ['elsewhere', 'neighbour', 'doctor', 'gp', 'regionAdmin', 'nobody'],
  },
  'GET /region': {
    url: () => '/region',
    entitled: ['regionAdmin'],
    finds: 'Hôpital du bout',
    nothing: ['elsewhereAdmin', 'elsewhere', 'doctor', 'gp', 'technician', 'neighbour', 'nobody'],
  },
  'GET /region/charter': {
    url: () => '/region/charter',
    entitled: ['regionAdmin'],
    finds: 'Aucune charte publiée',
    nothing: ['elsewhere', 'doctor', 'gp', 'technician', 'establishmentAdmin', 'neighbour', 'nobody'],
  },
  'POST /region/charter': { open: 'publishes for the region; refusals are in its command’s tests' },
  'GET /charter': { open: 'what the own region asks of whoever asks; nothing without a sign-in' },
  'POST /charter': { open: 'accepts for oneself; refusals are in its command’s tests' },
  'GET /region/establishments/new': {
    url: () => '/region/establishments/new',
    entitled: ['regionAdmin'],
    finds: 'FINESS du site',
    nothing: ['elsewhere', 'doctor', 'gp', 'technician', 'establishmentAdmin', 'neighbour', 'nobody'],
  },
  'POST /region/establishments/new': { open: 'adds for the region; refusals are in its command’s tests' },
  'GET /region/establishments/:establishmentId': {
    url: (x) => `/region/establishments/${x.here.practice.id}`,
    entitled: ['regionAdmin'],
    finds: 'Suspendre ou fermer',
    nothing: ['elsewhereAdmin', 'elsewhere', 'doctor', 'gp', 'establishmentAdmin', 'neighbour', 'nobody'],
  },
  'POST /region/establishments/:establishmentId': {
    open: 'changes for the region; refusals are in its command’s tests',
  },
  'GET /people': {
    url: (x) => `/people?establishment=${x.here.hospital.id}`,
    entitled: ['establishmentAdmin', 'regionAdmin'],
    finds: 'Protection des données',
    nothing: ['elsewhereAdmin', 'elsewhere', 'doctor', 'gp', 'technician', 'neighbour', 'nobody'],
  },
  'POST /people': { open: 'acts on invitations and resets; refusals are in its commands’ tests' },
  'GET /people/new': {
    url: (x) => `/people/new?establishment=${x.here.hospital.id}`,
    entitled: ['establishmentAdmin', 'regionAdmin'],
    finds: 'Envoyer l’invitation',
    nothing: ['elsewhereAdmin', 'elsewhere', 'doctor', 'gp', 'technician', 'neighbour', 'nobody'],
  },
  'POST /people/new': { open: 'invites; refusals are in its command’s tests' },
  'GET /people/correspondent': {
    url: () => '/people/correspondent',
    entitled: ['doctor', 'establishmentAdmin'],
    finds: 'Cabinet ou lieu d’exercice',
    nothing: ['technician', 'nobody'],
  },
  'POST /people/correspondent': { open: 'invites; refusals are in its command’s tests' },
  'GET /people/:membershipId': {
    url: (x) => `/people/${x.here.nurse.membershipId}`,
    entitled: ['establishmentAdmin', 'regionAdmin'],
    finds: 'Mettre fin à l’accès',
    nothing: ['elsewhereAdmin', 'elsewhere', 'doctor', 'gp', 'technician', 'neighbour', 'nobody'],
  },
  'POST /people/:membershipId': { open: 'ends, dates, resets; refusals are in its commands’ tests' },
  'POST /region': { open: 'acts on a parked event only; its refusals are in its command’s tests' },
  'GET /account': {
    url: () => '/account',
    entitled: ['doctor', 'technician'],
    finds: 'Mes connexions ouvertes',
    nothing: ['nobody'],
  },
  'POST /account': { open: 'acts on the own sign-ins of whoever asks; refusals are in its command’s tests' },
  'GET /account/activity': { open: 'tells the own sign-in when it ends' },
  'POST /account/activity': { open: 'keeps the own sign-in alive' },
  'GET /login': { open: 'the way in' },
  'POST /login': { open: 'the way in' },
  'GET /login/demo': { open: 'leads to the way in' },
  'POST /login/demo': { open: 'one-click accounts of a demonstration; refused elsewhere by its command' },
  'GET /login/pro-sante-connect': { open: 'leads to Pro Santé Connect, or back where it is not set up' },
  'GET /login/pro-sante-connect/callback': { open: 'needs a sealed cookie and a code; see its own test' },
  'GET /login/pro-sante-connect/situations': { open: 'needs a sealed cookie' },
  'POST /login/pro-sante-connect/situations': { open: 'needs a sealed cookie' },
  'GET /login/passkey': { open: 'leads to the way in' },
  'POST /login/passkey': { open: 'the way in; refusals are in its command’s tests' },
  'GET /account/passkey': { open: 'leads to the own account' },
  'POST /account/passkey': { open: 'begins a key of one’s own' },
  'GET /invitation/:token': { open: 'needs the token of a mail' },
  'POST /invitation/:token': { open: 'needs the token of a mail' },
  'GET /activation': { open: 'the way in with a letter' },
  'POST /activation': { open: 'needs the code of a letter; refusals are in its command’s tests' },
  'GET /login/code': { open: 'needs a step cookie' },
  'POST /login/code': { open: 'needs a step cookie' },
  'GET /login/enrol': { open: 'needs a step cookie' },
  'POST /login/enrol': { open: 'needs a step cookie' },
  'GET /login/forgot': { open: 'the way in' },
  'POST /login/forgot': { open: 'answers the same whoever asks' },
  'GET /login/reset/:token': { open: 'needs the token of a mail' },
  'POST /login/reset/:token': { open: 'needs the token of a mail' },
  'GET /logout': { open: 'the way out' },
  'POST /logout': { open: 'the way out' },
  'GET /work-context': { open: 'own places of work; tested with its command' },
  'POST /work-context': { open: 'own places of work; tested with its command' },
  'GET /demo/mailbox': { open: 'demonstration only; without it there is no such page' },
  'GET /demo/mailbox/:mailId': { open: 'demonstration only' },
  'POST /locale': { open: 'a language for this browser' },
  'GET /locale': { open: 'a language for this browser' },
  'GET /*': { open: 'page not found' },
}

type BuiltRoute = {
  path?: string
  parentId?: string
  index?: boolean
  module: { loader?: unknown; action?: unknown; default?: unknown }
}

/** Every method and path that the built product answers. */
async function builtRoutes(): Promise<string[]> {
  const build = await import(pathToFileURL(resolve('build/server/index.js')).href)
  const routes: Record<string, BuiltRoute> = build.routes
  const pathOf = (id: string | undefined): string => {
    const route = id ? routes[id] : undefined
    return route ? [pathOf(route.parentId), route.path].filter(Boolean).join('/') : ''
  }
  const isLayout = (id: string) =>
    Object.values(routes).some((r) => r.parentId === id) &&
    !Object.values(routes).some((r) => r.parentId === id && !r.index && !r.path)
  const found = Object.entries(routes).flatMap(([id, { module, path, index }]) => {
    if (id === 'root' || (!path && !index) || (isLayout(id) && !module.action && !module.loader)) return []
    const at = `/${pathOf(id)}`
    return [
      ...(module.loader || module.default ? [`GET ${at}`] : []),
      ...(module.action ? [`POST ${at}`] : []),
    ]
  })
  return [...new Set(found)].sort()
}

async function ask(who: Who, method: string, it: Ask, variant: 'page' | 'data') {
  const url = new URL(it.url(w), baseURL)
  if (variant === 'data') url.pathname = `${url.pathname === '/' ? '/_root' : url.pathname}.data`
  const headers: Record<string, string> = { origin: baseURL, 'accept-language': 'fr' }
  if (w.cookies[who]) headers.cookie = w.cookies[who]
  const form = method === 'POST' ? new URLSearchParams(it.body?.(w)) : undefined
  const answer = await fetch(url, { method, headers, body: form, redirect: 'manual' })
  const to = answer.headers.get('location')
  // A search answers with where its results stand.
  if (answer.status === 302 && to?.startsWith('/patients') && to.includes('?search=')) {
    const followed = await fetch(new URL(to, baseURL), { headers, redirect: 'manual' })
    return { status: followed.status, text: await followed.text() }
  }
  return { status: answer.status, text: await answer.text() }
}

describe('every route', () => {
  test('of the built product has a case here, and no case is of a route that is gone', async () => {
    expect(Object.keys(cases).sort()).toEqual(await builtRoutes())
  })

  const asked = Object.entries(cases).filter((entry): entry is [string, Ask] => 'url' in entry[1])
  test.each(asked)(
    '%s answers those who may, and nobody else',
    async (name, it) => {
      const method = name.split(' ')[0]!
      const variants: ('page' | 'data')[] =
        method === 'GET' && !name.endsWith('/content') ? ['page', 'data'] : ['page']
      for (const variant of variants) {
        for (const who of it.nothing) {
          const { status, text } = await ask(who, method, it, variant)
          expect(text.includes(it.finds), `${who} ${variant} ${status}`).toBe(false)
          expect(text.includes(WITNESS), `${who} ${variant} ${status}`).toBe(false)
        }
        for (const who of it.entitled) {
          const { status, text } = await ask(who, method, it, variant)
          if (variant === 'page') expect({ who, status }).toEqual({ who, status: 200 })
          if (it.finds === WITNESS || variant === 'page')
            expect(text, `${who} ${variant}`).toContain(it.finds)
        }
      }
    },
    60_000,
  )

  test('a patient out of reach is not found, never forbidden', async () => {
    for (const who of ['elsewhere', 'neighbour', 'technician'] as const)
      for (const name of [
        'GET /patients/:patientId',
        'GET /patients/:patientId/timeline',
        'GET /patients/:patientId/entries/:entryId/content',
      ])
        expect((await ask(who, 'GET', cases[name] as Ask, 'page')).status, `${who} ${name}`).toBe(404)
  })

  test('a form sent from another site is refused', async () => {
    const answer = await fetch(new URL('/patients', baseURL), {
      method: 'POST',
      headers: { origin: 'https://elsewhere.example', cookie: w.cookies.doctor },
      body: new URLSearchParams({ q: WITNESS }),
      redirect: 'manual',
    })
    expect(answer.status).toBe(403)
  })

  test('nothing about a patient is kept by a cache', async () => {
    const headers = { cookie: w.cookies.doctor }
    for (const path of [
      `/patients/${w.patientId}`,
      `/patients/${w.patientId}/entries/${w.entryId}/content`,
    ]) {
      const answer = await fetch(new URL(path, baseURL), { headers })
      expect(answer.headers.get('cache-control')).toContain('no-store')
    }
  })
})
