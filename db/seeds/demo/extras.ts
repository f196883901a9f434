import type { PlaceKey } from './places.ts'
import { letter, type Step } from './story.ts'

// What the usual course does not show: masked and hidden documents, a corrected one, one taken back.

export const EXTRAS: Record<string, Step[]> = {
  p001: [
    {
      ...letter(
        { day: 60, place: 'centre', by: 'valette' },
        'Consultation de psycho-oncologie',
        'Premier entretien à la demande de la patiente. Anxiété importante autour de la chute des cheveux et de l’annonce aux enfants.',
        'Un suivi toutes les deux semaines est convenu. La patiente souhaite que ce compte rendu reste dans l’établissement.',
      ),
      isRestricted: true,
    } as Step,
  ],
  p008: [
    {
      ...letter(
        { day: 16, place: 'hautLys', by: 'montclar' },
        'Note avant consultation d’annonce',
        'Résultat de l’exérèse reçu ce jour. La consultation d’annonce est fixée dans quatre jours : ne pas diffuser au patient d’ici là.',
      ),
      isHidden: true,
    } as Step,
  ],
}

export type Correction = { patient: string; place: PlaceKey; title: string; as: 'replaced' | 'withdrawn' }

export const CORRECTIONS: Correction[] = [
  { patient: 'p001', place: 'centre', title: 'Consultation d’annonce', as: 'replaced' },
  { patient: 'p003', place: 'hautLys', title: 'Compte rendu d’hospitalisation', as: 'replaced' },
  { patient: 'p004', place: 'tilleuls', title: 'Consultation de surveillance', as: 'withdrawn' },
]
