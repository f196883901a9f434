import { Anchor, Avatar, Text, Title, UnstyledButton } from '@mantine/core'
import { Form, Link } from '@remix-run/react'
import { useTexts } from '#app/kernel/i18n.ts'
import { IconChevronRight } from '#app/ui/icons.ts'
import type { DemonstrationAccount } from '../contract.ts'
import classes from './login-page.module.css'

/** Who one can be in this demonstration, by establishment: a name and a role a line, one click each. */
export function DemonstrationAccounts(props: { accounts: DemonstrationAccount[]; next: string | null }) {
  const { accounts, next } = props
  const t = useTexts('identity')
  const roleOf = useTexts('shell')
  const establishments = [...new Set(accounts.map((a) => a.establishmentName))]
  return (
    <section className={classes.demo} aria-labelledby="demo-accounts">
      <Title order={2} id="demo-accounts">
        {t('demo.title')}
      </Title>
      <Text c="dimmed">{t('demo.text')}</Text>
      <Form method="post" action="/login/demo" reloadDocument>
        {next && <input type="hidden" name="next" value={next} />}
        {establishments.map((establishment) => (
          <div key={establishment}>
            <h3 className={classes.group}>{establishment}</h3>
            {accounts
              .filter((account) => account.establishmentName === establishment)
              .map(({ personId, displayName, role }) => (
                <UnstyledButton
                  key={personId}
                  type="submit"
                  name="personId"
                  value={personId}
                  className={classes.account}
                >
                  <Avatar name={withoutTitle(displayName)} size={30} color="teal" aria-hidden />
                  <span>
                    <span className={classes.name}>{displayName}</span>{' '}
                    <span className={classes.role}>{roleOf(`workContext.roles.${role}`)}</span>
                  </span>
                  <IconChevronRight size={16} aria-hidden className={classes.go} />
                </UnstyledButton>
              ))}
          </div>
        ))}
      </Form>
      <Anchor component={Link} to="/demo/mailbox" display="block" my="sm">
        {t('demo.mailbox')}
      </Anchor>
    </section>
  )
}

/** Initials are those of the names: DC is nobody's for Dr Claire Moreau. */
const withoutTitle = (name: string) => name.replace(/^(Dr|Pr|Mme|M\.)\s/, '')
