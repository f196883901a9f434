import type { RouteWorld } from '../route-world.ts'

/** Open to anyone, each with its reason. What is not here has a case; what is here says nothing of anybody. */
export const OPEN_ROUTES: Record<string, string> = {
  'GET /login': 'the way in',
  'GET /login/demo': 'leads to the way in',
  'GET /login/passkey': 'leads to the way in',
  'POST /login/passkey': 'gives a challenge to sign, and opens for a signature alone: passkeys.db.test.ts',
  'GET /login/pro-sante-connect': 'leads to Pro Santé Connect, or back where it is not set up',
  'GET /login/pro-sante-connect/callback': 'needs what the provider signed: pro-sante-connect.peer.test.ts',
  'GET /login/forgot': 'an empty form',
  'POST /login/forgot': 'answers the same whoever asks, so that nobody learns who has an account',
  'GET /activation': 'an empty form, for who has a letter',
  'GET /call/:handle': 'needs the handle of a ticket and the session of its person: calls.db.test.ts',
  'GET /logout': 'leads to the way in',
  'GET /account/passkey': 'leads to the own account',
  'GET /locale': 'leads to the first page',
  'GET /*': 'page not found',
}

/** What a demonstration alone has: here, without one, nobody gets it, whoever asks for what is there. */
export const OF_A_DEMONSTRATION: Record<
  string,
  { url: (world: RouteWorld) => string; body?: (world: RouteWorld) => Record<string, string> }
> = {
  'POST /login/demo': { url: () => '/login/demo', body: (x) => ({ personId: x.here.doctor.personId }) },
  'GET /demo/mailbox': { url: () => '/demo/mailbox' },
  'GET /demo/mailbox/:mailId': { url: (x) => `/demo/mailbox/${x.waysIn.mailId}` },
}
