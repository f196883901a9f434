import { type RouteWorld, type Who, WITNESS } from '../route-world.ts'

type Sent = {
  url: (world: RouteWorld) => string
  /** A form, or the bytes of an upload. Who sends confirms by their own password. */
  body?: (world: RouteWorld) => Record<string, string> | Uint8Array<ArrayBuffer>
  /** In place of the own cookie: a half-done sign-in, a sealed identity. Those who may not do not have it. */
  cookie?: (world: RouteWorld) => string
}

type Refused = {
  /** Who gets nothing of it: another region, another establishment, a stranger and a wrong role. */
  nothing: Who[]
  /** What they send in place of a key that only those have who may: another link, a wrong code. */
  without?: Partial<Sent>
  /** Why some of the four are not among them: whoever asks gets what is their own. */
  own?: string
  /** What tells this case from the others of its route. */
  as?: string
}

/** A page, or a form that answers with what it found: shown to those who may, and to nobody else. */
export type Ask = Sent &
  Refused & {
    /** Who may, and what they then find. */
    entitled: Who[]
    finds: string | RegExp | ((world: RouteWorld) => string)
  }

/** A form that changes something: those who may not leave all as it is, then one who may does not. */
export type Act = Sent &
  Refused & {
    by: Who
    /** One value of the database that the form is there to change. */
    changes: (world: RouteWorld) => string
  }

/** By method and path, as the bundle has them; a route with several forms has several cases. */
export type Case = Ask | Act
export type Cases = Record<string, Case | Case[]>

export const patient = (rest = ''): Pick<Ask, 'url' | 'entitled' | 'finds' | 'nothing'> => ({
  url: (x) => `/patients/${x.patientId}${rest}`,
  entitled: ['doctor', 'gp'],
  finds: WITNESS,
  nothing: ['elsewhere', 'neighbour', 'technician', 'regionAdmin', 'nobody'],
})

export const vigilance: Pick<Ask, 'entitled' | 'finds' | 'nothing'> = {
  entitled: ['vigilance'],
  finds: WITNESS,
  nothing: ['elsewhere', 'neighbour', 'doctor', 'gp', 'technician', 'regionAdmin', 'nobody'],
}

/** Everyone but the officer. */
export const NO_OFFICER: Who[] = [
  'elsewhere',
  'elsewhereAdmin',
  'neighbour',
  'doctor',
  'gp',
  'technician',
  'regionAdmin',
  'nobody',
]

export const ofOfficers = (path: string): Ask => ({
  url: () => `/oversight${path}`,
  entitled: ['officer'],
  finds: WITNESS,
  nothing: NO_OFFICER,
})
