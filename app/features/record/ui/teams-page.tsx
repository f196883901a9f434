import { Alert, Button, Group, Stack, TextInput } from '@mantine/core'
import { Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { FormErrors, type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { IconUsersGroup } from '#app/ui/icons.ts'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { SummaryCard } from '#app/ui/summary-card.tsx'
import type { TEAM_DONE } from '../contract.ts'
import type { Teams } from '../queries/list-teams.server.ts'
import classes from './circle-page.module.css'
import { TeamCard } from './team-card.tsx'

type Props = Teams & { done: (typeof TEAM_DONE)[number] | null; outcome: FormOutcome }

/** Who of the house looks after patients together: their consultations and stays are one list. */
export function TeamsPage({ teams, colleagues, me, done, outcome }: Props) {
  const t = useTexts('record')
  return (
    <Page>
      <PageHeader
        title={t('teams.title')}
        hint={t('teams.hint')}
        actions={
          me && (
            <Button component={Link} to="/patients?scope=team" variant="default">
              {t('teams.patients')}
            </Button>
          )
        }
      />
      <Stack gap="md">
        {done && !outcome && (
          <Alert color="teal" role="status">
            {t(`teams.done.${done}`)}
          </Alert>
        )}
        <FormErrors outcome={outcome} fields={{ name: { label: t('teams.name') } }} />
        <div className={classes.columns}>
          <Stack gap="md" className={classes.main}>
            {teams.length === 0 && (
              <EmptyState icon={IconUsersGroup} title={t('teams.none')}>
                {t('teams.noneText')}
              </EmptyState>
            )}
            {teams.map((team) => (
              <TeamCard key={team.id} team={team} colleagues={colleagues} me={me} />
            ))}
          </Stack>
          <NewTeam key={teams.length} outcome={outcome} isMember={me !== null} />
        </div>
      </Stack>
    </Page>
  )
}

function NewTeam({ outcome, isMember }: { outcome: FormOutcome; isMember: boolean }) {
  const t = useTexts('record')
  const fields = { name: { label: t('teams.name'), error: t('teams.nameError') } }
  return (
    <SummaryCard title={t('teams.new')}>
      <PostForm>
        <input type="hidden" name="intent" value="found" />
        <Stack gap="sm">
          <TextInput
            {...fieldProps(outcome, 'name', fields)}
            description={isMember ? t('teams.newHint') : undefined}
            maxLength={80}
            autoComplete="off"
            required
          />
          <Group>
            <SubmitButton>{t('teams.found')}</SubmitButton>
          </Group>
        </Stack>
      </PostForm>
    </SummaryCard>
  )
}
