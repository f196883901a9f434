import type { Draw } from '../draw.ts'
import {
  biology,
  board,
  type Course,
  courseOf,
  discharge,
  genetics,
  imaging,
  letter,
  operation,
  pathology,
  plan,
  type Step,
  stay,
  treatmentReport,
} from '../story.ts'
import { bloodCount, marker } from './biology.ts'

/** Drawn first, so that what is filed as facts says the same as the letters. */
export const breastFindings = (draw: Draw) => {
  const side = draw.pick(['droit', 'gauche'])
  const quadrant = draw.pick(['supéro-externe', 'supéro-interne', 'inféro-externe', 'rétro-aréolaire'])
  const millimetres = 9 + draw.below(26)
  const grade = draw.pick(['I', 'II', 'II', 'III'])
  const receptors = 60 + draw.below(39)
  const proliferation = grade === 'III' ? 35 + draw.below(30) : 8 + draw.below(16)
  const nodes = draw.below(4)
  const needsChemotherapy = grade === 'III' || nodes > 1
  return { side, quadrant, millimetres, grade, receptors, proliferation, nodes, needsChemotherapy }
}

/** Found by screening or by hand, operated, then chemotherapy for half of them, radiotherapy, hormones. */
export const breast: Course = ({ patient, words: { name, she, e }, draw }) => {
  const { side, quadrant, millimetres, grade, receptors, proliferation, nodes, needsChemotherapy } =
    breastFindings(draw)
  const clinic = patient.rank % 3 === 1
  const theatre = clinic ? ('tilleuls' as const) : ('centre' as const)
  const tumour = `carcinome infiltrant de type non spécifique du sein ${side}, grade ${grade}`

  const chemotherapy: Step[] = [1, 2, 3, 4].flatMap((course) => {
    const day = 75 + (course - 1) * 21
    return courseOf(
      course,
      () =>
        biology(
          { day: day - 1, place: 'centre', by: 'meziane' },
          `Bilan avant cure ${course}`,
          bloodCount(draw, { low: course === 3 }),
        ),
      stay({ day, place: 'centre', by: 'fontanel' }, 'R', 'Hôpital de jour d’oncologie', 0),
    )
  })
  return [
    imaging(
      { day: 0, place: 'quais', by: 'esteve' },
      'Mammographie bilatérale et échographie mammaire',
      ['Indication', 'Dépistage organisé, deuxième lecture. Pas d’antécédent mammaire.'],
      [
        'Résultat',
        `Sein ${side}, quadrant ${quadrant} : masse spiculée de ${millimetres} mm, non présente sur le cliché précédent.`,
        `En échographie, masse hypoéchogène aux contours indistincts. Creux axillaire ${side} sans ganglion suspect.`,
        'Sein controlatéral sans anomalie, densité de type B.',
      ],
      [
        'Conclusion',
        `Masse du sein ${side} classée ACR 5. Microbiopsie échoguidée proposée et réalisée ce jour.`,
      ],
    ),
    pathology(
      { day: 6, place: 'centre', by: 'kerbrat' },
      'Compte rendu anatomopathologique – microbiopsie mammaire',
      ['Prélèvement', `Microbiopsie échoguidée du quadrant ${quadrant} du sein ${side}, quatre fragments.`],
      [
        'Microscopie',
        'Prolifération carcinomateuse infiltrante, disposée en travées, avec stroma fibreux. Pas d’embole vu.',
      ],
      [
        'Immunohistochimie',
        `Récepteurs aux œstrogènes : ${receptors} %. Récepteurs à la progestérone : ${Math.max(5, receptors - 35)} %.`,
        `HER2 : score 1+, non surexprimé. Ki67 : ${proliferation} %.`,
      ],
      ['Conclusion', `${tumour[0]!.toUpperCase()}${tumour.slice(1)}.`],
    ),
    letter(
      { day: 11, place: 'centre', by: 'fontanel' },
      'Consultation d’annonce',
      `J’ai reçu ce jour ${name} pour lui annoncer le résultat de la biopsie : ${tumour}, de ${millimetres} mm, sans ganglion suspect.`,
      `L’état général est conservé (OMS 0). L’examen retrouve une masse mobile, sans atteinte cutanée. ${she[0]!.toUpperCase()}${she.slice(1)} était accompagné${e} d’un proche et a pu poser ses questions ; l’infirmière d’annonce a pris le relais.`,
      'Le dossier est présenté à la prochaine réunion de concertation de sénologie. Un bilan d’extension n’est pas nécessaire à ce stade.',
    ),
    board(
      { day: 16, place: 'centre', by: 'marsac' },
      'Fiche de RCP – sénologie',
      ['Motif de présentation', 'Prise en charge initiale.'],
      [
        'Résumé',
        `${tumour[0]!.toUpperCase()}${tumour.slice(1)}, cT${millimetres > 20 ? 2 : 1} cN0 M0, RH+, HER2 négatif, Ki67 ${proliferation} %.`,
      ],
      [
        'Proposition',
        'Tumorectomie avec technique du ganglion sentinelle.',
        'Traitement complémentaire à rediscuter sur la pièce opératoire.',
      ],
      [
        'Participants',
        'Dr Fontanel (oncologie médicale), Dr Déligny (radiothérapie), Pr Marsac (chirurgie), Dr Kerbrat (anatomopathologie), Dr Estève (radiologie).',
      ],
    ),
    stay({ day: 31, place: theatre, by: 'marsac' }, 'I', clinic ? 'Chirurgie A' : 'Chirurgie sénologique', 2),
    operation(
      { day: 31, place: theatre, by: 'marsac' },
      'Compte rendu opératoire – tumorectomie et ganglion sentinelle',
      [
        'Intervention',
        `Tumorectomie du sein ${side} après repérage, exérèse de deux ganglions sentinelles axillaires.`,
      ],
      [
        'Déroulement',
        'Anesthésie générale. Incision péri-aréolaire, exérèse monobloc orientée. Radiographie de pièce : lésion centrée. Remodelage glandulaire. Hémostase soigneuse, pas de drainage.',
      ],
      ['Suites', 'Simples. Sortie prévue le lendemain ou le surlendemain.'],
    ),
    discharge(
      { day: 33, place: theatre, by: 'marsac' },
      'Compte rendu d’hospitalisation',
      `${name} a été hospitalisé${e} pour tumorectomie du sein ${side} et ganglion sentinelle.`,
      'Les suites opératoires ont été simples : pas de fièvre, pansement propre, douleur contrôlée par antalgiques de palier 1.',
      'Ordonnance de sortie : paracétamol si besoin, soins infirmiers à domicile un jour sur deux pendant dix jours. Consultation de résultats programmée à trois semaines.',
    ),
    pathology(
      { day: 43, place: 'centre', by: 'kerbrat' },
      'Compte rendu anatomopathologique – pièce de tumorectomie',
      ['Macroscopie', `Pièce de tumorectomie orientée, lésion étoilée de ${millimetres + 2} mm.`],
      [
        'Conclusion',
        `${tumour[0]!.toUpperCase()}${tumour.slice(1)}, pT${millimetres > 18 ? 2 : 1}c pN${nodes ? 1 : 0} (${nodes}/2 ganglions). Exérèse in sano, marge minimale 4 mm.`,
      ],
    ),
    board(
      { day: 50, place: 'centre', by: 'fontanel' },
      'Fiche de RCP – sénologie, résultat opératoire',
      ['Motif de présentation', 'Traitement complémentaire.'],
      [
        'Proposition',
        ...(needsChemotherapy
          ? ['Chimiothérapie adjuvante, quatre cures espacées de trois semaines.']
          : ['Pas de chimiothérapie.']),
        `Radiothérapie du sein ${side}${nodes ? ' et des aires ganglionnaires' : ''}.`,
        'Hormonothérapie pendant cinq ans au moins.',
      ],
      [
        'Participants',
        'Dr Fontanel, Dr Valette (oncologie médicale), Dr Déligny (radiothérapie), Pr Marsac (chirurgie), Dr Kerbrat (anatomopathologie).',
      ],
    ),
    plan(
      { day: 56, place: 'centre', by: 'fontanel' },
      'Programme personnalisé de soins',
      [
        'Traitements proposés',
        needsChemotherapy
          ? 'Chimiothérapie, puis radiothérapie, puis hormonothérapie.'
          : 'Radiothérapie, puis hormonothérapie.',
      ],
      [
        'Qui appeler',
        'En journée : Sophie Aubrac, infirmière coordinatrice, 05 36 49 10 20.',
        'La nuit et le week-end : 05 36 49 10 00.',
      ],
      [
        'Soins de support',
        'Diététique et activité physique adaptée proposées. Consultation de psycho-oncologie sur demande.',
      ],
    ),
    ...(grade === 'III'
      ? [
          genetics(
            { day: 62, place: 'centre', by: 'meziane' },
            'Analyse constitutionnelle BRCA1 – BRCA2 – PALB2',
            [
              'Résultat',
              'Aucun variant pathogène ou probablement pathogène identifié dans les gènes étudiés.',
            ],
            ['Commentaire', 'Le résultat est rendu au cours d’une consultation d’oncogénétique.'],
          ),
        ]
      : []),
    ...(needsChemotherapy ? chemotherapy : []),
    treatmentReport(
      { day: needsChemotherapy ? 215 : 125, place: 'centre', by: 'deligny' },
      'Compte rendu de fin de radiothérapie',
      [
        'Traitement délivré',
        `Sein ${side} : 40 Gy en 15 fractions${grade === 'III' ? ', complément de 10 Gy sur le lit opératoire' : ''}.`,
      ],
      ['Tolérance', 'Érythème cutané de grade 1, sans interruption du traitement.'],
      ['Suivi', 'Consultation à trois mois, puis surveillance alternée avec le gynécologue.'],
    ),
    letter(
      { day: needsChemotherapy ? 225 : 140, place: 'centre', by: 'fontanel' },
      'Consultation – début d’hormonothérapie',
      `${name} a terminé la radiothérapie dans de bonnes conditions. L’hormonothérapie par létrozole 2,5 mg par jour est débutée ce jour pour cinq ans.`,
      'Une ostéodensitométrie est demandée, ainsi qu’une supplémentation en vitamine D. Je vous remercie de surveiller la tension artérielle et le bilan lipidique.',
    ),
    letter(
      { day: 400, place: 'centre', by: 'valette' },
      'Consultation de surveillance à un an',
      `${name} va bien. L’examen clinique est sans particularité, la mammographie annuelle est rassurante.`,
      'Les douleurs articulaires sous hormonothérapie sont modérées et cèdent à l’activité physique. Le traitement est poursuivi. Prochaine consultation dans six mois en alternance avec le gynécologue.',
    ),
    imaging(
      { day: 390, place: 'quais', by: 'esteve' },
      'Mammographie de surveillance',
      ['Résultat', `Remaniements cicatriciels du sein ${side}, stables. Pas d’image suspecte.`],
      ['Conclusion', 'ACR 2 bilatéral. Contrôle dans un an.'],
    ),
    biology({ day: 395, place: 'centre', by: 'meziane' }, 'Bilan de surveillance', [
      ...bloodCount(draw),
      marker('CA 15-3', String(12 + draw.below(14)), 'kU/L', '< 30'),
    ]),
    letter(
      { day: 590, place: 'centre', by: 'fontanel' },
      'Consultation de surveillance',
      `Consultation de surveillance de ${name}, en rémission complète. Pas de plainte nouvelle, poids stable, examen des seins et des aires ganglionnaires normal.`,
      'L’hormonothérapie est bien prise. Mammographie annuelle à prévoir dans cinq mois ; je reste disponible dans l’intervalle.',
    ),
  ]
}
