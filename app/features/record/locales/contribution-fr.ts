/** What somebody from outside brings (fr: apport d'un correspondant). */
export const contributionFr = {
  external: 'Apport externe',
  rpps: 'RPPS {{rpps}}',
  into: 'Dossier de {{name}}',
  receiver: 'Établissement destinataire',
  sends: 'Le document entre dans le dossier partagé et part vers le logiciel de l’établissement.',
  staysHere:
    'Le document entre dans le dossier partagé, où l’établissement le lit. Son logiciel ne reçoit pas encore de documents.',
  sending: 'Envoi vers l’établissement en cours',
  waiting: 'En attente ({{number}}e essai à {{at}})',
  taken: 'Pris dans le dossier de l’établissement le {{at}}',
  parked: 'Refusé par le logiciel de l’établissement : son technicien est prévenu',
  dropped: 'Envoi arrêté',
  hereOnly: 'Déposé dans le dossier partagé',
  seenBy: 'Vu par {{names}}',
} as const
