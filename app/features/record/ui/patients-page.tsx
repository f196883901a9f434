import { Alert, Anchor, Button, Group, Stack } from '@mantine/core'
import { Link, useSearchParams } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { IconInfoCircle, IconSearchOff, IconUsers } from '#app/ui/icons.ts'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { PATIENT_SCOPES } from '../contract.ts'
import type { PatientPage } from '../queries/list-my-patients.server.ts'
import type { PatientSearch } from '../queries/search-patients.server.ts'
import { FilterLinks } from './filter-links.tsx'
import { OwnUnits } from './own-units.tsx'
import { PatientTable } from './patient-table.tsx'

type Props = { mayCreate: boolean; isTreating: boolean } & (
  | { typed: string; found: PatientSearch; list: null }
  | { typed: null; found: null; list: PatientPage }
)

/** My patients; or, after a search, those who answer to it. */
export function PatientsPage(props: Props) {
  return <Page>{props.found ? <Results {...props} /> : <MyPatients {...props} />}</Page>
}

function CreateLink() {
  const t = useTexts('record')
  return (
    <Button component={Link} to="/patients/new" variant="light">
      {t('newPatient.link')}
    </Button>
  )
}

type ResultsProps = { typed: string; found: PatientSearch; mayCreate: boolean; isTreating: boolean }

function Results({ typed, found, mayCreate, isTreating }: ResultsProps) {
  const t = useTexts('record')
  return (
    <>
      <PageHeader
        title={t('search.title')}
        hint={t('search.for', { typed })}
        actions={
          <>
            <Anchor component={Link} to="/patients">
              {t('search.back')}
            </Anchor>
            {mayCreate && <CreateLink />}
            {isTreating && (
              <Button component={Link} to="/break-glass" variant="default">
                {t('search.emergency')}
              </Button>
            )}
          </>
        }
      />
      <Stack gap="sm">
        {found.by === 'similar_name' && (
          <Alert icon={<IconInfoCircle aria-hidden />} variant="outline" color="gray">
            {t('search.similar')}
          </Alert>
        )}
        {found.isMore && (
          <Alert icon={<IconInfoCircle aria-hidden />} variant="outline" color="gray">
            {t('search.more', { count: found.rows.length })}
          </Alert>
        )}
        <PatientTable
          caption={t('search.title')}
          rows={found.rows}
          hasLocalId={found.by === 'local_id'}
          count={found.isMore ? undefined : { value: found.rows.length, isMore: false }}
          empty={
            <EmptyState
              icon={IconSearchOff}
              title={found.by === 'too_short' ? t('search.tooShort') : t('search.none')}
            >
              {found.by === 'too_short' ? t('search.tooShortText') : t('search.noneText')}
            </EmptyState>
          }
        />
      </Stack>
    </>
  )
}

function MyPatients({ list, mayCreate }: { list: PatientPage; mayCreate: boolean }) {
  const t = useTexts('record')
  const [params] = useSearchParams()
  const { scope, rows, page, count, units, teams } = list
  const hasUnit = units.some((unit) => unit.isMine)
  const isFiltered = params.has('filter')
  return (
    <>
      <PageHeader
        title={t('patients.title')}
        hint={t(`patients.hints.${scope}`)}
        actions={
          <>
            {scope === 'units' && <OwnUnits units={units} />}
            {scope === 'team' && (
              <Button component={Link} to="/teams" variant="default">
                {t('teams.manage')}
              </Button>
            )}
            {mayCreate && <CreateLink />}
          </>
        }
      />
      <Stack gap="sm">
        <Group gap="md">
          <FilterLinks
            label={t('patients.scope')}
            param="scope"
            isRequired
            current={scope}
            options={PATIENT_SCOPES.map((value) => ({
              value,
              label: t(`patients.scopes.${value}`),
            }))}
          />
          <FilterLinks
            label={t('patients.filters')}
            param="filter"
            options={[
              ...(scope === 'followed' ? [{ value: 'new', label: t('patients.onlyNew') }] : []),
              ...(scope === 'mine' || scope === 'team'
                ? [{ value: 'today', label: t('patients.onlyToday') }]
                : []),
              ...(scope === 'pinned' || scope === 'units'
                ? []
                : [{ value: 'admitted', label: t('patients.onlyAdmitted') }]),
            ]}
          />
          {teams.length > 1 && (
            <FilterLinks
              label={t('teams.which')}
              param="team"
              options={teams.map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
        </Group>
        <PatientTable
          caption={t('patients.title')}
          rows={rows}
          page={page}
          count={count}
          isSortable={scope === 'followed'}
          hasLocalId={scope === 'establishment' || scope === 'units'}
          hasAppointment={scope === 'mine' || scope === 'team'}
          empty={
            <EmptyState icon={IconUsers} title={t('patients.none')}>
              {isFiltered
                ? t('patients.noneFiltered')
                : scope === 'units' && hasUnit
                  ? t('patients.noneInUnits')
                  : t(`patients.noneText.${scope}`)}
            </EmptyState>
          }
        />
      </Stack>
    </>
  )
}
