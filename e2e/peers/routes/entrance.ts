import type { RouteWorld, Who } from '../route-world.ts'
import type { Case, Cases } from './case.ts'
import { CODE, PASSWORD } from './ways-in.ts'

// Whoever comes here is nobody yet: what opens is the key they hold. Signed in or not, without it nothing does.
const WITHOUT_KEY: Who[] = ['nobody', 'doctor', 'neighbour', 'elsewhere']
const NO_KEY = 'cordee_step=a-key-that-somebody-made-up'
const newPassword = { password: PASSWORD, repeated: PASSWORD }
const signInsOf = (personId: string) =>
  `select count(*) as value from sign_in_sessions where person_id = '${personId}'`

const byKey = (it: Omit<Extract<Case, { finds: unknown }>, 'entitled' | 'nothing'>): Case => ({
  ...it,
  entitled: ['nobody'],
  nothing: WITHOUT_KEY,
})
const changedByKey = (it: Omit<Extract<Case, { changes: unknown }>, 'by' | 'nothing'>): Case => ({
  ...it,
  by: 'nobody',
  nothing: WITHOUT_KEY,
})

const situations = {
  url: () => '/login/pro-sante-connect/situations',
  cookie: (x: RouteWorld) => x.waysIn.situations,
}
const code = { url: () => '/login/code', cookie: (x: RouteWorld) => x.waysIn.coded.cookie }
const enrol = { url: () => '/login/enrol', cookie: (x: RouteWorld) => x.waysIn.enrolling.cookie }
const invitation = {
  url: (x: RouteWorld) => `/invitation/${x.waysIn.invited.token}`,
  without: { url: () => '/invitation/a-key-that-somebody-made-up-0123456789' },
}
const reset = {
  url: (x: RouteWorld) => `/login/reset/${x.waysIn.forgetful.token}`,
  without: { url: () => '/login/reset/a-key-that-somebody-made-up-0123456789' },
}

const stop = {
  url: (x: RouteWorld) => `/unsubscribe/${x.waysIn.stopToken}`,
  without: { url: () => '/unsubscribe/a-key-that-somebody-made-up-0123456789' },
}

/** The ways in and out. */
export const ENTRANCE: Cases = {
  'POST /login': changedByKey({
    url: () => '/login',
    body: (x) => ({ email: x.waysIn.coded.email, password: PASSWORD }),
    without: { body: (x) => ({ email: x.waysIn.coded.email, password: 'ni l’un ni l’autre' }) },
    changes: (x) =>
      `select count(*) as value from sign_in_steps where person_id = '${x.waysIn.coded.personId}'`,
  }),
  'GET /login/code': byKey({ ...code, finds: 'name="code"' }),
  'POST /login/code': changedByKey({
    ...code,
    body: (x) => ({ code: CODE(x.waysIn.coded.totpSecret) }),
    without: { cookie: () => NO_KEY },
    changes: (x) => signInsOf(x.waysIn.coded.personId),
  }),
  'GET /login/enrol': byKey({ ...enrol, finds: (x) => x.waysIn.enrolling.keyText }),
  'POST /login/enrol': changedByKey({
    ...enrol,
    body: (x) => ({ code: CODE(x.waysIn.enrolling.totpSecret) }),
    without: { cookie: () => NO_KEY },
    changes: (x) => signInsOf(x.waysIn.enrolling.personId),
  }),
  'GET /login/reset/:token': byKey({ ...reset, finds: 'name="repeated"' }),
  'POST /login/reset/:token': changedByKey({
    ...reset,
    body: () => newPassword,
    changes: (x) =>
      `select password_hash as value from sign_in_accounts where person_id = '${x.waysIn.forgetful.personId}'`,
  }),
  'GET /invitation/:token': byKey({ ...invitation, finds: (x) => x.waysIn.invited.email }),
  'POST /invitation/:token': changedByKey({
    ...invitation,
    body: () => newPassword,
    changes: (x) => `select accepted_at as value from invitations where email = '${x.waysIn.invited.email}'`,
  }),
  'POST /activation': changedByKey({
    url: () => '/activation',
    body: (x) => ({ ...x.waysIn.letter, email: 'lettre@example.test', ...newPassword }),
    without: {
      body: (x) => ({
        rpps: x.waysIn.letter.rpps,
        code: 'AAAA-AAAA',
        email: 'lettre@example.test',
        ...newPassword,
      }),
    },
    changes: () => `select count(*) as value from sign_in_accounts where email = 'lettre@example.test'`,
  }),
  'GET /login/pro-sante-connect/situations': byKey({ ...situations, finds: 'Camille Modèle-Situations' }),
  'POST /login/pro-sante-connect/situations': changedByKey({
    ...situations,
    body: (x) => ({ choice: `0:${x.here.hospital.id}` }),
    changes: (x) => signInsOf(x.waysIn.situated.personId),
  }),
  'POST /logout': {
    url: () => '/logout',
    cookie: (x) => x.waysIn.leaving.cookie,
    by: 'nobody',
    // Their own way out would end the sign-ins that the walk goes on with.
    nothing: ['nobody'],
    own: 'whoever is signed in leaves',
    without: { cookie: () => 'cordee_session=a-key-that-somebody-made-up' },
    changes: (x) => signInsOf(x.waysIn.leaving.personId),
  },
  'GET /unsubscribe/:token': byKey({ ...stop, finds: 'Les avis restent à la cloche' }),
  'POST /unsubscribe/:token': changedByKey({
    ...stop,
    body: () => ({ 'List-Unsubscribe': 'One-Click' }),
    changes: (x) => `select count(*) as value from notification_settings
      where person_id = '${x.here.gp.personId}' and choices->>'admission' = 'bell'`,
  }),
}
