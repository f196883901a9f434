import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { proSanteConnect } from '#app/features/identity/pro-sante-connect.server.ts'
import { close, type LookAlike, startLookAlike } from '../fixtures/oidc-provider.ts'

// EXT-08, SEC-05: Pro Santé Connect, against a real OpenID provider and against one that cheats.
const REDIRECT = 'http://localhost:3000/login/pro-sante-connect/callback'
const ACR = 'eidas1'
const situation = (place: { finess?: string; siret?: string }, name = 'Lieu d’exercice') => ({
  exercices: [
    {
      codeProfession: '10',
      codeSavoirFaire: 'SM26',
      activities: [
        {
          numeroFinessSite: place.finess,
          numeroSiretSite: place.siret,
          raisonSocialeSite: name,
          codeRole: 'x',
        },
      ],
    },
  ],
})
const doctor = (rpps: string, SubjectRefPro: unknown) => ({
  SubjectNameID: `8${rpps}`,
  given_name: 'Camille',
  family_name: 'Essai',
  SubjectRefPro,
})
const optionsOf = (peer: { issuer: string; clientId: string; clientSecret: string }) => ({
  issuer: peer.issuer,
  clientId: peer.clientId,
  clientSecret: peer.clientSecret,
  acr: ACR,
  redirectUri: REDIRECT,
})

describe('against a real provider', () => {
  let peer: LookAlike
  let person = doctor('10003456789', situation({ finess: '310999008' }))
  beforeAll(async () => {
    peer = await startLookAlike(REDIRECT, () => person)
  })
  afterAll(() => peer.stop())

  test('who comes back is whom the provider signed in, with their work situations', async () => {
    const psc = proSanteConnect(optionsOf(peer))
    const { url, handshake } = await psc.begin('/patients')
    expect(new URL(url).searchParams.get('acr_values')).toBe(ACR)
    expect(new URL(url).searchParams.get('code_challenge_method')).toBe('S256')
    expect(handshake.next).toBe('/patients')
    expect(await psc.finish(await peer.follow(url), handshake)).toEqual({
      nationalId: '810003456789',
      rpps: '10003456789',
      givenName: 'Camille',
      familyName: 'Essai',
      situations: [
        {
          index: 0,
          professionCode: '10',
          specialtyCode: 'SM26',
          finess: '310999008',
          siret: null,
          placeName: 'Lieu d’exercice',
        },
      ],
    })
  })

  test('a code is good once, and only in the browser that asked for it', async () => {
    const psc = proSanteConnect(optionsOf(peer))
    const mine = await psc.begin('/')
    const others = await psc.begin('/')
    const callback = await peer.follow(mine.url)
    await expect(psc.finish(callback, others.handshake)).rejects.toMatchObject({
      reason: 'identity.pscRefused',
    })
    await expect(psc.finish(callback, null)).rejects.toMatchObject({ reason: 'identity.pscOver' })
    await psc.finish(callback, mine.handshake)
    await expect(psc.finish(callback, mine.handshake)).rejects.toMatchObject({
      reason: 'identity.pscRefused',
    })
  })

  test('who cancels there is told so', async () => {
    const psc = proSanteConnect(optionsOf(peer))
    const { handshake } = await psc.begin('/')
    const cancelled = new URL(`${REDIRECT}?error=access_denied&state=${handshake.state}`)
    await expect(psc.finish(cancelled, handshake)).rejects.toMatchObject({ reason: 'identity.pscCancelled' })
  })

  test('a professional without a work situation does not enter', async () => {
    person = { ...person, SubjectRefPro: { exercices: [] } }
    const psc = proSanteConnect(optionsOf(peer))
    const { url, handshake } = await psc.begin('/')
    await expect(psc.finish(await peer.follow(url), handshake)).rejects.toMatchObject({
      reason: 'identity.pscNoSituation',
    })
  })

  test('a provider that is not there is said to be unavailable, and found when it is back', async () => {
    const psc = proSanteConnect({ ...optionsOf(peer), issuer: 'http://127.0.0.1:9' })
    await expect(psc.begin('/')).rejects.toMatchObject({ reason: 'identity.pscUnavailable' })
  })
})

type Forgery = {
  header?: object
  claims?: object
  key?: KeyObject
  unsigned?: boolean
  claimsLess?: string[]
}

describe('against one that cheats', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  let server: Server
  let issuer = ''
  let forgery: Forgery = {}
  let nonce = ''
  const b64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  function idToken() {
    const now = Math.floor(Date.now() / 1000)
    const claims: Record<string, unknown> = {
      iss: issuer,
      sub: 'f:test:1',
      aud: 'cordee',
      iat: now,
      exp: now + 60,
      nonce,
      acr: ACR,
      ...forgery.claims,
    }
    for (const name of forgery.claimsLess ?? []) delete claims[name]
    const head = b64(forgery.unsigned ? { alg: 'none' } : { alg: 'RS256', kid: 'k', ...forgery.header })
    const signed = `${head}.${b64(claims)}`
    if (forgery.unsigned) return `${signed}.`
    return `${signed}.${createSign('RSA-SHA256')
      .update(signed)
      .sign(forgery.key ?? privateKey)
      .toString('base64url')}`
  }
  beforeAll(async () => {
    server = createServer((req, res) => {
      const answers: Record<string, () => unknown> = {
        '/.well-known/openid-configuration': () => ({
          issuer,
          authorization_endpoint: `${issuer}/auth`,
          token_endpoint: `${issuer}/token`,
          userinfo_endpoint: `${issuer}/me`,
          jwks_uri: `${issuer}/jwks`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256', 'none'],
          code_challenge_methods_supported: ['S256'],
        }),
        '/jwks': () => ({
          keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' }],
        }),
        '/token': () => ({ access_token: 'a', token_type: 'Bearer', expires_in: 60, id_token: idToken() }),
        '/me': () => ({ sub: 'f:test:1', ...doctor('10003456789', situation({ finess: '310999008' })) }),
      }
      const found = answers[new URL(req.url!, issuer).pathname]
      res.writeHead(found ? 200 : 404, { 'content-type': 'application/json' })
      res.end(JSON.stringify(found?.() ?? {}))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => close(server))
  afterEach(() => {
    forgery = {}
  })
  const goThrough = async () => {
    const psc = proSanteConnect(optionsOf({ issuer, clientId: 'cordee', clientSecret: 's' }))
    const { handshake } = await psc.begin('/')
    nonce = handshake.nonce
    return psc.finish(new URL(`${REDIRECT}?code=c&state=${handshake.state}`), handshake)
  }

  test('the honest answer of this provider passes: what follows fails for its own reason', async () => {
    expect((await goThrough()).rpps).toBe('10003456789')
  })

  test.each<[string, Forgery, string]>([
    ['no level of authentication', { claimsLess: ['acr'] }, 'identity.pscTooWeak'],
    ['a lower level of authentication', { claims: { acr: 'eidas0' } }, 'identity.pscTooWeak'],
    ['signed with another key', { key: other }, 'identity.pscRefused'],
    ['not signed at all', { unsigned: true }, 'identity.pscRefused'],
    ['for somebody else’s product', { claims: { aud: 'other' } }, 'identity.pscRefused'],
    ['from another issuer', { claims: { iss: 'http://elsewhere.invalid' } }, 'identity.pscRefused'],
    ['of another browser’s try', { claims: { nonce: 'other' } }, 'identity.pscRefused'],
    ['without the try it belongs to', { claimsLess: ['nonce'] }, 'identity.pscRefused'],
    ['expired', { claims: { exp: Math.floor(Date.now() / 1000) - 3600 } }, 'identity.pscRefused'],
    ['about somebody else than the userinfo', { claims: { sub: 'f:test:2' } }, 'identity.pscRefused'],
  ])('an identity token %s is refused', async (_, forged, reason) => {
    forgery = forged
    await expect(goThrough()).rejects.toMatchObject({ reason })
  })
})
