import { NativeSelect, SimpleGrid, TextInput } from '@mantine/core'
import { useTexts } from '#app/kernel/i18n.ts'
import { type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { SEXES } from '../contract.ts'
import type { Traits } from '../queries/review-identities.server.ts'
import type { IdentityFields } from './use-identity-words.ts'

export type { IdentityFields }

/** Without traits: of somebody who is new. */
type Props = { traits?: Traits; outcome: FormOutcome; fields: IdentityFields }

/** The five strict traits, while nothing has locked them. */
export function StrictTraitFields({ traits, outcome, fields }: Props) {
  const t = useTexts('record')
  const text = (name: 'birthName' | 'birthGivenNames' | 'firstGivenName') => (
    <TextInput
      {...fieldProps(outcome, name, fields)}
      required
      autoComplete="off"
      defaultValue={traits?.[name] ?? ''}
    />
  )
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      {text('birthName')}
      {text('birthGivenNames')}
      {text('firstGivenName')}
      <TextInput
        {...fieldProps(outcome, 'birthDate', fields)}
        type="date"
        required={!traits}
        autoComplete="off"
        defaultValue={traits?.birthDate ?? ''}
      />
      <NativeSelect
        {...fieldProps(outcome, 'sex', fields)}
        required={!traits}
        defaultValue={traits?.sex ?? 'unknown'}
        data={SEXES.map((value) => ({ value, label: t(`review.sexes.${value}`) }))}
      />
      <TextInput
        {...fieldProps(outcome, 'birthPlaceCode', fields)}
        required={!traits}
        maxLength={5}
        autoComplete="off"
        defaultValue={traits?.birthPlaceCode ?? ''}
      />
    </SimpleGrid>
  )
}
