import type { Cases } from './case.ts'

/** What a person has of their own: account, place of work, charter. */
export const OWN_ACCOUNT: Cases = {
  'GET /charter': { open: 'what the own region asks of whoever asks; nothing without a sign-in' },
  'POST /charter': { open: 'accepts for oneself; refusals are in its command’s tests' },
  'GET /account': {
    url: () => '/account',
    entitled: ['doctor', 'technician'],
    finds: 'Mes connexions ouvertes',
    nothing: ['nobody'],
  },
  'POST /account': { open: 'acts on the own sign-ins of whoever asks; refusals are in its command’s tests' },
  'GET /account/activity': { open: 'tells the own sign-in when it ends' },
  'POST /account/activity': { open: 'keeps the own sign-in alive' },
  'GET /account/passkey': { open: 'leads to the own account' },
  'POST /account/passkey': { open: 'begins a key of one’s own' },
  'GET /work-context': { open: 'own places of work; tested with its command' },
  'POST /work-context': { open: 'own places of work; tested with its command' },
}
