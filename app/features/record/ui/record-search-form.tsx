import { Button, TextInput } from '@mantine/core'
import { Form, useNavigation, useParams } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { IconSearch } from '#app/ui/icons.ts'
import classes from './record-search-page.module.css'

type Props = { typed?: string; hasButton?: boolean; autoFocus?: boolean }

/** What to look for in this record: sent, so that no address holds it in clear. */
export function RecordSearchForm({ typed = '', hasButton = false, autoFocus = false }: Props) {
  const t = useTexts('record')
  const { patientId = '' } = useParams()
  const navigation = useNavigation()
  const action = `/patients/${patientId}/search`
  const isSearching = navigation.state !== 'idle' && navigation.formAction === action
  return (
    <Form method="post" action={action} role="search" aria-label={t('find.title')} className={classes.form}>
      <TextInput
        name="q"
        type="search"
        defaultValue={typed}
        aria-label={t('find.label')}
        placeholder={t('find.placeholder')}
        autoComplete="off"
        autoFocus={autoFocus}
        size={hasButton ? 'sm' : 'xs'}
        leftSection={<IconSearch size={14} aria-hidden />}
        className={classes.field}
      />
      {hasButton && (
        <Button type="submit" loading={isSearching}>
          {t('find.submit')}
        </Button>
      )}
    </Form>
  )
}
