import { Button, Text, Title } from '@mantine/core'
import { isRouteErrorResponse, Link, useParams, useRouteError } from '@remix-run/react'
import { useEffect, useRef } from 'react'
import { FeatureErrorBoundary } from '#app/kernel/error-boundary.tsx'
import { useTexts } from '#app/kernel/i18n.ts'
import { IconShieldOff } from '#app/ui/icons.ts'
import classes from './circle-page.module.css'

let lastShown: string | null = null

/** This browser page has shown this patient: a "not found" that comes now is an end, and may be said so. */
export function useShownPatient(patientId: string) {
  useEffect(() => {
    lastShown = patientId
  }, [patientId])
}

/**
 * In place of a patient's page. Who never saw the patient is told "not found" and nothing else; who had the page open
 * a moment ago is told that access has ended. Nothing of the record stays on the screen.
 */
export function PatientErrorBoundary() {
  const error = useRouteError()
  const { patientId } = useParams()
  const isOver = isRouteErrorResponse(error) && error.status === 404 && lastShown === patientId
  return isOver ? <AccessEnded /> : <FeatureErrorBoundary />
}

function AccessEnded() {
  const t = useTexts('record')
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus(), [])
  return (
    <section className={classes.over} aria-labelledby="access-over">
      <IconShieldOff size={32} stroke={1.4} aria-hidden />
      <Title order={1} id="access-over" ref={title} tabIndex={-1}>
        {t('circle.over.title')}
      </Title>
      <Text role="status">{t('circle.over.text')}</Text>
      <Text c="dimmed">{t('circle.over.why')}</Text>
      <Button component={Link} to="/patients" mt="xs">
        {t('circle.over.back')}
      </Button>
    </section>
  )
}
