export const fr = {
  errors: {
    scanUnavailable: 'L’antivirus ne répond pas : rien n’a été gardé. Recommencez dans un instant.',
    supportOnlyReads: 'Pendant une assistance, rien ne se modifie et aucun dossier de patient ne s’ouvre.',
    refused: 'La demande n’a pas pu être faite.',
    unexpected: 'Une erreur est survenue de notre côté.',
    pageNotFound: 'Cette adresse ne mène à aucune page.',
    requestUnreadable: 'Cette demande est illisible. Rechargez la page, puis recommencez.',
    requestFromElsewhere: 'Cette demande ne vient pas de Cordée. Rechargez la page, puis recommencez.',
  },
  boundary: {
    notFound: 'Page introuvable',
    notFoundText:
      'Elle n’existe pas, ou ne vous est pas ouverte. Vérifiez l’adresse, ou cherchez le patient par son nom, son INS ou sa date de naissance.',
    forbidden: 'Accès non permis',
    forbiddenText:
      'Votre rôle dans cet établissement ne permet pas cette page. Changez d’établissement, ou demandez ce droit à son administrateur.',
    conflict: 'Modifié entre-temps',
    conflictText: 'Rien n’est perdu. Rechargez la page pour voir la version actuelle, puis recommencez.',
    rateLimited: 'Trop de demandes',
    rateLimitedText: 'Attendez une minute, puis recommencez.',
    unavailable: 'Service momentanément indisponible',
    unavailableText: 'Rien n’est perdu. Recommencez dans un instant.',
    unexpected: 'Une erreur est survenue',
    unexpectedText:
      'Elle vient de notre côté. Ce qui était enregistré l’est toujours. Recommencez ; si cela se reproduit, donnez cette référence au support.',
    reference: 'Référence',
    retry: 'Recharger la page',
    home: 'Retour à l’accueil',
  },
} as const
