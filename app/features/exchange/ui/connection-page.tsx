import { Alert, Anchor, Stack, Tabs } from '@mantine/core'
import { Link, useSearchParams } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import type { Outcome } from '#app/kernel/route.server.ts'
import { useChannel } from '#app/kernel/use-channel.ts'
import { Page } from '#app/ui/page.tsx'
import { PageHeader } from '#app/ui/page-header.tsx'
import { PostForm } from '#app/ui/post-form.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { Decided } from '../commands/decide-on-connection.server.ts'
import type { ConnectionPage as Shown } from '../queries/get-connection.server.ts'
import { EXCHANGE_CHANGED } from '../realtime.ts'
import { CodeTable } from './code-table.tsx'
import { ConnectionFigures } from './connection-figures.tsx'
import { State } from './connection-list.tsx'
import classes from './connection-page.module.css'
import { ConnectionSettings } from './connection-settings.tsx'
import { FlagList } from './flag-list.tsx'
import { MessagesView } from './messages-view.tsx'
import { TrafficPlot } from './traffic-plot.tsx'
import { useWords } from './use-words.ts'

export type ConnectionProps = Shown & {
  mayResolve: boolean
  mayDeclare: boolean
  outcome: Outcome<Decided> | undefined
}

/** One interface: how it is, what waits, what its codes mean, how it is kept. */
export function ConnectionPage(props: ConnectionProps) {
  const t = useTexts('exchange')
  const [params] = useSearchParams()
  useChannel('exchange', {}, EXCHANGE_CHANGED)
  const { connection, view, mayResolve, unmapped } = props
  const to = (next: string) => {
    const search = new URLSearchParams(params)
    for (const key of ['after', 'only']) search.delete(key)
    search.set('view', next)
    return `?${search}`
  }
  return (
    <Page>
      <PageHeader title={connection.name} hint={t('intro')} />
      <Stack gap="md">
        <div className={classes.bar}>
          <Anchor component={Link} to="/exchange">
            {t('allConnections')}
          </Anchor>
          <State connection={connection} />
          {mayResolve && (
            <PostForm className={classes.push}>
              <SubmitButton
                name="intent"
                value={connection.isPaused ? 'resume' : 'pause'}
                size="xs"
                variant="light"
              >
                {connection.isPaused ? t('resume') : t('pause')}
              </SubmitButton>
            </PostForm>
          )}
          {mayResolve && (
            <PostForm>
              <SubmitButton name="intent" value="test" size="xs" variant="default">
                {props.isTestRegion ? t('sendTest') : t('checkConnection')}
              </SubmitButton>
            </PostForm>
          )}
        </div>
        <Result {...props} />
        <ConnectionFigures {...props} />
        <div className={classes.two}>
          <section aria-label={t('traffic')}>
            <TrafficPlot traffic={props.traffic} />
          </section>
          <FlagList flags={props.flags} mayResolve={mayResolve} />
        </div>
        <Tabs value={view} keepMounted={false}>
          <Tabs.List aria-label={t('views')}>
            {(['messages', 'codes', 'settings'] as const).map((name) => (
              <Tabs.Tab
                key={name}
                value={name}
                renderRoot={(rest) => <Link {...rest} to={to(name)} preventScrollReset />}
              >
                {name === 'codes' && unmapped > 0 ? t('codesToMap', { count: unmapped }) : t(name)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value={view} pt="md">
            {view === 'messages' && <MessagesView {...props} />}
            {view === 'codes' && (
              <CodeTable codes={props.codes} units={props.units} mayResolve={mayResolve} />
            )}
            {view === 'settings' && <ConnectionSettings {...props} />}
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </Page>
  )
}

function Result({ outcome }: ConnectionProps) {
  const t = useTexts('exchange')
  const words = useWords()
  if (!outcome) return null
  if (!outcome.ok)
    return (
      <Alert color="red" role="alert" variant="outline">
        {'fields' in outcome ? t('errors.formIncomplete') : words.refusal(outcome.reason)}
      </Alert>
    )
  const { intent, token, replayed, test } = outcome.value
  if (token)
    return (
      <Alert color="teal" role="status" variant="outline" title={t('tokenOnce')}>
        <code className={classes.token}>{token}</code>
      </Alert>
    )
  if (test) {
    const isFine = test.isListening !== false && !test.isPaused && (test.ack === null || test.ack === 'AA')
    return (
      <Alert color={isFine ? 'teal' : 'orange'} role="status" variant="outline" title={t('tested')}>
        <ul className={classes.plain}>
          <li>
            {test.isListening === null
              ? t('testNoPort')
              : test.isListening
                ? t('testListening')
                : t('testNotListening')}
          </li>
          {test.certificate !== 'off' && <li>{t(`certificates.${test.certificate}`)}</li>}
          {test.isPaused && <li>{t('testPaused')}</li>}
          <li>{test.ack ? t('testAck', { code: test.ack }) : t('testNotSent')}</li>
        </ul>
      </Alert>
    )
  }
  return (
    <Alert color="teal" role="status" variant="outline">
      {replayed === undefined ? t(`done.${intent}`) : t('replayed', { count: replayed })}
    </Alert>
  )
}
