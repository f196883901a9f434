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
  stay,
  treatmentReport,
} from '../story.ts'
import { bloodCount, marker } from './biology.ts'

/** Diffuse large B-cell lymphoma: six courses, then a scan without activity. */
export const lymphoma: Course = ({ words: { name, e, she }, draw }) => {
  const site = draw.pick(['cervicale droite', 'axillaire gauche', 'inguinale droite'])
  return [
    imaging(
      { day: 0, place: 'quais', by: 'esteve' },
      'Échographie ganglionnaire',
      [
        'Résultat',
        `Adénopathie ${site} de ${24 + draw.below(20)} mm, arrondie, hypervascularisée, sans hile visible.`,
      ],
      ['Conclusion', 'Adénopathie suspecte. Exérèse pour diagnostic conseillée.'],
    ),
    letter(
      { day: 5, place: 'hautLys', by: 'montclar' },
      'Consultation d’hématologie',
      `Je vois ${name} pour une adénopathie ${site} apparue il y a deux mois, avec sueurs nocturnes. Rate non palpable, poids stable.`,
      'Exérèse ganglionnaire programmée cette semaine, TEP-scanner demandé.',
    ),
    pathology(
      { day: 14, place: 'centre', by: 'kerbrat' },
      'Compte rendu anatomopathologique – exérèse ganglionnaire',
      [
        'Conclusion',
        'Lymphome B diffus à grandes cellules, phénotype centro-germinatif, CD20 positif, Ki67 70 %.',
      ],
    ),
    imaging(
      { day: 20, place: 'quais', by: 'esteve' },
      'TEP-scanner au 18F-FDG',
      [
        'Résultat',
        'Foyers ganglionnaires sus-diaphragmatiques hypermétaboliques. Rate et moelle sans fixation anormale.',
      ],
      ['Conclusion', 'Stade II d’Ann Arbor.'],
    ),
    board(
      { day: 24, place: 'centre', by: 'valette' },
      'Fiche de RCP – hématologie',
      ['Résumé', 'Lymphome B diffus à grandes cellules, stade II, IPI 1, OMS 0.'],
      [
        'Proposition',
        'Immunochimiothérapie, six cures espacées de trois semaines. TEP-scanner après quatre cures.',
      ],
      [
        'Participants',
        'Dr Montclar (hématologie), Dr Valette (oncologie médicale), Dr Kerbrat (anatomopathologie), Dr Estève (radiologie).',
      ],
    ),
    ...[1, 2, 3, 4, 5, 6].flatMap((course) =>
      courseOf(
        course,
        () =>
          biology({ day: 8 + course * 21, place: 'hautLys', by: 'meziane' }, `Bilan avant cure ${course}`, [
            ...bloodCount(draw, { low: course % 3 === 0 }),
            marker('LDH', String(180 + draw.below(160)), 'UI/L', '< 250'),
          ]),
        stay(
          { day: 9 + course * 21, place: 'hautLys', by: 'montclar' },
          'R',
          'Hôpital de jour d’hématologie',
          0,
        ),
      ),
    ),
    imaging(
      { day: 108, place: 'quais', by: 'esteve' },
      'TEP-scanner d’évaluation',
      ['Résultat', 'Disparition des foyers hypermétaboliques connus. Score de Deauville 2.'],
      ['Conclusion', 'Réponse métabolique complète.'],
    ),
    letter(
      { day: 148, place: 'hautLys', by: 'montclar' },
      'Consultation de fin de traitement',
      `${name} a terminé les six cures. ${she[0]!.toUpperCase()}${she.slice(1)} est fatigué${e} mais a repris la marche quotidienne. Le TEP-scanner est négatif.`,
      'Surveillance clinique et biologique tous les trois mois la première année. Reprise du travail à temps partiel envisagée.',
    ),
    letter(
      { day: 330, place: 'hautLys', by: 'montclar' },
      'Consultation de surveillance',
      `Consultation de surveillance de ${name}, en rémission complète. Pas de signe général, aires ganglionnaires libres.`,
      'Numération et LDH normales. Prochaine consultation dans quatre mois.',
    ),
  ]
}

/** Ovary: surgery that removes all that is seen, chemotherapy, maintenance. */
export const ovary: Course = ({ words: { name }, draw }) => {
  const ca = 180 + draw.below(900)
  return [
    imaging(
      { day: 0, place: 'quais', by: 'esteve' },
      'IRM pelvienne',
      [
        'Résultat',
        `Masse annexielle ${draw.pick(['droite', 'gauche'])} de ${52 + draw.below(50)} mm, mixte, à végétations rehaussées. Épanchement péritonéal modéré. Nodules épiploïques.`,
      ],
      ['Conclusion', 'Masse ovarienne O-RADS 5 avec suspicion de carcinose.'],
    ),
    biology({ day: 2, place: 'centre', by: 'meziane' }, 'Marqueurs tumoraux', [
      marker('CA 125', String(ca), 'kU/L', '< 35', true),
      marker('ACE', '2,1', 'µg/L', '< 5'),
    ]),
    letter(
      { day: 8, place: 'centre', by: 'marsac' },
      'Consultation de chirurgie oncologique',
      `Je reçois ${name}, adressée par le Dr Maurin pour une masse ovarienne avec CA 125 à ${ca} kU/L. Le scanner ne montre pas de lésion thoracique.`,
      'Une cœlioscopie exploratrice permettra d’affirmer le diagnostic et d’évaluer la résécabilité.',
    ),
    pathology(
      { day: 22, place: 'centre', by: 'kerbrat' },
      'Compte rendu anatomopathologique – biopsies péritonéales',
      ['Conclusion', 'Carcinome séreux de haut grade d’origine tubo-ovarienne. p53 muté, WT1 positif.'],
    ),
    board(
      { day: 27, place: 'centre', by: 'marsac' },
      'Fiche de RCP – gynécologie',
      ['Résumé', `Carcinome séreux de haut grade, FIGO IIIC, CA 125 ${ca} kU/L, OMS 0.`],
      [
        'Proposition',
        'Chirurgie première de cytoréduction, puis six cures de chimiothérapie. Recherche de variants BRCA et du statut HRD.',
      ],
      [
        'Participants',
        'Pr Marsac (chirurgie), Dr Fontanel (oncologie médicale), Dr Maurin (gynécologie), Dr Estève (radiologie), Dr Kerbrat (anatomopathologie).',
      ],
    ),
    stay({ day: 40, place: 'centre', by: 'marsac' }, 'I', 'Chirurgie gynécologique', 9),
    operation(
      { day: 40, place: 'centre', by: 'marsac' },
      'Compte rendu opératoire – cytoréduction',
      [
        'Intervention',
        'Laparotomie médiane : hystérectomie, annexectomie bilatérale, omentectomie, péritonectomie pelvienne.',
      ],
      ['Bilan', 'Résection macroscopiquement complète (CC-0). Durée 4 h 30. Transfusion de deux culots.'],
    ),
    discharge(
      { day: 49, place: 'centre', by: 'marsac' },
      'Compte rendu d’hospitalisation',
      `${name} sort au neuvième jour d’une chirurgie de cytoréduction complète. Transit repris, cicatrice propre, marche autonome.`,
      'Bas de contention et anticoagulation préventive pendant quatre semaines. Chimiothérapie à débuter dans quatre semaines.',
    ),
    ...[1, 2, 3, 4].flatMap((course) =>
      courseOf(
        course,
        () =>
          biology({ day: 54 + course * 21, place: 'centre', by: 'meziane' }, `Bilan avant cure ${course}`, [
            ...bloodCount(draw, { low: course === 4 }),
            marker(
              'CA 125',
              String(Math.max(9, Math.round(ca / 3 ** course))),
              'kU/L',
              '< 35',
              ca / 3 ** course > 35,
            ),
          ]),
        stay(
          { day: 55 + course * 21, place: 'centre', by: 'fontanel' },
          'R',
          'Hôpital de jour d’oncologie',
          0,
        ),
      ),
    ),
    letter(
      { day: 195, place: 'centre', by: 'fontanel' },
      'Consultation de fin de chimiothérapie',
      `${name} a terminé la chimiothérapie. Le CA 125 est normalisé et le scanner ne montre pas de résidu.`,
      'Un traitement d’entretien est débuté ; une numération mensuelle est nécessaire. Merci de nous adresser les résultats.',
    ),
    letter(
      { day: 255, place: 'centre', by: 'fontanel' },
      'Consultation de suivi – traitement d’entretien',
      `Bonne tolérance du traitement d’entretien par ${name}, nausées occasionnelles cédant au traitement. Hémoglobine stable.`,
      'Prochaine consultation dans deux mois avec scanner.',
    ),
  ]
}

/** Throat: chemo-radiotherapy, feeding, speech. */
export const headNeck: Course = ({ words: { name, e }, draw }) => {
  const site = draw.pick(['amygdale gauche', 'base de langue', 'sinus piriforme droit'])
  return [
    endoscopy({ day: 0, place: 'saintEloi', by: 'lacaze' }, 'Compte rendu de panendoscopie', [
      'Examen',
      `Lésion ulcéro-bourgeonnante de ${site}, de 25 mm, biopsiée. Pas de seconde localisation.`,
    ]),
    pathology(
      { day: 7, place: 'saintEloi', by: 'kerbrat' },
      'Compte rendu anatomopathologique – biopsies ORL',
      [
        'Conclusion',
        `Carcinome épidermoïde infiltrant moyennement différencié. p16 ${draw.pick(['positif', 'négatif'])}.`,
      ],
    ),
    imaging(
      { day: 12, place: 'quais', by: 'esteve' },
      'Scanner cervico-thoracique',
      [
        'Résultat',
        `Lésion de ${site} avec adénopathie jugulo-digastrique homolatérale de 21 mm. Parenchyme pulmonaire libre.`,
      ],
      ['Conclusion', 'cT2 cN1 M0.'],
    ),
    board(
      { day: 18, place: 'centre', by: 'deligny' },
      'Fiche de RCP – voies aérodigestives supérieures',
      ['Résumé', `Carcinome épidermoïde de ${site}, cT2 cN1 M0, OMS 1. Poids en baisse de 4 kg.`],
      [
        'Proposition',
        'Radiochimiothérapie concomitante. Soins dentaires et avis nutritionnel avant le début.',
      ],
      [
        'Participants',
        'Dr Déligny (radiothérapie), Dr Lacaze (chirurgie), Dr Valette (oncologie médicale), Dr Estève (radiologie), Dr Kerbrat (anatomopathologie).',
      ],
    ),
    letter(
      { day: 24, place: 'centre', by: 'deligny' },
      'Consultation de radiothérapie',
      `J’ai reçu ${name} pour préparer la radiochimiothérapie : 70 Gy en 35 séances, cisplatine toutes les trois semaines.`,
      'Remise en état dentaire faite, gouttières fluorées remises. Sevrage tabagique engagé. Consultation diététique hebdomadaire.',
    ),
    biology({ day: 44, place: 'centre', by: 'meziane' }, 'Bilan avant cisplatine', bloodCount(draw)),
    stay({ day: 45, place: 'centre', by: 'valette' }, 'I', 'Oncologie médicale', 2),
    discharge(
      { day: 47, place: 'centre', by: 'valette' },
      'Compte rendu d’hospitalisation',
      `${name} a été hospitalisé${e} pour la première cure de cisplatine avec hyperhydratation. Fonction rénale stable, pas de vomissement.`,
      'Mucite de grade 1 débutante : bains de bouche, alimentation mixée. Deuxième cure dans trois semaines.',
    ),
    treatmentReport(
      { day: 96, place: 'centre', by: 'deligny' },
      'Compte rendu de fin de radiochimiothérapie',
      [
        'Traitement délivré',
        '70 Gy en 35 fractions sur 50 jours, deux cures de cisplatine sur trois (troisième annulée : fonction rénale).',
      ],
      ['Tolérance', 'Mucite de grade 3 en fin de traitement, sonde de nutrition pendant trois semaines.'],
    ),
    letter(
      { day: 172, place: 'centre', by: 'deligny' },
      'Consultation de surveillance',
      `${name} a repris une alimentation mixée puis molle, le poids remonte. Sécheresse buccale de grade 2. Pas de lésion visible à la nasofibroscopie.`,
      'TEP-scanner à trois mois de la fin du traitement : réponse complète. Rééducation orthophonique en cours.',
    ),
    biology({ day: 174, place: 'centre', by: 'meziane' }, 'Bilan de surveillance', [
      ...bloodCount(draw),
      marker('TSH', tenthsOf(draw.below(30)), 'mUI/L', '0,4 - 4,0'),
    ]),
    letter(
      { day: 350, place: 'saintEloi', by: 'lacaze' },
      'Consultation de surveillance',
      `Examen de ${name} rassurant à un an. Ouverture buccale normale, pas d’adénopathie.`,
      'Surveillance tous les deux mois la première année. TSH à contrôler tous les six mois.',
    ),
  ]
}

const tenthsOf = (n: number) => (0.6 + n / 10).toFixed(1).replace('.', ',')
