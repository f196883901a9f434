import type { Draw } from '../draw.ts'
import {
  biology,
  board,
  type Course,
  endoscopy,
  imaging,
  letter,
  operation,
  pathology,
  stay,
  tenths,
  treatmentReport,
} from '../story.ts'
import { bloodCount, marker } from './biology.ts'

export const prostateFindings = (draw: Draw) => {
  const psa = 52 + draw.below(110)
  const lobe = draw.pick(['droit', 'gauche'])
  const isOperated = draw.below(2) === 0
  return {
    psa,
    lobe,
    isOperated,
    grade: draw.pick(['3+4 (ISUP 2)', '3+4 (ISUP 2)', '4+3 (ISUP 3)', '4+4 (ISUP 4)']),
  }
}

/** A raised PSA, an MRI, biopsies; then the knife or the beam. */
export const prostate: Course = ({ words: { name }, draw }) => {
  const { psa, lobe, isOperated, grade } = prostateFindings(draw)
  const volume = 32 + draw.below(38)
  return [
    biology({ day: 0, place: 'tilleuls', by: 'meziane' }, 'Dosage du PSA', [
      marker('PSA total', tenths(psa), 'µg/L', '< 4,0', true),
      marker('Rapport PSA libre / total', `${8 + draw.below(8)}`, '%', '> 25', true),
    ]),
    letter(
      { day: 7, place: 'tilleuls', by: 'ferrand' },
      'Consultation d’urologie',
      `Vous m’adressez ${name} pour un PSA à ${tenths(psa)} µg/L. Le toucher rectal retrouve une induration du lobe ${lobe}. Pas de signe fonctionnel majeur (IPSS 9).`,
      'Je demande une IRM prostatique avant biopsies.',
    ),
    imaging(
      { day: 18, place: 'quais', by: 'esteve' },
      'IRM prostatique multiparamétrique',
      [
        'Résultat',
        `Prostate de ${volume} mL. Zone périphérique ${lobe === 'droit' ? 'droite' : lobe} : lésion de ${8 + draw.below(9)} mm en hyposignal, restriction nette de la diffusion. Capsule respectée. Vésicules séminales libres.`,
      ],
      [
        'Conclusion',
        `Lésion PI-RADS 5 de la zone périphérique ${lobe === 'droit' ? 'droite' : lobe}. Pas d’adénopathie pelvienne.`,
      ],
    ),
    endoscopy(
      { day: 30, place: 'tilleuls', by: 'ferrand' },
      'Biopsies prostatiques guidées par fusion',
      [
        'Geste',
        'Voie transpérinéale, anesthésie locale. Douze biopsies systématiques et trois ciblées. Antibioprophylaxie.',
      ],
      ['Suites', 'Simples. Hématurie et hémospermie possibles pendant quelques jours.'],
    ),
    pathology(
      { day: 38, place: 'centre', by: 'kerbrat' },
      'Compte rendu anatomopathologique – biopsies prostatiques',
      [
        'Conclusion',
        `Adénocarcinome prostatique, score de Gleason ${grade}, ${3 + draw.below(4)} biopsies positives sur 15, longueur tumorale maximale ${5 + draw.below(7)} mm.`,
      ],
    ),
    board(
      { day: 47, place: 'centre', by: 'deligny' },
      'Fiche de RCP – urologie',
      ['Résumé', `Adénocarcinome prostatique, Gleason ${grade}, PSA ${tenths(psa)} µg/L, cT2 N0 M0.`],
      [
        'Proposition',
        'Prostatectomie totale ou radiothérapie externe avec hormonothérapie courte, au choix du patient après double consultation.',
      ],
      [
        'Participants',
        'Dr Déligny (radiothérapie), Dr Ferrand (urologie), Dr Estève (radiologie), Dr Kerbrat (anatomopathologie), Dr Fontanel (oncologie médicale).',
      ],
    ),
    ...(isOperated
      ? [
          stay({ day: 84, place: 'tilleuls', by: 'ferrand' }, 'I', 'Urologie', 3),
          operation(
            { day: 84, place: 'tilleuls', by: 'ferrand' },
            'Compte rendu opératoire – prostatectomie totale',
            [
              'Intervention',
              'Prostatectomie totale cœlioscopique robot-assistée, avec préservation nerveuse unilatérale.',
            ],
            [
              'Déroulement',
              'Anastomose vésico-urétrale étanche. Pertes sanguines 150 mL. Sonde pour sept jours.',
            ],
          ),
          pathology(
            { day: 95, place: 'centre', by: 'kerbrat' },
            'Compte rendu anatomopathologique – pièce de prostatectomie',
            ['Conclusion', `Adénocarcinome, Gleason ${grade}, pT2c N0. Marges saines.`],
          ),
        ]
      : [
          letter(
            { day: 62, place: 'centre', by: 'deligny' },
            'Consultation de radiothérapie',
            `J’ai reçu ${name}, qui choisit la radiothérapie après avoir rencontré le Dr Ferrand. Le principe, les effets urinaires et digestifs possibles et leur prévention lui ont été expliqués.`,
            'Hormonothérapie de six mois débutée ce jour. Repérage dans deux mois.',
          ),
          treatmentReport(
            { day: 178, place: 'centre', by: 'deligny' },
            'Compte rendu de fin de radiothérapie',
            [
              'Traitement délivré',
              'Prostate et vésicules séminales : 60 Gy en 20 fractions, modulation d’intensité guidée par l’image.',
            ],
            ['Tolérance', 'Pollakiurie de grade 1. Pas de toxicité digestive.'],
          ),
        ]),
    ...[140, 320, 500, 680].map((day) =>
      biology({ day, place: 'tilleuls', by: 'meziane' }, 'Dosage du PSA de surveillance', [
        marker('PSA total', isOperated ? '< 0,02' : `0,${10 + draw.below(50)}`, 'µg/L', '< 4,0'),
        ...bloodCount(draw).slice(0, 1),
      ]),
    ),
    letter(
      { day: 240, place: 'tilleuls', by: 'ferrand' },
      'Consultation de surveillance',
      `${name} va bien. Le PSA est ${isOperated ? 'indétectable' : 'en baisse régulière'}. Continence ${isOperated ? 'presque complète, une protection de sécurité par jour' : 'normale'}.`,
      'PSA dans trois mois, puis tous les six mois.',
    ),
    letter(
      { day: 398, place: 'centre', by: 'deligny' },
      'Consultation de surveillance à un an',
      `Consultation de surveillance de ${name}, sans plainte nouvelle. Le contrôle biologique reste satisfaisant.`,
      'Alternance des consultations avec l’urologue. Merci de prescrire le PSA une semaine avant chaque rendez-vous.',
    ),
  ]
}
