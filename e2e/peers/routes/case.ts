import { type RouteWorld, type Who, WITNESS } from '../route-world.ts'

/** A page, or a form that answers with what it found: shown to those who may, and to nobody else. */
export type Ask = {
  url: (world: RouteWorld) => string
  body?: (world: RouteWorld) => Record<string, string>
  /** Who may, and what they then find. */
  entitled: Who[]
  finds: string
  /** Who gets nothing of it. */
  nothing: Who[]
}

/** A form that changes something: those who may not leave all as it is, then one who may does not. */
export type Act = {
  url: (world: RouteWorld) => string
  body: (world: RouteWorld) => Record<string, string>
  by: Who
  /** One value of the database that the form is there to change. */
  changes: (world: RouteWorld) => string
  nothing: Who[]
}

/** What is open says why. */
export type Case = Ask | Act | { open: string }
/** By method and path, as the bundle has them. */
export type Cases = Record<string, Case>

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
