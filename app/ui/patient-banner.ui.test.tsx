import { describe, expect, test } from 'vitest'
import { type BannerPatient, PatientBanner } from './patient-banner.tsx'
import { render, textOf } from './test/render.tsx'

const claire: BannerPatient = {
  birthName: 'Exemple',
  firstGivenName: 'Claire',
  birthGivenNames: 'Claire Marie',
  usedName: 'Essai',
  usedGivenName: null,
  birthDate: '1964-05-12',
  sex: 'female',
  insMatricule: '264053155512379',
  insOid: '1.2.250.1.213.1.4.8',
  identityStatus: 'QUAL',
  deceasedAt: null,
  allergyState: 'known',
  allergies: ['Pénicilline'],
}
const shown = (patient: Partial<BannerPatient> = {}) =>
  textOf(render(<PatientBanner patient={{ ...claire, ...patient }} />))

describe('a patient banner', () => {
  test('says who, in the order people check it', () => {
    expect(shown()).toBe(
      'EXEMPLE Claire Marie Nom utilisé ESSAI Née le 12/05/1964 (62 ans) Sexe Féminin ' +
        'INS 2 64 05 31 555 123 79 NIR Qualifiée Allergies Pénicilline',
    )
  })

  test('says what is not known, never a question mark or nothing', () => {
    const text = shown({
      birthDate: null,
      sex: 'unknown',
      insMatricule: null,
      identityStatus: 'PROV',
      usedName: null,
    })
    expect(text).toContain('Né(e) le Non renseigné')
    expect(text).toContain('Sexe Inconnu')
    expect(text).toContain('INS Non renseigné Provisoire')
    expect(text).not.toContain('?')
    expect(text).not.toContain('Nom utilisé')
  })

  test.each([
    ['known', 'Allergies connues'],
    ['none_known', 'Allergies Aucune connue'],
    ['not_asked', 'Allergies Non recherchées'],
  ] as const)('allergies %s are always shown', (allergyState, words) =>
    expect(shown({ allergyState, allergies: [] })).toContain(words),
  )

  test.each([
    ['PROV', 'Provisoire'],
    ['RECUP', 'Récupérée'],
    ['VALI', 'Validée'],
    ['QUAL', 'Qualifiée'],
  ] as const)('an identity that is %s says so in a word and a picture', (identityStatus, word) => {
    const markup = render(<PatientBanner patient={{ ...claire, identityStatus }} />)
    expect(markup).toMatch(new RegExp(`<svg[^>]*>.*?</svg>[\\s\\u00A0]*${word}`))
  })

  test('a test number is named as one', () =>
    expect(shown({ insOid: '1.2.250.1.213.1.4.10' })).toContain('79 NIR test'))

  test('of the deceased it says when and at what age, and has another shape', () => {
    const deceasedAt = '2025-03-02T10:00:00Z'
    expect(shown({ deceasedAt })).toContain('Née le 12/05/1964 Décédée le 02/03/2025 à 60 ans')
    expect(render(<PatientBanner patient={{ ...claire, deceasedAt }} />)).toContain('data-deceased')
  })

  test('no label ends in a colon', () => expect(shown()).not.toContain(':'))

  test('a namesake is announced', () => expect(shown({ hasHomonym: true })).toContain('Homonyme'))

  test('in a dialog it still says who, born when, and the INS', () => {
    const text = textOf(render(<PatientBanner patient={claire} micro />))
    expect(text).toContain('EXEMPLE Claire Marie')
    expect(text).toContain('12/05/1964')
    expect(text).toContain('2 64 05 31 555 123 79')
  })

  test('speaks English too', () =>
    expect(textOf(render(<PatientBanner patient={claire} />, { locale: 'en' }))).toContain(
      'Born 12/05/1964 (62 years) Sex Female',
    ))

  test('a small child has months', () =>
    expect(shown({ birthDate: '2025-12-30', sex: 'male' })).toContain('Né le 30/12/2025 (10 mois)'))
})
