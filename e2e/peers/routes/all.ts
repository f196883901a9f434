import { CARE_CIRCLE } from './care-circle.ts'
import type { Case, Cases } from './case.ts'
import { ENTRANCE } from './entrance.ts'
import { ESTABLISHMENTS_AND_PEOPLE } from './establishments-and-people.ts'
import { EXCHANGE } from './exchange.ts'
import { IDENTITY_VIGILANCE } from './identity-vigilance.ts'
import { OVERSIGHT } from './oversight.ts'
import { OWN_ACCOUNT } from './own-account.ts'
import { RECORD } from './record.ts'

// One file for each area; a new area is one more line here.
const AREAS: Cases[] = [
  ENTRANCE,
  OWN_ACCOUNT,
  RECORD,
  CARE_CIRCLE,
  IDENTITY_VIGILANCE,
  OVERSIGHT,
  EXCHANGE,
  ESTABLISHMENTS_AND_PEOPLE,
]

/** Every case, in the order of the areas. Two for one route stay two, so that the guard sees it. */
export const ALL_CASES: [route: string, Case][] = AREAS.flatMap((area) => Object.entries(area))
