import type { EstablishmentKind } from '#app/features/regions/contract.ts'
import { finessOf, idFor } from './draw.ts'

// An invented region: no establishment of these names is meant, in no town of these names.

export const REGION = { id: idFor('region'), code: 'DEMO', name: 'Région de démonstration' }

export type PlaceKey =
  | 'centre'
  | 'saintEloi'
  | 'hautLys'
  | 'tilleuls'
  | 'quais'
  | 'fontaine'
  | 'noirval'
  | 'remparts'
  | 'maurin'
  | 'vernier'
  | 'network'

export type Place = {
  key: PlaceKey
  id: string
  kind: EstablishmentKind
  name: string
  street: string
  postalCode: string
  city: string
  phone: string
  finess: string
  /** Before its numbers of patients. */
  prefix: string
}

// Phone numbers come from the ranges that are set aside for fiction.
const LIST: [PlaceKey, EstablishmentKind, string, string, string, string, string, string][] = [
  [
    'centre',
    'cancer_centre',
    'Centre de cancérologie des Trois-Vallées',
    '12 avenue des Peupliers',
    '99000',
    'Orvanne',
    '05 36 49 10 00',
    'CTV',
  ],
  [
    'saintEloi',
    'hospital',
    'Centre hospitalier de Saint-Éloi',
    '1 place de l’Hôpital',
    '99210',
    'Saint-Éloi-sur-Aulne',
    '05 36 49 20 00',
    'SE',
  ],
  [
    'hautLys',
    'hospital',
    'Hôpital intercommunal du Haut-Lys',
    '45 route de la Vallée',
    '99340',
    'Dampierre-sur-Lys',
    '05 36 49 30 00',
    'HL',
  ],
  [
    'tilleuls',
    'clinic',
    'Clinique des Tilleuls',
    '8 rue des Tilleuls',
    '99000',
    'Orvanne',
    '05 36 49 40 00',
    'CT',
  ],
  [
    'quais',
    'radiology_centre',
    'Imagerie médicale des Quais',
    '27 quai de la Lys',
    '99000',
    'Orvanne',
    '05 36 49 50 00',
    'IQ',
  ],
  [
    'fontaine',
    'practice',
    'Cabinet médical de la Fontaine',
    '3 place de la Fontaine',
    '99120',
    'Fontenelle',
    '05 36 49 61 00',
    'F',
  ],
  [
    'noirval',
    'practice',
    'Maison de santé de Noirval',
    '14 rue du Moulin',
    '99150',
    'Noirval',
    '05 36 49 62 00',
    'N',
  ],
  [
    'remparts',
    'practice',
    'Cabinet médical des Remparts',
    '2 rue des Remparts',
    '99310',
    'Grandpré',
    '05 36 49 63 00',
    'R',
  ],
  [
    'maurin',
    'practice',
    'Cabinet de gynécologie du Dr Maurin',
    '19 cours Gambetta',
    '99000',
    'Orvanne',
    '05 36 49 64 00',
    'GM',
  ],
  [
    'vernier',
    'practice',
    'Cabinet d’urologie du Dr Vernier',
    '6 rue Pasteur',
    '99000',
    'Orvanne',
    '05 36 49 65 00',
    'UV',
  ],
  [
    'network',
    'coordination',
    'Réseau régional de cancérologie',
    '12 avenue des Peupliers',
    '99000',
    'Orvanne',
    '05 36 49 70 00',
    'RR',
  ],
]

export const PLACES: Place[] = LIST.map(
  ([key, kind, name, street, postalCode, city, phone, prefix], rank) => ({
    key,
    id: idFor(`establishment/${key}`),
    kind,
    name,
    street,
    postalCode,
    city,
    phone,
    finess: finessOf(rank),
    prefix,
  }),
)

export const placeOf = Object.fromEntries(PLACES.map((place) => [place.key, place])) as Record<
  PlaceKey,
  Place
>

/** The admission and document software of the cancer centre. */
export const CONNECTION = {
  id: idFor('connection/centre'),
  name: 'Admissions et documents',
  place: 'centre' as const,
  /** OID of an authority that nobody has. */
  authority: ['CTV', '1.2.250.1.999.10', 'ISO'],
  facility: 'CTV',
}
