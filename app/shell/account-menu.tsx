import { Avatar, Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import { Form, Link, useLocation } from '@remix-run/react'
import { forgetKeptUploads } from '#app/features/record/ui/index.ts'
import { useLocale, useTexts } from '#app/kernel/i18n.ts'
import {
  IconBell,
  IconCheck,
  IconDeviceDesktop,
  IconEye,
  IconKey,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconSun,
  IconUserShare,
} from '#app/ui/icons.ts'
import classes from './header.module.css'

const schemes = [
  { value: 'light', Picture: IconSun },
  { value: 'dark', Picture: IconMoon },
  { value: 'auto', Picture: IconDeviceDesktop },
] as const

type Props = { displayName: string; hasAccesses: boolean; hasNotices: boolean; mayDelegate: boolean }

/** Who one is, how the screen speaks and looks, and the way out. */
export function AccountMenu({ displayName, hasAccesses, hasNotices, mayDelegate }: Props) {
  const t = useTexts('shell')
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <UnstyledButton className={classes.account} aria-label={`${t('account.label')} ${displayName}`}>
          <Avatar name={displayName} size={28} color="teal" variant="filled" />
          <span className={classes.person}>{displayName}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{displayName}</Menu.Label>
        <Menu.Item component={Link} to="/account" leftSection={<IconKey size={16} aria-hidden />}>
          {t('account.signIns')}
        </Menu.Item>
        {hasNotices && (
          <Menu.Item component={Link} to="/notices/settings" leftSection={<IconBell size={16} aria-hidden />}>
            {t('account.notices')}
          </Menu.Item>
        )}
        {mayDelegate && (
          <Menu.Item component={Link} to="/practice" leftSection={<IconUserShare size={16} aria-hidden />}>
            {t('account.delegations')}
          </Menu.Item>
        )}
        {hasAccesses && (
          <Menu.Item component={Link} to="/my-accesses" leftSection={<IconEye size={16} aria-hidden />}>
            {t('account.accesses')}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Label>{t('account.language')}</Menu.Label>
        <LanguageItems />
        <Menu.Label>{t('account.appearance')}</Menu.Label>
        <AppearanceItems />
        <Menu.Divider />
        <Form method="post" action="/logout" reloadDocument onSubmit={forgetKeptUploads}>
          <Menu.Item
            type="submit"
            closeMenuOnClick={false}
            leftSection={<IconLogout size={16} aria-hidden />}
          >
            {t('account.signOut')}
          </Menu.Item>
        </Form>
      </Menu.Dropdown>
    </Menu>
  )
}

function LanguageItems() {
  const t = useTexts('shell')
  const current = useLocale()
  const { pathname, search } = useLocation()
  return (
    <Form method="post" action="/locale" reloadDocument>
      <input type="hidden" name="next" value={pathname + search} />
      {(['fr', 'en'] as const).map((locale) => (
        <Menu.Item
          key={locale}
          type="submit"
          name="locale"
          value={locale}
          lang={locale}
          closeMenuOnClick={false}
          leftSection={<IconLanguage size={16} aria-hidden />}
          rightSection={locale === current && <IconCheck size={16} aria-hidden />}
        >
          {locale === 'fr' ? t('account.french') : t('account.english')}
        </Menu.Item>
      ))}
    </Form>
  )
}

function AppearanceItems() {
  const t = useTexts('shell')
  // Without keepTransitions Mantine adds a style tag that has no nonce.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  return schemes.map(({ value, Picture }) => (
    <Menu.Item
      key={value}
      closeMenuOnClick={false}
      onClick={() => setColorScheme(value)}
      leftSection={<Picture size={16} aria-hidden />}
      rightSection={value === colorScheme && <IconCheck size={16} aria-hidden />}
    >
      {t(`account.${value}`)}
    </Menu.Item>
  ))
}
