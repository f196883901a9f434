import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { IconUsersGroup } from '#app/ui/icons.ts'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { SummaryCard } from '#app/ui/summary-card.tsx'
import type { Colleague, Team } from '../queries/list-teams.server.ts'
import classes from './circle-page.module.css'

type Props = { team: Team; colleagues: Colleague[]; me: string | null }

/** One team: who is of it, and for who keeps it, who could be. */
export function TeamCard({ team, colleagues, me }: Props) {
  const t = useTexts('record')
  const ofTeam = new Set(team.members.map((member) => member.personId))
  const others = colleagues.filter(({ personId }) => !ofTeam.has(personId) && personId !== me)
  return (
    <SummaryCard title={team.name} icon={IconUsersGroup} count={team.members.length}>
      <Stack gap="sm">
        {team.members.length === 0 && <Text c="dimmed">{t('teams.empty')}</Text>}
        <ul className={classes.list}>
          {team.members.map((member) => (
            <li key={member.personId} className={classes.item}>
              <Group justify="space-between" wrap="nowrap" gap="sm">
                <div>
                  {member.name}
                  <div className={classes.more}>{t(`teams.roles.${member.role}`)}</div>
                </div>
                {(team.mayKeep || member.personId === me) && (
                  <MemberForm teamId={team.id} personId={member.personId} isMember={false}>
                    <Button
                      type="submit"
                      variant="default"
                      size="compact-sm"
                      aria-label={
                        member.personId === me
                          ? t('teams.leaveOf', { team: team.name })
                          : t('teams.removeOf', { name: member.name, team: team.name })
                      }
                    >
                      {member.personId === me ? t('teams.leave') : t('teams.remove')}
                    </Button>
                  </MemberForm>
                )}
              </Group>
            </li>
          ))}
        </ul>
        <Group gap="sm" align="flex-end">
          {me && !team.isMine && (
            <MemberForm teamId={team.id} personId={me} isMember>
              <Button type="submit" variant="light" aria-label={t('teams.joinOf', { team: team.name })}>
                {t('teams.join')}
              </Button>
            </MemberForm>
          )}
          {team.mayKeep && others.length > 0 && (
            <MemberForm teamId={team.id} isMember>
              <Group gap="sm" align="flex-end">
                <NativeSelect
                  name="personId"
                  label={t('teams.colleague')}
                  data={others.map(({ personId, name, role }) => ({
                    value: personId,
                    label: `${name} (${t(`teams.roles.${role}`)})`,
                  }))}
                />
                <Button type="submit" variant="default" aria-label={t('teams.addTo', { team: team.name })}>
                  {t('teams.add')}
                </Button>
              </Group>
            </MemberForm>
          )}
          {team.mayKeep && <KeepTeam team={team} />}
        </Group>
      </Stack>
    </SummaryCard>
  )
}

type MemberProps = { teamId: string; personId?: string; isMember: boolean; children: React.ReactNode }

function MemberForm({ teamId, personId, isMember, children }: MemberProps) {
  return (
    <PostForm preventScrollReset>
      <input type="hidden" name="intent" value="member" />
      <input type="hidden" name="teamId" value={teamId} />
      {personId && <input type="hidden" name="personId" value={personId} />}
      <input type="hidden" name="isMember" value={String(isMember)} />
      {children}
    </PostForm>
  )
}

function KeepTeam({ team }: { team: Team }) {
  const t = useTexts('record')
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <>
      <Button
        variant="default"
        onClick={() => setOpen(true)}
        aria-label={t('teams.changeOf', { team: team.name })}
      >
        {t('teams.change')}
      </Button>
      <Modal opened={isOpen} onClose={close} title={team.name}>
        <Stack gap="lg">
          <PostForm onSubmit={close}>
            <input type="hidden" name="intent" value="rename" />
            <input type="hidden" name="teamId" value={team.id} />
            <Stack gap="sm">
              <TextInput
                name="name"
                label={t('teams.name')}
                defaultValue={team.name}
                maxLength={80}
                autoComplete="off"
                required
                data-autofocus
              />
              <Group>
                <SubmitButton>{t('teams.rename')}</SubmitButton>
              </Group>
            </Stack>
          </PostForm>
          <PostForm onSubmit={close}>
            <input type="hidden" name="intent" value="close" />
            <input type="hidden" name="teamId" value={team.id} />
            <Stack gap="sm">
              <Text c="dimmed">{t('teams.closeText')}</Text>
              <Group>
                <Button type="submit" variant="outline" color="red">
                  {t('teams.close')}
                </Button>
              </Group>
            </Stack>
          </PostForm>
        </Stack>
      </Modal>
    </>
  )
}
