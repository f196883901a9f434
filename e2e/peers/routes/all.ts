import { CARE_CIRCLE } from './care-circle.ts'
import type { Act, Ask, Case, Cases } from './case.ts'
import { ENTRANCE } from './entrance.ts'
import { ESTABLISHMENTS_AND_PEOPLE } from './establishments-and-people.ts'
import { EXCHANGE } from './exchange.ts'
import { IDENTITY_VIGILANCE } from './identity-vigilance.ts'
import { OVERSIGHT } from './oversight.ts'
import { OWN_ACCOUNT } from './own-account.ts'
import { RECORD } from './record.ts'
import { REFERRALS } from './referrals.ts'

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
  REFERRALS,
]

/** The routes that have cases. One that two areas name stands here twice, so that the guard sees it. */
export const CASED_ROUTES = AREAS.flatMap((area) => Object.keys(area))

/** Every case by its name, in the order of the areas. */
export const ALL_CASES: [name: string, it: Case, route: string][] = AREAS.flatMap((area) =>
  Object.entries(area).flatMap(([route, cases]) =>
    [cases].flat().map((it): [string, Case, string] => [it.as ? `${route} (${it.as})` : route, it, route]),
  ),
)
export const ASKS = ALL_CASES.filter((entry): entry is [string, Ask, string] => 'finds' in entry[1])
export const ACTS = ALL_CASES.filter((entry): entry is [string, Act, string] => 'changes' in entry[1])
