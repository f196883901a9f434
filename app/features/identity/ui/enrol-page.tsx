import { Stack, Text, Title } from '@mantine/core'
import { Form } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { FormErrors, type FormOutcome } from '#app/ui/form-errors.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import { CodeField, codeFields } from './code-form.tsx'
import { DoorLayout } from './door-layout.tsx'
import classes from './enrol-page.module.css'

type Props = { keyText: string; qr: { size: number; path: string }; outcome: FormOutcome }

/** Once, at the first sign-in: ties an authenticator app to the account. */
export function EnrolPage({ keyText, qr, outcome }: Props) {
  const t = useTexts('identity')
  return (
    <DoorLayout>
      <Form method="post" noValidate>
        <Stack gap="md">
          <Title order={1}>{t('enrol.title')}</Title>
          <Text>{t('enrol.text')}</Text>
          <FormErrors
            isShort
            outcome={outcome}
            fields={codeFields(t('fields.code'), t('fields.codeError'))}
          />
          <ol className={classes.steps}>
            <li>{t('enrol.app')}</li>
            <li>
              {t('enrol.scan')}
              {/* White around and behind it in dark mode too: cameras need it. */}
              <svg
                className={classes.qr}
                viewBox={`-2 -2 ${qr.size + 4} ${qr.size + 4}`}
                role="img"
                aria-label={t('enrol.qr')}
                shapeRendering="crispEdges"
              >
                <path d={qr.path} fill="#000" />
              </svg>
              <Text c="dimmed" size="sm" component="span">
                {t('enrol.byHand')}
              </Text>
              <code className={classes.key}>{keyText}</code>
            </li>
            <li>
              <Text mb="xs">{t('enrol.enter')}</Text>
              <CodeField outcome={outcome} isFirst={false} />
            </li>
          </ol>
          <SubmitButton size="md" fullWidth>
            {t('enrol.submit')}
          </SubmitButton>
        </Stack>
      </Form>
    </DoorLayout>
  )
}
