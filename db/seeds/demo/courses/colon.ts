import type { Draw } from '../draw.ts'
import {
  biology,
  board,
  type Course,
  courseOf,
  discharge,
  endoscopy,
  imaging,
  letter,
  operation,
  pathology,
  plan,
  type Step,
  stay,
} from '../story.ts'
import { bloodCount, marker } from './biology.ts'

export const colonFindings = (draw: Draw) => {
  const segment = draw.pick(['sigmoïde', 'côlon droit', 'angle colique gauche', 'cæcum'])
  const nodes = draw.below(4)
  const total = 14 + draw.below(12)
  return { segment, nodes, total, marked: 3 + draw.below(40) }
}

/** Found by a positive test or anaemia, operated; chemotherapy when nodes are reached. */
export const colon: Course = ({ words: { name, e, she }, draw }) => {
  const { segment, nodes, total, marked } = colonFindings(draw)
  const isRight = segment === 'côlon droit' || segment === 'cæcum'
  const resection = isRight ? 'Hémicolectomie droite' : 'Colectomie gauche segmentaire'
  const stage = nodes ? `pT3 pN1 (${nodes}/${total})` : `pT3 pN0 (0/${total})`

  const chemotherapy: Step[] = [1, 2, 3, 4].flatMap((course) => {
    const day = 74 + (course - 1) * 14
    return courseOf(
      course,
      () =>
        biology(
          { day: day - 2, place: 'centre', by: 'meziane' },
          `Bilan avant cure ${course}`,
          bloodCount(draw, { low: course === 4 }),
        ),
      stay({ day, place: 'centre', by: 'valette' }, 'R', 'Hôpital de jour d’oncologie', 0),
    )
  })
  return [
    endoscopy(
      { day: 0, place: 'saintEloi', by: 'sorbier' },
      'Compte rendu de coloscopie totale',
      [
        'Indication',
        draw.pick([
          'Test immunologique positif du dépistage organisé.',
          'Anémie ferriprive avec rectorragies.',
        ]),
      ],
      [
        'Examen',
        `Préparation de bonne qualité (Boston 8). Lésion bourgeonnante et ulcérée du ${segment}, franchissable, biopsiée. Deux polypes de 5 mm réséqués à l’anse froide.`,
      ],
      ['Conclusion', `Tumeur d’allure maligne du ${segment}. Biopsies adressées en anatomopathologie.`],
    ),
    pathology(
      { day: 6, place: 'saintEloi', by: 'kerbrat' },
      'Compte rendu anatomopathologique – biopsies coliques',
      [
        'Conclusion',
        'Adénocarcinome lieberkühnien bien différencié. Statut pMMR (expression conservée des quatre protéines).',
      ],
    ),
    imaging(
      { day: 10, place: 'quais', by: 'esteve' },
      'Scanner thoraco-abdomino-pelvien',
      ['Technique', 'Acquisition hélicoïdale après injection de produit de contraste iodé, temps portal.'],
      [
        'Résultat',
        `Épaississement tumoral du ${segment} avec infiltration de la graisse péricolique. Ganglions péricoliques infracentimétriques. Foie homogène. Pas de nodule pulmonaire.`,
      ],
      ['Conclusion', `Tumeur du ${segment}, sans localisation secondaire visible.`],
    ),
    biology({ day: 11, place: 'saintEloi', by: 'meziane' }, 'Bilan préopératoire', [
      ...bloodCount(draw),
      marker('ACE', String(marked), 'µg/L', '< 5', marked > 4),
    ]),
    letter(
      { day: 12, place: 'saintEloi', by: 'sorbier' },
      'Consultation d’annonce',
      `J’ai revu ${name} pour lui remettre les résultats : adénocarcinome du ${segment}, sans métastase au scanner.`,
      `L’annonce s’est faite en présence de l’infirmière de consultation. ${she[0]!.toUpperCase()}${she.slice(1)} comprend la nécessité d’une intervention, qui sera confiée au Dr Lacaze.`,
    ),
    board(
      { day: 16, place: 'centre', by: 'valette' },
      'Fiche de RCP – cancérologie digestive',
      ['Motif de présentation', 'Prise en charge initiale.'],
      ['Résumé', `Adénocarcinome du ${segment}, pMMR, sans métastase. ACE ${marked} µg/L. OMS 0 à 1.`],
      [
        'Proposition',
        `${resection} par cœlioscopie.`,
        'Traitement complémentaire selon la pièce opératoire.',
      ],
      [
        'Participants',
        'Dr Valette (oncologie médicale), Dr Lacaze (chirurgie digestive), Dr Sorbier (gastro-entérologie), Dr Estève (radiologie), Dr Kerbrat (anatomopathologie).',
      ],
    ),
    stay({ day: 42, place: 'saintEloi', by: 'lacaze' }, 'I', 'Chirurgie viscérale', 6),
    operation(
      { day: 42, place: 'saintEloi', by: 'lacaze' },
      `Compte rendu opératoire – ${resection.toLowerCase()}`,
      ['Intervention', `${resection} par cœlioscopie, curage ganglionnaire, anastomose mécanique.`],
      [
        'Déroulement',
        'Pas de carcinose ni de lésion hépatique visible. Ligature première des vaisseaux. Extraction protégée de la pièce. Test d’étanchéité satisfaisant. Pertes sanguines minimes.',
      ],
      [
        'Consignes',
        'Réhabilitation améliorée : alimentation légère le soir même, lever le lendemain, anticoagulation préventive quatre semaines.',
      ],
    ),
    discharge(
      { day: 48, place: 'saintEloi', by: 'lacaze' },
      'Compte rendu d’hospitalisation',
      `${name} a été hospitalisé${e} pour ${resection.toLowerCase()}. Reprise du transit au deuxième jour, alimentation normale au quatrième.`,
      'Pas de complication. Cicatrices propres. Anticoagulation préventive par héparine de bas poids moléculaire jusqu’à quatre semaines après l’intervention.',
      'Consultation de contrôle dans un mois. Les résultats anatomopathologiques seront présentés en réunion de concertation.',
    ),
    pathology(
      { day: 52, place: 'saintEloi', by: 'kerbrat' },
      'Compte rendu anatomopathologique – pièce de colectomie',
      [
        'Conclusion',
        `Adénocarcinome lieberkühnien bien différencié, ${stage}. Limites saines. Pas d’engainement périnerveux.`,
      ],
    ),
    board(
      { day: 58, place: 'centre', by: 'valette' },
      'Fiche de RCP – cancérologie digestive, résultat opératoire',
      ['Résumé', `${resection} pour adénocarcinome ${stage}, pMMR.`],
      [
        'Proposition',
        nodes
          ? 'Chimiothérapie adjuvante pendant trois mois (oxaliplatine et fluoropyrimidine).'
          : 'Surveillance seule : clinique, ACE et imagerie.',
      ],
      ['Participants', 'Dr Valette, Dr Lacaze, Dr Sorbier, Dr Estève.'],
    ),
    ...(nodes
      ? [
          plan(
            { day: 64, place: 'centre', by: 'valette' },
            'Programme personnalisé de soins',
            [
              'Traitements proposés',
              'Chimiothérapie toutes les deux semaines, en hôpital de jour, après pose d’une chambre implantable.',
            ],
            [
              'Qui appeler',
              'En journée : Sophie Aubrac, infirmière coordinatrice, 05 36 49 10 20.',
              'Fièvre à 38,5 °C ou frissons : 05 36 49 10 00, jour et nuit.',
            ],
          ),
          ...chemotherapy,
          letter(
            { day: 160, place: 'centre', by: 'valette' },
            'Consultation de fin de chimiothérapie',
            `${name} a terminé la chimiothérapie adjuvante. Il persiste des paresthésies des extrémités de grade 1, sans gêne pour les gestes fins.`,
            'Le scanner de fin de traitement et l’ACE sont normaux. La chambre implantable peut être retirée. Surveillance tous les trois mois.',
          ),
        ]
      : []),
    imaging(
      { day: 240, place: 'quais', by: 'esteve' },
      'Scanner thoraco-abdomino-pelvien de surveillance',
      ['Résultat', 'Remaniements postopératoires. Anastomose perméable. Foie et poumons sans lésion.'],
      ['Conclusion', 'Pas de signe de récidive.'],
    ),
    biology({ day: 243, place: 'saintEloi', by: 'meziane' }, 'Bilan de surveillance', [
      ...bloodCount(draw),
      marker('ACE', tenthsOf(draw.below(30)), 'µg/L', '< 5'),
    ]),
    letter(
      { day: 250, place: 'saintEloi', by: 'sorbier' },
      'Consultation de surveillance',
      `${name} va bien, le poids est stable et le transit régulier. Examen abdominal normal, cicatrices souples.`,
      'Coloscopie de contrôle à prévoir à un an de l’intervention. Je vous propose de poursuivre le dosage de l’ACE tous les trois mois.',
    ),
    endoscopy(
      { day: 420, place: 'saintEloi', by: 'sorbier' },
      'Compte rendu de coloscopie de contrôle',
      ['Examen', 'Anastomose souple et régulière. Un polype de 4 mm du transverse réséqué.'],
      ['Conclusion', 'Pas de récidive. Prochaine coloscopie dans trois ans.'],
    ),
  ]
}

const tenthsOf = (n: number) => (1 + n / 10).toFixed(1).replace('.', ',')
