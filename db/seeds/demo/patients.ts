import { FAMILY_NAMES, MEN, WOMEN } from '../large/names.ts'
import type { Disease } from './courses/index.ts'
import { type Draw, drawFor, insOf, TEST_INS_OID } from './draw.ts'
import { FEATURED } from './featured.ts'
import { PLACES, type PlaceKey } from './places.ts'
import { type StaffKey, staffOf } from './staff.ts'

// A hundred and twenty invented people, drawn one by one; the first of them (featured.ts) are chosen by hand.

export type DemoPatient = {
  /** p001: in file numbers and document ids. */
  key: string
  rank: number
  sex: 'male' | 'female'
  birthName: string
  usedName: string | null
  firstGivenName: string
  birthGivenNames: string
  birthDate: string
  birthPlaceCode: string
  identityStatus: 'PROV' | 'RECUP' | 'VALI' | 'QUAL'
  insMatricule: string | null
  insOid: string | null
  phone: string
  address: string
  /** One of ours, or a doctor whom nobody here knows yet. */
  gp: StaffKey | { rpps: string; name: string }
  allergyState: 'known' | 'none_known' | 'not_asked'
  disease: Disease
  /** Where it began: the house whose patient this is. */
  home: PlaceKey
  startedDaysAgo: number
  diedDaysAgo: number | null
}

export type Chosen = Partial<
  Pick<
    DemoPatient,
    | 'sex'
    | 'birthName'
    | 'usedName'
    | 'firstGivenName'
    | 'birthGivenNames'
    | 'birthDate'
    | 'identityStatus'
    | 'gp'
    | 'allergyState'
    | 'startedDaysAgo'
    | 'diedDaysAgo'
  >
> & { disease: Disease }

const COUNT = 120
export const HOME: Record<Disease, PlaceKey> = {
  breast: 'centre',
  colon: 'saintEloi',
  prostate: 'tilleuls',
  lung: 'hautLys',
  lymphoma: 'hautLys',
  ovary: 'centre',
  headNeck: 'saintEloi',
}
/** How often each is drawn among those who are not chosen. */
const DISEASES: Disease[] = [
  ...Array<Disease>(9).fill('breast'),
  ...Array<Disease>(6).fill('colon'),
  ...Array<Disease>(5).fill('prostate'),
  ...Array<Disease>(5).fill('lung'),
  ...Array<Disease>(3).fill('lymphoma'),
  ...Array<Disease>(2).fill('ovary'),
  ...Array<Disease>(2).fill('headNeck'),
]
const BIRTH_PLACES =
  '31555 34172 33063 69383 59350 44109 13205 75114 66136 87085 2A004 2B033 99352 99109'.split(' ')
const STREETS =
  'rue des Lilas|chemin du Lavoir|avenue de la République|impasse des Cerisiers|rue du Vieux-Pont|allée des Platanes|route de Grandpré|rue Victor-Hugo|place du Marché|rue de l’Église'.split(
    '|',
  )
const TOWNS = PLACES.filter((place) => place.kind !== 'coordination')

function aPatient(rank: number, chosen?: Chosen): DemoPatient {
  const key = `p${String(rank).padStart(3, '0')}`
  const draw = drawFor(`patient/${key}`)
  const disease = chosen?.disease ?? draw.pick(DISEASES)
  const sex = chosen?.sex ?? sexFor(disease, draw)
  const names = namesOf(sex, draw)
  const birthName = chosen?.birthName ?? names.birthName
  const firstGivenName = chosen?.firstGivenName ?? names.firstGivenName
  const birthDate = chosen?.birthDate ?? birthDateFor(disease, draw)
  const usedName = chosen?.usedName === undefined ? usedNameOf(sex, birthName, draw) : chosen.usedName
  const birthPlaceCode = draw.pick(BIRTH_PLACES)
  const identityStatus = chosen?.identityStatus ?? statusOf(rank)
  const hasIns = identityStatus === 'QUAL' || identityStatus === 'RECUP'
  const town = draw.pick(TOWNS)
  return {
    key,
    rank,
    sex,
    birthName: birthName.toLocaleUpperCase('fr'),
    usedName: usedName?.toLocaleUpperCase('fr') ?? null,
    firstGivenName,
    birthGivenNames: chosen?.birthGivenNames ?? [firstGivenName, ...names.others].join(' '),
    birthDate,
    birthPlaceCode,
    identityStatus,
    insMatricule: hasIns ? insOf({ sex, birthDate, birthPlaceCode, order: rank }) : null,
    insOid: hasIns ? TEST_INS_OID : null,
    phone: `06 39 98 ${String(10 + (rank % 90))} ${String(10 + draw.below(90))}`,
    address: `${1 + draw.below(60)} ${draw.pick(STREETS)}, ${town.postalCode} ${town.city}`,
    gp: chosen?.gp ?? gpOf(rank),
    allergyState:
      chosen?.allergyState ?? draw.pick(['known', 'none_known', 'none_known', 'none_known', 'not_asked']),
    disease,
    home: HOME[disease],
    startedDaysAgo: chosen?.startedDaysAgo ?? startedFor(draw),
    diedDaysAgo: chosen?.diedDaysAgo ?? null,
  }
}

function sexFor(disease: Disease, draw: Draw) {
  if (disease === 'prostate') return 'male'
  if (disease === 'breast' || disease === 'ovary') return 'female'
  return draw.below(10) < 5 ? 'female' : 'male'
}

function namesOf(sex: 'male' | 'female', draw: Draw) {
  const given = sex === 'male' ? MEN : WOMEN
  const [first, ...others] = new Set([draw.pickFrequent(given), draw.pick(given), draw.pick(given)])
  return { birthName: draw.pickFrequent(FAMILY_NAMES.slice(0, 260)), firstGivenName: first!, others }
}

/** Two women in three use another name than the one they were born with. */
const usedNameOf = (sex: string, birthName: string, draw: Draw) => {
  const other = draw.pickFrequent(FAMILY_NAMES.slice(0, 260))
  return sex === 'female' && draw.below(3) < 2 && other !== birthName ? other : null
}

function birthDateFor(disease: Disease, draw: Draw) {
  const [from, years] = disease === 'breast' || disease === 'lymphoma' ? [1944, 44] : [1938, 34]
  const two = (n: number) => String(n).padStart(2, '0')
  return `${from + draw.below(years)}-${two(1 + draw.below(12))}-${two(1 + draw.below(28))}`
}

/** One in four for two years or more, the others since a few months, as in any consultation. */
const startedFor = (draw: Draw) => (draw.below(4) === 0 ? 250 + draw.below(650) : 10 + draw.below(190))

const statusOf = (rank: number) =>
  rank % 15 === 7 ? 'PROV' : rank % 15 === 11 ? 'VALI' : rank % 30 === 13 ? 'RECUP' : 'QUAL'

/** The first of the practices follows the patients of featured.ts and a few more. */
function gpOf(rank: number): DemoPatient['gp'] {
  if (rank <= 26) return 'delmas'
  const turn = rank % 8
  if (turn < 2) return 'rouviere'
  if (turn < 4) return 'cazals'
  if (turn < 6) return 'bastide'
  return { rpps: '10999190008', name: 'Dr SALVAIRE Michèle' }
}

export const gpRppsOf = ({ gp }: Pick<DemoPatient, 'gp'>) =>
  typeof gp === 'string' ? staffOf[gp].rpps! : gp.rpps
export const gpNameOf = ({ gp }: Pick<DemoPatient, 'gp'>) =>
  typeof gp === 'string' ? `${staffOf[gp].title} ${staffOf[gp].givenName} ${staffOf[gp].familyName}` : gp.name

/** Only a proven identity is the same person in two houses: the others have a file where it began. */
export const isProven = ({ identityStatus }: Pick<DemoPatient, 'identityStatus'>) => identityStatus === 'QUAL'

export const PATIENTS: DemoPatient[] = Array.from({ length: COUNT }, (_, i) => aPatient(i + 1, FEATURED[i]))
