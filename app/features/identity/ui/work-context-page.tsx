import { Badge, Button, Stack, Text, Title, UnstyledButton } from '@mantine/core'
import { Form } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import type { WorkContext } from '#app/kernel/load-context.ts'
import { FormErrors, type FormOutcome } from '#app/ui/form-errors.tsx'
import { IconBuildingHospital, IconChevronRight } from '#app/ui/icons.ts'
import { DoorLayout } from './door-layout.tsx'
import classes from './work-context-page.module.css'

type Props = {
  workContexts: WorkContext[]
  currentId: string | null
  next: string
  outcome: FormOutcome
}

/** Said before anything else is shown: for whom one is about to work. (TEN-05) */
export function WorkContextPage({ workContexts, currentId, next, outcome }: Props) {
  const t = useTexts('identity')
  const roleOf = useTexts('shell')
  const isEmpty = workContexts.length === 0
  return (
    <DoorLayout>
      <Stack gap="md">
        <Title order={1}>{t(isEmpty ? 'workContext.none' : 'workContext.title')}</Title>
        <Text>{t(isEmpty ? 'workContext.noneText' : 'workContext.text')}</Text>
        <FormErrors isShort outcome={outcome} />
        {/* A full load: nothing of the place left behind may stay on screen. */}
        <Form method="post" reloadDocument className={classes.places}>
          <input type="hidden" name="next" value={next} />
          {workContexts.map(({ membershipId, establishmentName, role, regionName }) => (
            <UnstyledButton
              key={membershipId}
              type="submit"
              name="membershipId"
              value={membershipId}
              className={classes.place}
            >
              <IconBuildingHospital size={26} stroke={1.5} aria-hidden />
              <span>
                <span className={classes.name}>{establishmentName}</span>{' '}
                <span className={classes.role}>
                  {roleOf(`workContext.roles.${role}`)} · {regionName}
                </span>
              </span>
              {membershipId === currentId ? (
                <Badge variant="light" ml="auto">
                  {t('workContext.current')}
                </Badge>
              ) : (
                <IconChevronRight size={18} aria-hidden className={classes.go} />
              )}
            </UnstyledButton>
          ))}
        </Form>
        <Form method="post" action="/logout" reloadDocument>
          <Button type="submit" variant="subtle" fullWidth>
            {t('workContext.signOut')}
          </Button>
        </Form>
      </Stack>
    </DoorLayout>
  )
}
