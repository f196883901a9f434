import { isInsMatriculeValid } from '#app/kernel/check-digits.ts'
import { formatDay, formatIns } from '#app/kernel/formats.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import type { Traits } from '../queries/review-identities.server.ts'

/** Traits that decide whether two identities are one person; the others complete them. */
export const STRICT_TRAITS = [
  'birthName',
  'birthGivenNames',
  'firstGivenName',
  'birthDate',
  'sex',
  'birthPlaceCode',
  'insMatricule',
] as const
export const OTHER_TRAITS = ['identityStatus', 'usedName', 'usedGivenName'] as const
export type TraitName = (typeof STRICT_TRAITS)[number] | (typeof OTHER_TRAITS)[number]

/** One identity in words: a trait as it is read, or a whole line of it. */
export function useIdentityWords() {
  const t = useTexts('record')
  const trait = (traits: Partial<Traits>, name: TraitName): string | null => {
    const value = traits[name]
    if (!value) return null
    if (name === 'birthDate') return formatDay(value)
    if (name === 'sex') return value === 'unknown' ? null : t(`review.sexes.${value as 'male'}`)
    if (name === 'identityStatus') return t(`patients.status.${value as 'QUAL'}`)
    if (name === 'insMatricule')
      return isInsMatriculeValid(value)
        ? formatIns(value)
        : `${formatIns(value)} (${t('review.insKeyWrong')})`
    return value
  }
  const line = (traits: Traits): string =>
    [
      `${traits.birthName.toLocaleUpperCase('fr')} ${traits.firstGivenName}`,
      trait(traits, 'birthDate'),
      trait(traits, 'sex'),
    ]
      .filter(Boolean)
      .join(' · ')
  return { trait, line }
}

const plain = (value: string) =>
  value
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()

/** Accents and capitals are no difference; what one side does not say is none either, it is not known. */
export function isDifferent(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && plain(one) !== plain(other)
}

export type IdentityFields = Record<
  keyof ReturnType<typeof useIdentityFields>,
  { label: string; error?: string }
>

/** The labels of an identity's fields. */
export function useIdentityFields() {
  const t = useTexts('record')
  return {
    birthName: { label: t('review.traits.birthName') },
    birthGivenNames: { label: t('review.traits.birthGivenNames') },
    firstGivenName: { label: t('review.traits.firstGivenName') },
    birthDate: { label: t('review.traits.birthDate') },
    sex: { label: t('review.traits.sex') },
    birthPlaceCode: { label: t('review.traits.birthPlaceCode') },
    usedName: { label: t('review.traits.usedName') },
    usedGivenName: { label: t('review.traits.usedGivenName') },
    phone: { label: t('identityForm.phone') },
    address: { label: t('identityForm.address') },
  }
}
