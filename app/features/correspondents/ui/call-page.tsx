import { Anchor, Button, Stack, Text, Title } from '@mantine/core'
import { Form, Link } from '@remix-run/react'
import type { CallState } from '#app/features/identity/contract.ts'
import { DoorLayout } from '#app/features/identity/ui/index.ts'
import { useTexts } from '#app/kernel/i18n.ts'

type Props = CallState & { back: string }

/** Between the software and the patient, when something stands in the way: what, and what to do. (EXT-10) */
export function CallPage(call: Props) {
  const t = useTexts('correspondents')
  return (
    <DoorLayout>
      <Stack gap="md">
        <Title order={1}>{t(`call.${call.state}.title`)}</Title>
        <Text>{t(`call.${call.state}.text`, { software: '', name: '', place: '', ...call })}</Text>
        {call.state === 'notYou' && (
          <Form method="post" action="/logout" reloadDocument>
            <input type="hidden" name="next" value={call.back} />
            <Button type="submit" fullWidth size="md">
              {t('call.notYou.act')}
            </Button>
          </Form>
        )}
        {call.state === 'elsewhere' && (
          <Form method="post" action="/work-context" reloadDocument>
            <input type="hidden" name="next" value={call.back} />
            <Button type="submit" name="membershipId" value={call.membershipId} fullWidth size="md">
              {t('call.elsewhere.act', { place: call.place })}
            </Button>
          </Form>
        )}
        {call.state === 'notFound' && (
          <>
            <Button component={Link} to="/patients" fullWidth size="md">
              {t('call.notFound.act')}
            </Button>
            {call.mayCreate && (
              <Button component={Link} to="/patients/new" variant="default" fullWidth>
                {t('call.notFound.create')}
              </Button>
            )}
            {call.mayBreakGlass && (
              <Button component={Link} to="/break-glass" variant="default" fullWidth>
                {t('call.notFound.breakGlass')}
              </Button>
            )}
          </>
        )}
        <Anchor component={Link} to="/" ta="center">
          {t('call.home')}
        </Anchor>
      </Stack>
    </DoorLayout>
  )
}
