import * as oidc from 'openid-client'
import { DomainError } from '#app/kernel/errors.ts'
import {
  type Handshake,
  identityOf,
  type ProSanteConnectIdentity,
  ProSanteConnectUser,
} from './pro-sante-connect.ts'

// Pro Santé Connect is OpenID Connect: code flow with PKCE. openid-client speaks it; what is ours is what is
// demanded beyond it: the level of authentication, a signature that is checked although TLS brought the token,
// and a professional with at least one work situation.

export type ProSanteConnectOptions = {
  issuer: string
  clientId: string
  clientSecret: string
  /** Level of authentication that is asked for and demanded back. */
  acr: string
  redirectUri: string
}

export type ProSanteConnect = {
  begin: (next: string) => Promise<{ url: string; handshake: Handshake }>
  /** What came back is whom it says, or a refusal that says which half to try again. */
  finish: (callback: URL, handshake: Handshake | null) => Promise<ProSanteConnectIdentity>
}

const SCOPE = 'openid scope_all'

export function proSanteConnect(options: ProSanteConnectOptions): ProSanteConnect {
  let found: Promise<oidc.Configuration> | undefined
  const configuration = () => {
    found ??= discover(options).catch((error) => {
      found = undefined // it may be back at the next try
      throw Object.assign(new DomainError('unavailable', 'identity.pscUnavailable'), { cause: error })
    })
    return found
  }
  return {
    async begin(next) {
      const config = await configuration()
      const verifier = oidc.randomPKCECodeVerifier()
      const handshake = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier, next }
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: options.redirectUri,
        scope: SCOPE,
        acr_values: options.acr,
        state: handshake.state,
        nonce: handshake.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      })
      return { url: url.href, handshake }
    },
    async finish(callback, handshake) {
      if (!handshake) throw new DomainError('unauthenticated', 'identity.pscOver')
      if (callback.searchParams.get('error') === 'access_denied')
        throw new DomainError('unauthenticated', 'identity.pscCancelled')
      const config = await configuration()
      const user = await exchange(config, options, callback, handshake)
      const parsed = ProSanteConnectUser.safeParse(user)
      if (!parsed.success) throw new DomainError('unauthenticated', 'identity.pscIncomplete')
      const identity = identityOf(parsed.data)
      if (identity.situations.length === 0) throw new DomainError('forbidden', 'identity.pscNoSituation')
      return identity
    },
  }
}

async function discover({ issuer, clientId, clientSecret }: ProSanteConnectOptions) {
  const url = new URL(issuer)
  const isLocal = ['localhost', '127.0.0.1'].includes(url.hostname)
  const config = await oidc.discovery(url, clientId, clientSecret, undefined, {
    execute: url.protocol === 'http:' && isLocal ? [oidc.allowInsecureRequests] : [],
  })
  oidc.enableNonRepudiationChecks(config)
  return config
}

async function exchange(
  config: oidc.Configuration,
  options: ProSanteConnectOptions,
  callback: URL,
  { state, nonce, verifier }: Handshake,
): Promise<unknown> {
  try {
    // Behind a proxy the request's own address is not the one that was registered.
    const current = new URL(options.redirectUri)
    current.search = callback.search
    const tokens = await oidc.authorizationCodeGrant(config, current, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    })
    const claims = tokens.claims()!
    if (claims.acr !== options.acr) throw new DomainError('unauthenticated', 'identity.pscTooWeak')
    return await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
  } catch (error) {
    if (error instanceof DomainError) throw error
    throw Object.assign(new DomainError('unauthenticated', 'identity.pscRefused'), { cause: error })
  }
}
