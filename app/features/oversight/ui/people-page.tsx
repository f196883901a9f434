import { Stack, Text, TextInput } from '@mantine/core'
import { useMemo } from 'react'
import { formatDay, formatIns } from '#app/kernel/formats.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { columnsOf, DataTable } from '#app/ui/data-table.tsx'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { FormErrors, type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { IconSearchOff } from '#app/ui/icons.ts'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { RowLink } from '#app/ui/row-link.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { WatchedPatient } from '../queries/trail-rows.server.ts'
import classes from './oversight.module.css'
import { OversightTabs } from './oversight-tabs.tsx'

type Props = { outcome: FormOutcome; found: WatchedPatient[] | null }

/** A patient asks who saw the record: whom that is about, exactly. */
export function PeoplePage({ outcome, found }: Props) {
  const t = useTexts('oversight')
  const fields = {
    number: { label: t('people.number'), error: t('people.formError') },
    name: { label: t('people.name') },
    birthDate: { label: t('people.birthDate') },
  }
  return (
    <Page>
      <PageHeader title={t('people.title')} hint={t('people.hint')} />
      <OversightTabs />
      <Stack gap="md">
        <PostForm>
          <Stack gap="sm">
            <FormErrors outcome={outcome} fields={fields} />
            <div className={classes.period}>
              <TextInput {...fieldProps(outcome, 'number', fields)} autoComplete="off" />
              <Text pb="xs">{t('people.or')}</Text>
              <TextInput {...fieldProps(outcome, 'name', fields)} autoComplete="off" />
              <TextInput {...fieldProps(outcome, 'birthDate', fields)} type="date" />
              <SubmitButton>{t('people.submit')}</SubmitButton>
            </div>
          </Stack>
        </PostForm>
        {found && <Found patients={found} />}
      </Stack>
    </Page>
  )
}

const column = columnsOf<WatchedPatient>()

function Found({ patients }: { patients: WatchedPatient[] }) {
  const t = useTexts('oversight')
  const columns = useMemo(
    () =>
      column.columns([
        column.accessor('birthName', {
          header: t('trail.patient'),
          cell: ({ row: { original: p } }) => (
            <RowLink to={`/oversight/patients/${p.id}`}>
              {p.birthName.toLocaleUpperCase('fr')} {p.firstGivenName}
            </RowLink>
          ),
        }),
        column.accessor('birthDate', {
          header: t('people.birthDate'),
          cell: (c) => formatDay(c.getValue() ?? ''),
        }),
        column.accessor('insMatricule', {
          header: t('glass.keys.ins'),
          cell: (c) => formatIns(c.getValue() ?? ''),
          meta: { isSecondary: true },
        }),
      ]),
    [t],
  )
  return (
    <DataTable
      caption={t('people.found')}
      columns={columns}
      rows={patients}
      rowId={(p) => p.id}
      empty={
        <EmptyState icon={IconSearchOff} title={t('people.none')}>
          {t('people.noneText')}
        </EmptyState>
      }
    />
  )
}
