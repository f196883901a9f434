import type { Draw } from '../draw.ts'
import {
  biology,
  board,
  type Course,
  courseOf,
  discharge,
  endoscopy,
  genetics,
  imaging,
  letter,
  pathology,
  type Step,
  stay,
} from '../story.ts'
import { bloodCount } from './biology.ts'

export const lungFindings = (draw: Draw) => {
  const lobe = draw.pick(['supérieur droit', 'supérieur gauche', 'inférieur droit'])
  const millimetres = 28 + draw.below(40)
  const packYears = 25 + draw.below(35)
  return { lobe, millimetres, packYears, expression: draw.pick([5, 10, 40, 60, 80]) }
}

/** Found late; chemotherapy with immunotherapy, then support. */
export const lung: Course = ({ words: { name, e, she }, draw }) => {
  const { lobe, millimetres, packYears, expression } = lungFindings(draw)

  const infusions: Step[] = [1, 2, 3, 4].flatMap((course) => {
    const day = 36 + (course - 1) * 21
    return courseOf(
      course,
      () =>
        biology(
          { day: day - 1, place: 'hautLys', by: 'meziane' },
          `Bilan avant cure ${course}`,
          bloodCount(draw, { low: course > 2 }),
        ),
      stay({ day, place: 'hautLys', by: 'vaugeois' }, 'R', 'Hôpital de jour de pneumologie', 0),
    )
  })
  return [
    imaging(
      { day: 0, place: 'quais', by: 'esteve' },
      'Scanner thoracique avec injection',
      [
        'Indication',
        `Toux persistante avec amaigrissement de ${3 + draw.below(5)} kg. Tabagisme à ${packYears} paquets-années.`,
      ],
      [
        'Résultat',
        `Masse spiculée du lobe ${lobe} de ${millimetres} mm, au contact de la plèvre. Adénopathies hilaires et médiastinales homolatérales. Emphysème centrolobulaire.`,
      ],
      [
        'Conclusion',
        `Masse suspecte du lobe ${lobe} avec adénopathies médiastinales. Avis pneumologique rapide souhaité.`,
      ],
    ),
    stay({ day: 8, place: 'hautLys', by: 'vaugeois' }, 'I', 'Pneumologie', 3),
    endoscopy(
      { day: 9, place: 'hautLys', by: 'vaugeois' },
      'Compte rendu de fibroscopie bronchique',
      [
        'Examen',
        `Bourgeon tumoral de la bronche segmentaire du lobe ${lobe}, biopsié à cinq reprises. Échoendoscopie : ponction des ganglions 4 et 7.`,
      ],
      ['Tolérance', 'Bonne sous anesthésie locale. Saignement minime, cédé à l’adrénaline locale.'],
    ),
    discharge(
      { day: 11, place: 'hautLys', by: 'vaugeois' },
      'Compte rendu d’hospitalisation',
      `${name} a été hospitalisé${e} pour le bilan d’une masse du lobe ${lobe}. La fibroscopie a permis des biopsies, dont le résultat est attendu sous huit jours.`,
      `${she[0]!.toUpperCase()}${she.slice(1)} rentre à domicile avec un traitement de la toux et une aide au sevrage tabagique.`,
    ),
    pathology(
      { day: 18, place: 'hautLys', by: 'kerbrat' },
      'Compte rendu anatomopathologique – biopsies bronchiques',
      [
        'Conclusion',
        `Adénocarcinome bronchique TTF1 positif. PD-L1 : ${expression} % des cellules tumorales. Ganglions 4 et 7 envahis.`,
      ],
    ),
    genetics({ day: 26, place: 'centre', by: 'meziane' }, 'Recherche d’altérations moléculaires tumorales', [
      'Résultat',
      'EGFR, ALK, ROS1, BRAF, MET, RET, NTRK : absence d’altération ciblable. KRAS : variant p.Gly12Asp.',
    ]),
    board(
      { day: 29, place: 'centre', by: 'fontanel' },
      'Fiche de RCP – oncologie thoracique',
      [
        'Résumé',
        `Adénocarcinome du lobe ${lobe}, cT${millimetres > 50 ? 3 : 2} N2 M1a, PD-L1 ${expression} %, sans altération ciblable. OMS 1.`,
      ],
      [
        'Proposition',
        expression >= 50
          ? 'Immunothérapie seule en première intention.'
          : 'Chimiothérapie et immunothérapie, quatre cures, puis entretien.',
        'Évaluation par scanner après deux et quatre cures. Soins de support dès le début.',
      ],
      [
        'Participants',
        'Dr Fontanel (oncologie médicale), Dr Vaugeois (pneumologie), Dr Déligny (radiothérapie), Dr Estève (radiologie), Dr Kerbrat (anatomopathologie).',
      ],
    ),
    letter(
      { day: 32, place: 'hautLys', by: 'vaugeois' },
      'Consultation d’annonce',
      `J’ai expliqué à ${name} le diagnostic et la proposition de la réunion de concertation. Le traitement se fera en hôpital de jour à Dampierre-sur-Lys.`,
      'L’assistante sociale et la diététicienne ont été rencontrées. Merci de veiller aux vaccinations antigrippale et antipneumococcique.',
    ),
    ...infusions,
    imaging(
      { day: 82, place: 'quais', by: 'esteve' },
      'Scanner d’évaluation',
      ['Comparaison', 'Scanner initial.'],
      [
        'Résultat',
        `Diminution de la masse du lobe ${lobe} : ${Math.round(millimetres * 0.62)} mm contre ${millimetres} mm. Régression partielle des adénopathies. Pas de lésion nouvelle.`,
      ],
      ['Conclusion', 'Réponse partielle selon RECIST 1.1.'],
    ),
    letter(
      { day: 90, place: 'hautLys', by: 'vaugeois' },
      'Consultation d’évaluation',
      `Le scanner de ${name} montre une réponse partielle. La tolérance est correcte, avec une asthénie de grade 1 et une éruption discrète du tronc.`,
      'Nous poursuivons le traitement. Toute diarrhée, toux nouvelle ou essoufflement doit faire évoquer un effet immunologique : merci de nous appeler sans attendre.',
    ),
    stay({ day: 131, place: 'hautLys', by: 'vaugeois' }, 'E', 'Urgences', 0),
    discharge(
      { day: 133, place: 'hautLys', by: 'vaugeois' },
      'Compte rendu de passage aux urgences',
      `${name} a consulté pour une fièvre à 38,6 °C. Pas de signe de gravité. Neutrophiles à 0,9 G/L, radiographie sans foyer.`,
      'Antibiothérapie orale, retour à domicile avec un contrôle téléphonique à 24 et 48 heures. Apyrexie obtenue au deuxième jour.',
    ),
    letter(
      { day: 205, place: 'hautLys', by: 'vaugeois' },
      'Consultation de suivi – traitement d’entretien',
      `${name} reçoit l’immunothérapie d’entretien toutes les trois semaines. L’état général reste satisfaisant (OMS 1), le poids est stabilisé.`,
      'TSH normale. La dyspnée d’effort est inchangée ; une réadaptation respiratoire est proposée.',
    ),
    imaging(
      { day: 300, place: 'quais', by: 'esteve' },
      'Scanner thoraco-abdomino-pelvien de surveillance',
      ['Résultat', `Masse du lobe ${lobe} stable. Apparition de deux lésions surrénaliennes de 14 et 18 mm.`],
      ['Conclusion', 'Progression surrénalienne. À discuter en réunion de concertation.'],
    ),
    letter(
      { day: 318, place: 'centre', by: 'deligny' },
      'Consultation de radiothérapie',
      `J’ai reçu ${name} pour une irradiation stéréotaxique des deux lésions surrénaliennes, retenue en réunion de concertation.`,
      'Cinq séances sont prévues à partir de la semaine prochaine. Le traitement systémique est maintenu.',
    ),
    letter(
      { day: 360, place: 'hautLys', by: 'vaugeois' },
      'Consultation de soins de support',
      `La douleur de ${name} est contrôlée par la morphine à libération prolongée. L’appétit est diminué ; des compléments nutritionnels sont prescrits.`,
      'L’équipe mobile de soins palliatifs intervient en appui, avec votre accord et celui de la famille.',
    ),
  ]
}
