// Sentences of made-up reports: how long and how varied the words are matters to the index, not what they say.

const SUBJECTS =
  'Le scanner thoraco-abdominal|L’examen clinique|La mammographie bilatérale|L’IRM pelvienne|La biopsie sous échographie|Le bilan biologique|La TEP-scanographie|L’examen anatomopathologique|La coloscopie totale|L’échographie hépatique|La scintigraphie osseuse|Le compte rendu opératoire|La consultation d’annonce|Le dosage du marqueur|La fibroscopie bronchique|Le curage ganglionnaire'.split(
    '|',
  )
const VERBS =
  'retrouve|confirme|ne montre pas|met en évidence|permet d’écarter|décrit|objective|conclut à|laisse suspecter|est en faveur de'.split(
    '|',
  )
const FINDINGS =
  'une lésion nodulaire du lobe supérieur droit|un adénocarcinome bien différencié|une infiltration de la graisse péritumorale|des adénopathies médiastinales infracentimétriques|une réponse partielle selon les critères usuels|une stabilité par rapport à l’examen précédent|un carcinome canalaire infiltrant de grade II|une récidive locale|des métastases hépatiques bilobaires|un épanchement pleural de faible abondance|une expression des récepteurs hormonaux à 80 pour cent|une surexpression de la protéine recherchée|une neutropénie fébrile résolutive|une mucite de grade un|une bonne tolérance du traitement|des marges de résection saines|une fracture tassement d’allure bénigne|une altération modérée de l’état général'.split(
    '|',
  )
const FOLLOW_UPS =
  'Le dossier sera présenté en réunion de concertation pluridisciplinaire.|Une chimiothérapie néoadjuvante est proposée.|La radiothérapie débutera après repérage.|La prochaine cure est programmée dans trois semaines.|Un contrôle par imagerie est prévu dans deux mois.|Le traitement antalgique est adapté.|Une hormonothérapie est instaurée pour cinq ans.|Le patient est informé et donne son accord.|La famille est reçue par l’équipe soignante.|Une surveillance clinique semestrielle est organisée.|Le médecin traitant est destinataire du présent courrier.|Une consultation d’oncogénétique est demandée.|La pose d’une chambre implantable est réalisée sans incident.|Le soutien psychologique est poursuivi.'.split(
    '|',
  )

export const SENTENCES = [
  ...SUBJECTS.flatMap((subject) =>
    VERBS.flatMap((verb) => FINDINGS.map((finding) => `${subject} ${verb} ${finding}.`)),
  ),
  ...FOLLOW_UPS,
]

/** What stands in the timeline, by kind of entry. */
const TITLES: Record<string, string[]> = {
  stay: [
    'Hospitalisation complète',
    'Hospitalisation de jour — chimiothérapie',
    'Passage aux urgences',
    'Séance de radiothérapie',
    'Chirurgie ambulatoire',
  ],
  document: [
    'Compte rendu de consultation',
    'Compte rendu opératoire',
    'Compte rendu d’anatomopathologie',
    'Compte rendu d’imagerie',
    'Lettre de liaison',
    'Fiche de réunion de concertation',
    'Programme personnalisé de soins',
    'Compte rendu d’hospitalisation',
  ],
  result: [
    'Numération formule sanguine',
    'Bilan hépatique',
    'Créatinine',
    'Marqueurs tumoraux',
    'Ionogramme',
  ],
  appointment: ['Consultation d’oncologie', 'Consultation de suivi', 'Séance de chimiothérapie', 'Scanner'],
  measure: ['Poids', 'Indice de performance', 'Température', 'Douleur'],
  note: ['Note de l’infirmière de coordination', 'Note sociale', 'Note diététique'],
  treatment: ['FOLFOX', 'Paclitaxel hebdomadaire', 'Radiothérapie mammaire', 'Pembrolizumab', 'Létrozole'],
  condition: ['Cancer du sein', 'Cancer colorectal', 'Cancer du poumon', 'Cancer de la prostate', 'Lymphome'],
}

/** One entry in twenty each: 40 % documents, then stays, results and the rest. */
export const SLOTS = (
  [
    ['document', 8],
    ['stay', 3],
    ['result', 4],
    ['measure', 1],
    ['note', 1],
    ['treatment', 1],
    ['appointment', 1],
    ['condition', 1],
  ] as const
).flatMap(([kind, count]) => Array.from({ length: count }, () => ({ kind, titles: TITLES[kind]! })))
