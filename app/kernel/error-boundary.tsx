import { Anchor, Button, Code, Group, Stack, Text, Title } from '@mantine/core'
import { isRouteErrorResponse, Link, useLocation, useRouteError, useRouteLoaderData } from '@remix-run/react'
import { useReason, useTexts } from './i18n.ts'

const kinds = {
  403: ['boundary.forbidden', 'boundary.forbiddenText'],
  404: ['boundary.notFound', 'boundary.notFoundText'],
  409: ['boundary.conflict', 'boundary.conflictText'],
  429: ['boundary.rateLimited', 'boundary.rateLimitedText'],
  503: ['boundary.unavailable', 'boundary.unavailableText'],
  500: ['boundary.unexpected', 'boundary.unexpectedText'],
} as const

type Refusal = { reason?: string; details?: Record<string, string | number> }

/** What stands in place of a page that could not be shown: what happened, what is safe, what to do. */
export function FeatureErrorBoundary() {
  const error = useRouteError()
  const t = useTexts('kernel')
  const reasonText = useReason()
  const location = useLocation()
  const root = useRouteLoaderData('root') as { requestId: string } | undefined

  const status = isRouteErrorResponse(error) ? error.status : 500
  const refusal = (isRouteErrorResponse(error) ? error.data : null) as Refusal | null
  const [title, text] = kinds[status as keyof typeof kinds] ?? kinds[500]
  const isOurs = !(status in kinds) || status === 500
  const reference = refusal?.details?.reference ?? root?.requestId
  // Of a 404 only what is always said: a reason could tell what exists.
  const reason =
    !isOurs && status !== 404 && refusal?.reason ? reasonText(refusal.reason, refusal.details) : null

  return (
    <Stack component="section" gap="sm" p="xl" maw={640} mx="auto" mt="xl" aria-labelledby="error-title">
      <Text c="dimmed" fw={600}>
        {status}
      </Text>
      <Title order={1} id="error-title">
        {t(title)}
      </Title>
      {reason && <Text fw={600}>{reason}</Text>}
      <Text>{t(text)}</Text>
      {reference && (
        <Text c="dimmed">
          {t('boundary.reference')} <Code>{reference}</Code>
        </Text>
      )}
      <Group mt="sm">
        {status !== 404 && status !== 403 && (
          <Button component="a" href={location.pathname + location.search}>
            {t('boundary.retry')}
          </Button>
        )}
        <Anchor component={Link} to="/">
          {t('boundary.home')}
        </Anchor>
      </Group>
    </Stack>
  )
}
