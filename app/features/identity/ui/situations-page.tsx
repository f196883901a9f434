import { Anchor, Stack, Text, TextInput, Title, UnstyledButton } from '@mantine/core'
import { Form, Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { FormErrors, type FormOutcome, fieldProps } from '#app/ui/form-errors.tsx'
import { IconBuildingHospital, IconChevronRight } from '#app/ui/icons.ts'
import type { SituationView } from '../contract.ts'
import { DoorLayout } from './door-layout.tsx'
import classes from './work-context-page.module.css'

type Props = { name: string; situations: SituationView[]; needsEmail: boolean; outcome: FormOutcome }

/** After Pro Santé Connect: one work situation says in which establishment one works, and as what. */
export function SituationsPage({ name, situations, needsEmail, outcome }: Props) {
  const t = useTexts('identity')
  const isOpen = situations.some((situation) => situation.role)
  const fields = { email: { label: t('fields.email'), error: t('fields.emailError') } }
  return (
    <DoorLayout>
      <Stack gap="md">
        <Title order={1}>{t('psc.title')}</Title>
        <Text>{isOpen ? t('psc.text', { name }) : t('psc.none')}</Text>
        <FormErrors isShort outcome={outcome} fields={fields} />
        <Form method="post" reloadDocument className={classes.places}>
          {needsEmail && isOpen && (
            <TextInput
              {...fieldProps(outcome, 'email', fields)}
              type="email"
              required
              autoComplete="email"
              inputMode="email"
              description={t('psc.emailText')}
              mb="sm"
            />
          )}
          {situations.map((situation) => (
            <Situation key={`${situation.index} ${situation.establishmentId}`} situation={situation} />
          ))}
        </Form>
        <Anchor component={Link} to="/login" ta="center">
          {t('psc.back')}
        </Anchor>
      </Stack>
    </DoorLayout>
  )
}

function Situation({ situation }: { situation: SituationView }) {
  const t = useTexts('identity')
  const roleOf = useTexts('shell')
  const { index, role, establishmentId, establishmentName, regionName, placeName, professionCode } = situation
  const profession = t(`psc.professions.${professionCode === '10' ? 'doctor' : 'other'}`)
  return (
    <UnstyledButton
      type="submit"
      name="choice"
      value={establishmentId ? `${index}:${establishmentId}` : index}
      className={classes.place}
      disabled={!role}
    >
      <IconBuildingHospital size={26} stroke={1.5} aria-hidden />
      <span>
        <span className={classes.name}>{establishmentName ?? placeName ?? t('psc.unknownPlace')}</span>{' '}
        <span className={classes.role}>
          {role
            ? `${roleOf(`workContext.roles.${role}`)} · ${regionName}`
            : `${profession} · ${t(establishmentName ? 'psc.askAdmin' : 'psc.notHere')}`}
        </span>
      </span>
      {role && <IconChevronRight size={18} aria-hidden className={classes.go} />}
    </UnstyledButton>
  )
}
