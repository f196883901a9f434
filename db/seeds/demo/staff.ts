import type { Role } from '#app/kernel/actor.ts'
import { rppsOf } from './draw.ts'
import type { PlaceKey } from './places.ts'

// Invented people. Those with an address can sign in.

type Post = [PlaceKey, Role]
export type StaffMember = {
  key: StaffKey
  title: 'Dr' | 'Pr' | 'Mme' | 'M.'
  givenName: string
  familyName: string
  /** TRE_G15: 10 doctor, 60 nurse. */
  professionCode: string | null
  /** TRE_R38. */
  specialtyCode: string | null
  /** As it stands under a letter. */
  calling: string
  rpps: string | null
  posts: Post[]
  email: string | null
}

const DOCTOR = '10'
const NURSE = '60'

const LIST = [
  [
    'fontanel',
    'Dr',
    'Claire',
    'Fontanel',
    DOCTOR,
    'SM36',
    'Oncologue médicale',
    [['centre', 'doctor']],
    true,
  ],
  [
    'deligny',
    'Dr',
    'Marc',
    'Déligny',
    DOCTOR,
    'SM37',
    'Oncologue radiothérapeute',
    [['centre', 'doctor']],
    true,
  ],
  [
    'marsac',
    'Pr',
    'Antoine',
    'Marsac',
    DOCTOR,
    'SM05',
    'Chirurgien',
    [
      ['centre', 'doctor'],
      ['tilleuls', 'doctor'],
    ],
    true,
  ],
  ['valette', 'Dr', 'Ingrid', 'Valette', DOCTOR, 'SM36', 'Oncologue médicale', [['centre', 'doctor']], false],
  ['kerbrat', 'Dr', 'Yann', 'Kerbrat', DOCTOR, 'SM01', 'Anatomopathologiste', [['centre', 'doctor']], false],
  ['meziane', 'Dr', 'Farid', 'Meziane', DOCTOR, 'SM03', 'Biologiste médical', [['centre', 'doctor']], false],
  [
    'aubrac',
    'Mme',
    'Sophie',
    'Aubrac',
    NURSE,
    null,
    'Infirmière coordinatrice',
    [['centre', 'nurse_coordinator']],
    true,
  ],
  [
    'roussillon',
    'Mme',
    'Martine',
    'Roussillon',
    null,
    null,
    'Secrétaire médicale',
    [['centre', 'secretary']],
    true,
  ],
  [
    'garrigues',
    'Mme',
    'Élodie',
    'Garrigues',
    null,
    null,
    'Coordinatrice de RCP',
    [['centre', 'board_coordinator']],
    true,
  ],
  [
    'benhaddou',
    'M.',
    'Karim',
    'Benhaddou',
    null,
    null,
    'Technicien d’interfaces',
    [['centre', 'interface_technician']],
    true,
  ],
  [
    'pruvost',
    'Mme',
    'Nadège',
    'Pruvost',
    null,
    null,
    'Identitovigilance',
    [['centre', 'identity_vigilance']],
    true,
  ],
  [
    'courtade',
    'M.',
    'Philippe',
    'Courtade',
    null,
    null,
    'Administrateur d’établissement',
    [['centre', 'establishment_admin']],
    true,
  ],
  [
    'esquirol',
    'Mme',
    'Laure',
    'Esquirol',
    null,
    null,
    'Déléguée à la protection des données',
    [['centre', 'privacy_officer']],
    true,
  ],
  [
    'lacaze',
    'Dr',
    'Bertrand',
    'Lacaze',
    DOCTOR,
    'SM14',
    'Chirurgien viscéral et digestif',
    [['saintEloi', 'doctor']],
    false,
  ],
  [
    'sorbier',
    'Dr',
    'Amélie',
    'Sorbier',
    DOCTOR,
    'SM24',
    'Gastro-entérologue',
    [['saintEloi', 'doctor']],
    false,
  ],
  [
    'tissot',
    'Mme',
    'Josiane',
    'Tissot',
    null,
    null,
    'Secrétaire médicale',
    [['saintEloi', 'secretary']],
    false,
  ],
  [
    'malvezin',
    'M.',
    'Gérard',
    'Malvezin',
    null,
    null,
    'Administrateur d’établissement',
    [['saintEloi', 'establishment_admin']],
    true,
  ],
  ['vaugeois', 'Dr', 'Thierry', 'Vaugeois', DOCTOR, 'SM41', 'Pneumologue', [['hautLys', 'doctor']], false],
  ['montclar', 'Dr', 'Léa', 'Montclar', DOCTOR, 'SM22', 'Hématologue', [['hautLys', 'doctor']], false],
  [
    'blandin',
    'Mme',
    'Corinne',
    'Blandin',
    null,
    null,
    'Identitovigilance',
    [['hautLys', 'identity_vigilance']],
    false,
  ],
  [
    'ferrand',
    'Dr',
    'Hugo',
    'Ferrand',
    DOCTOR,
    'SM12',
    'Chirurgien urologue',
    [['tilleuls', 'doctor']],
    false,
  ],
  ['jouve', 'Mme', 'Valérie', 'Jouve', null, null, 'Secrétaire médicale', [['tilleuls', 'secretary']], false],
  ['esteve', 'Dr', 'Nicolas', 'Estève', DOCTOR, 'SM44', 'Radiologue', [['quais', 'doctor']], false],
  ['delmas', 'Dr', 'Anne', 'Delmas', DOCTOR, 'SM26', 'Médecin généraliste', [['fontaine', 'doctor']], true],
  [
    'rouviere',
    'Dr',
    'Paul',
    'Rouvière',
    DOCTOR,
    'SM26',
    'Médecin généraliste',
    [['fontaine', 'doctor']],
    false,
  ],
  ['cazals', 'Dr', 'Inès', 'Cazals', DOCTOR, 'SM26', 'Médecin généraliste', [['noirval', 'doctor']], false],
  [
    'bastide',
    'Dr',
    'Olivier',
    'Bastide',
    DOCTOR,
    'SM26',
    'Médecin généraliste',
    [['remparts', 'doctor']],
    false,
  ],
  ['maurin', 'Dr', 'Ségolène', 'Maurin', DOCTOR, 'SM20', 'Gynécologue', [['maurin', 'doctor']], true],
  ['vernier', 'Dr', 'Étienne', 'Vernier', DOCTOR, 'SM12', 'Urologue', [['vernier', 'doctor']], false],
  [
    'lozere',
    'Mme',
    'Catherine',
    'Lozère',
    null,
    null,
    'Administratrice régionale',
    [['network', 'region_admin']],
    true,
  ],
  [
    'sabatier',
    'Mme',
    'Hélène',
    'Sabatier',
    null,
    null,
    'Déléguée régionale à la protection des données',
    [['network', 'privacy_officer']],
    true,
  ],
] as const satisfies readonly (readonly [
  string,
  StaffMember['title'],
  string,
  string,
  string | null,
  string | null,
  string,
  readonly (readonly [PlaceKey, Role])[],
  boolean,
])[]

export type StaffKey = (typeof LIST)[number][0]

/** A domain that leads nowhere (RFC 2606). */
const emailOf = (givenName: string, familyName: string) =>
  `${givenName}.${familyName}@demo.cordee.invalid`
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()

export const STAFF: StaffMember[] = LIST.map(
  ([key, title, givenName, familyName, professionCode, specialtyCode, calling, posts, signsIn], rank) => ({
    key,
    title,
    givenName,
    familyName,
    professionCode,
    specialtyCode,
    calling,
    rpps: professionCode ? rppsOf(rank) : null,
    posts: posts.map(([place, role]): Post => [place, role]),
    email: signsIn ? emailOf(givenName, familyName) : null,
  }),
)

export const staffOf = Object.fromEntries(STAFF.map((member) => [member.key, member])) as Record<
  StaffKey,
  StaffMember
>

/** Dr Claire FONTANEL */
export const nameOf = ({ title, givenName, familyName }: StaffMember) =>
  `${title} ${givenName} ${familyName.toLocaleUpperCase('fr')}`
/** FONTANEL Claire, as feeds write an author. */
export const authorNameOf = ({ givenName, familyName }: StaffMember) =>
  `${familyName.toLocaleUpperCase('fr')} ${givenName}`
