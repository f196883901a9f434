import { factsOfDisease } from './disease-facts.ts'
import type { DemoFact } from './fact-forms.ts'
import type { DemoPatient } from './patients.ts'

// What the letters of a course say in words, as facts: diagnosis, markers, treatments, allergies. On the day of the
// course on which it became known; told by the house in which the course began.

/** Facts of a patient whom we show; of the others the documents speak. */
export function factsOf(patient: DemoPatient): DemoFact[] {
  const course = factsOfDisease[patient.disease](patient)
  return [...course, ...(patient.allergyState === 'known' ? ALLERGIES : [])]
}

const ALLERGIES: DemoFact[] = [
  {
    day: 11,
    by: 'fontanel',
    fact: { kind: 'allergy', substance: 'Pénicilline', severity: 'severe', reaction: 'Œdème de Quincke' },
  },
  {
    day: 11,
    by: 'fontanel',
    fact: {
      kind: 'allergy',
      substance: 'Produit de contraste iodé',
      severity: 'mild',
      reaction: 'Urticaire',
    },
  },
]
