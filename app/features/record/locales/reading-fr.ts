/** Words of reading: being told, searching, comparing, adding. Part of the record's own. */
export const readingFr = {
  notices: {
    title: 'À savoir',
    hint: 'Ce que vous avez lu et qui a changé depuis.',
    unread: 'À lire',
    read: 'J’en ai pris note',
    readAll: 'Prendre note de tout',
    openNewer: 'Ouvrir la nouvelle version',
    openOld: 'Revoir ce que j’ai lu',
    reasons: {
      replaced: 'Remplacé par une nouvelle version :',
      withdrawn: 'Retiré par son émetteur :',
      moved: 'Classé par erreur dans ce dossier, puis déplacé :',
      entered_in_error: 'Marqué comme saisi par erreur :',
    },
    patientGone: 'Un patient dont le dossier ne vous est plus ouvert',
    entryGone: 'un élément qui ne vous est plus ouvert',
    none: 'Rien à signaler',
    noneText:
      'Quand un document ou un résultat que vous avez lu est corrigé, retiré ou déplacé, vous le lisez ici.',
  },
} as const
