import type { Cases } from './case.ts'

/** Connections with other systems. */
export const EXCHANGE: Cases = {
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
    nothing: ['elsewhere', 'neighbour', 'doctor', 'gp', 'regionAdmin', 'nobody'],
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
    nothing: ['elsewhere', 'neighbour', 'doctor', 'gp', 'regionAdmin', 'officer', 'nobody'],
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
  'POST /exchange/:connectionId': [
    {
      as: 'replays a message',
      url: (x) => `/exchange/${x.connectionId}`,
      body: (x) => ({ intent: 'retry', messageId: x.messageId }),
      entitled: ['technician'],
      finds: 'Le message est rejoué',
      nothing: ['elsewhere', 'neighbour', 'doctor', 'gp', 'regionAdmin', 'nobody'],
    },
    {
      as: 'takes back a token',
      url: (x) => `/exchange/${x.connectionId}`,
      body: (x) => ({ intent: 'revokeToken', tokenId: x.atWork.tokenId }),
      by: 'technician',
      changes: (x) => `select revoked_at as value from connection_tokens where id = '${x.atWork.tokenId}'`,
      nothing: ['elsewhere', 'neighbour', 'doctor', 'gp', 'regionAdmin', 'nobody'],
    },
    {
      as: 'makes a token',
      url: (x) => `/exchange/${x.connectionId}`,
      body: () => ({ intent: 'createToken', label: 'Encore un serveur' }),
      by: 'technician',
      changes: () => 'select count(*) as value from connection_tokens',
      nothing: ['elsewhere', 'neighbour', 'doctor', 'gp', 'regionAdmin', 'nobody'],
    },
    {
      as: 'pauses',
      url: (x) => `/exchange/${x.connectionId}`,
      body: () => ({ intent: 'pause' }),
      by: 'technician',
      changes: (x) => `select paused_at as value from connections where id = '${x.connectionId}'`,
      nothing: ['elsewhere', 'neighbour', 'doctor', 'gp', 'regionAdmin', 'nobody'],
    },
  ],
}
