export const fr = {
  errors: {
    listNotAllowed: 'Votre rôle ne permet pas de consulter les patients.',
    fileNotAllowed: 'Votre rôle ne permet pas d’ouvrir un dossier patient.',
    filingNotAllowed: 'Votre rôle ne permet pas d’ajouter au dossier.',
    designationNotAllowed: 'Seul un soignant présent avec le patient peut enregistrer une désignation.',
    matchNotAllowed: 'Votre rôle ne permet pas de rapprocher des identités.',
    matchTooOften: 'Trop de rapprochements d’identité. Attendez cinq minutes.',
    identityIncomplete:
      'Il manque un trait d’identité : nom de naissance, premier prénom, IPP, ou une date ou un INS mal formés.',
    testIdentityRefused: 'Cet INS est un numéro de test ; cette région n’en accepte pas.',
    documentIncomplete:
      'Ce document ne peut pas être classé : un élément manque ou son format n’est pas pris en charge.',
    stayIncomplete: 'Ce séjour ne peut pas être enregistré : un élément manque ou est mal formé.',
    visitOfAnotherPatient: 'Ce numéro de venue est déjà celui d’un autre patient.',
    patientNotFound: 'Ce patient n’existe pas, ou son dossier ne vous est pas ouvert.',
    fileNotFound: 'Ce dossier n’existe pas dans votre établissement.',
    entryNotFound: 'Cet élément n’existe pas, ou ne vous est pas ouvert.',
    documentNotFound: 'Ce document n’existe pas, ou ne vous est pas ouvert.',
    personNotFound: 'Ce professionnel n’exerce pas dans la région.',
    relationNotFound: 'Ce droit d’accès n’existe pas, ou n’est pas le vôtre.',
  },
} as const
