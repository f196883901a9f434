import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aFiness } from '#db/test/factories.ts'
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
import { aRouteWorld, type RouteWorld, type Who, WITNESS } from './route-world.ts'

// SEC-01: every route of the built product is asked by someone entitled, who gets known content, then with the
// same address by another region, another establishment, a stranger and a wrong role, who get nothing of it.
const database = useDatabase()
const data = mkdtempSync(join(tmpdir(), 'cordee-routes-'))
const secret = aSecret()
let web: Running
let baseURL: string
let w: RouteWorld

beforeAll(async () => {
  w = await aRouteWorld(database, { data, secret })
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

type Ask = {
  url: (world: RouteWorld) => string
  body?: (world: RouteWorld) => Record<string, string>
  /** Who may, and what they then find. */
  entitled: Who[]
  finds: string
  /** Who gets nothing of it. */
  nothing: Who[]
}
/** A form that changes something: those who may not leave all as it is, then one who may does not. */
type Act = {
  url: (world: RouteWorld) => string
  body: (world: RouteWorld) => Record<string, string>
  by: Who
  /** One value of the database that the form is there to change. */
  changes: (world: RouteWorld) => string
  nothing: Who[]
}
type Case = Ask | Act | { open: string }

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
  'POST /patients/:patientId': {
    url: (x) => `/patients/${x.patientId}`,
    body: () => ({ isPinned: 'true' }),
    by: 'gp',
    changes: () => 'select count(*) as value from pinned_patients',
    nothing: ['elsewhere', 'neighbour', 'technician', 'regionAdmin', 'officer', 'nobody'],
  },
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
  'POST /patients/:patientId/printed': {
    url: (x) => `/patients/${x.patientId}/printed`,
    body: () => ({ what: 'summary' }),
    by: 'gp',
    changes: () => `select count(*) as value from audit_entries where action = 'record.summary.print'`,
    nothing: ['elsewhere', 'neighbour', 'technician', 'regionAdmin', 'officer', 'nobody'],
  },
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
  'POST /notices': {
    url: () => '/notices',
    body: () => ({}),
    by: 'doctor',
    changes: () => 'select count(*) as value from notices where read_at is not null',
    nothing: ['elsewhere', 'neighbour', 'technician', 'regionAdmin', 'officer', 'nobody'],
  },
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
    url: (x) => `/patients/${x.patientId}/entries/${x.entryId}`,
    body: (x) => ({
      entryId: x.entryId,
      toFileId: x.lookalike.fileId,
      toPatientId: x.lookalike.patientId,
      reason: 'Classé au mauvais patient',
    }),
    by: 'vigilance',
    changes: (x) => `select patient_id as value from record_entries where id = '${x.entryId}'`,
    nothing: ['elsewhere', 'neighbour', 'doctor', 'gp', 'technician', 'regionAdmin', 'officer', 'nobody'],
  },
  'GET /patients/new': {
    url: () => '/patients/new',
    entitled: ['vigilance'],
    finds: 'formId',
    nothing: ['doctor', 'gp', 'technician', 'regionAdmin', 'nobody'],
  },
  'POST /patients/new': {
    url: () => '/patients/new',
    body: () => ({
      formId: '3f0f3f5e-6f0e-4c3e-9d39-0f3a5a6f7b10',
      birthName: 'Nouvelle-Route',
      birthGivenNames: 'Zoé',
      firstGivenName: 'Zoé',
      birthDate: '1961-05-04',
      sex: 'female',
      birthPlaceCode: '31555',
    }),
    by: 'vigilance',
    changes: () => 'select count(*) as value from patient_files',
    nothing: ['doctor', 'technician', 'regionAdmin', 'officer', 'nobody'],
  },
  'GET /vigilance': { ...vigilance, url: () => '/vigilance' },
  'POST /vigilance': { open: 'takes back a decision; its refusals are in its command’s tests' },
  'GET /vigilance/:reviewId': { ...vigilance, url: (x) => `/vigilance/${x.reviewId}` },
  'POST /vigilance/:reviewId': {
    url: (x) => `/vigilance/${x.reviewId}`,
    body: (x) => ({ intent: 'keepApart', reviewId: x.reviewId, reason: 'Deux personnes, vues ensemble' }),
    by: 'vigilance',
    changes: (x) => `select state as value from identity_reviews where id = '${x.reviewId}'`,
    nothing: ['elsewhere', 'neighbour', 'doctor', 'gp', 'technician', 'regionAdmin', 'officer', 'nobody'],
  },
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
  'POST /oversight/glass/:accessId': {
    url: (x) => `/oversight/glass/${x.accessId}`,
    body: (x) => ({ id: x.accessId, expectedVersion: '1', verdict: 'justified', comment: 'Urgence établie' }),
    by: 'officer',
    changes: (x) => `select verdict as value from break_glass_accesses where id = '${x.accessId}'`,
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
  },
  'GET /oversight/unusual/:unusualId': {
    ...ofOfficers(''),
    url: (x) => `/oversight/unusual/${x.unusualId}`,
  },
  'POST /oversight/unusual/:unusualId': {
    url: (x) => `/oversight/unusual/${x.unusualId}`,
    body: (x) => ({
      id: x.unusualId,
      expectedVersion: '1',
      verdict: 'justified',
      comment: 'Prise en charge',
    }),
    by: 'officer',
    changes: (x) => `select verdict as value from unusual_accesses where id = '${x.unusualId}'`,
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
  },
  'GET /patients/:patientId/choices': patient('/choices'),
  'POST /patients/:patientId/choices': {
    url: (x) => `/patients/${x.patientId}/choices`,
    body: () => ({ purpose: 'research', stance: 'opposed', how: 'oral', saidOn: '2026-03-02' }),
    by: 'doctor',
    changes: () => 'select count(*) as value from patient_choices',
    nothing: ['elsewhere', 'neighbour', 'gp', 'technician', 'regionAdmin', 'officer', 'nobody'],
  },
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
    url: () => '/exchange/new',
    body: () => ({
      connectionId: 'a3a5a0c4-2f3a-4e57-9f6c-7d7c1b1a2f11',
      name: 'Laboratoire',
      protocol: 'https',
      port: '',
      sendingApplication: '',
      sendingFacility: '',
      defaultCharset: 'UNICODE UTF-8',
      patientAuthority: '',
      sameDocumentId: 'beside',
    }),
    by: 'technician',
    changes: () => 'select count(*) as value from connections',
    nothing: ['doctor', 'gp', 'regionAdmin', 'officer', 'nobody'],
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
  'POST /region/establishments/new': {
    url: () => '/region/establishments/new',
    body: () => ({ name: 'Clinique nouvelle', kind: 'clinic', finess: aFiness() }),
    by: 'regionAdmin',
    changes: () => 'select count(*) as value from establishments',
    nothing: ['doctor', 'gp', 'technician', 'establishmentAdmin', 'officer', 'neighbour', 'nobody'],
  },
  'GET /region/establishments/:establishmentId': {
    url: (x) => `/region/establishments/${x.here.practice.id}`,
    entitled: ['regionAdmin'],
    finds: 'Suspendre ou fermer',
    nothing: ['elsewhereAdmin', 'elsewhere', 'doctor', 'gp', 'establishmentAdmin', 'neighbour', 'nobody'],
  },
  'POST /region/establishments/:establishmentId': {
    url: (x) => `/region/establishments/${x.here.practice.id}`,
    body: () => ({ intent: 'change', name: 'Cabinet renommé', city: 'Toulouse', phone: '' }),
    by: 'regionAdmin',
    changes: (x) => `select name as value from establishments where id = '${x.here.practice.id}'`,
    nothing: [
      'elsewhereAdmin',
      'doctor',
      'gp',
      'technician',
      'establishmentAdmin',
      'officer',
      'neighbour',
      'nobody',
    ],
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

  const asked = Object.entries(cases).filter((entry): entry is [string, Ask] => 'finds' in entry[1])
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

  const acts = Object.entries(cases).filter((entry): entry is [string, Act] => 'changes' in entry[1])
  test.each(acts)(
    '%s changes what it should for those who may, and nothing for others',
    async (_name, it) => {
      const value = async () => {
        const [row] = await database.owner.execute<{ value: unknown }>(it.changes(w))
        return row?.value
      }
      const send = (who: Who) =>
        ask(who, 'POST', { url: it.url, body: it.body, entitled: [], finds: WITNESS, nothing: [] }, 'page')
      const before = await value()
      for (const who of it.nothing) {
        const { status, text } = await send(who)
        // These two see the patient anyway, whatever they may not do.
        if (who !== 'doctor' && who !== 'gp') expect(text.includes(WITNESS), `${who} ${status}`).toBe(false)
        expect(await value(), `${who} ${status}`).toEqual(before)
      }
      const { status } = await send(it.by)
      expect(await value(), `${it.by} ${status}`).not.toEqual(before)
    },
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
