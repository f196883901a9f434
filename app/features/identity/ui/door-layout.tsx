import { UnstyledButton } from '@mantine/core'
import { Form, useLocation } from '@remix-run/react'
import type { ReactNode } from 'react'
import { LOCALE_LIST } from '#app/kernel/actor.ts'
import { useLocale, useTexts } from '#app/kernel/i18n.ts'
import { IconActivity, IconShieldCheck, IconUsers } from '#app/ui/icons.ts'
import classes from './door-layout.module.css'

/** What stands around every page before one is in: what the product is, and the language. */
export function DoorLayout({ children, isWide = false }: { children: ReactNode; isWide?: boolean }) {
  const t = useTexts('identity')
  return (
    <div className={classes.page}>
      <aside className={classes.about} aria-label={t('about')}>
        <div className={classes.brand}>
          <img className={classes.mark} src="/favicon.svg" alt="" width={40} height={40} />
          {t('product')}
        </div>
        <p className={classes.sentence}>{t('productIs')}</p>
        <ul className={classes.facts}>
          <li>
            <IconUsers size={20} stroke={1.6} aria-hidden />
            {t('productFacts.record')}
          </li>
          <li>
            <IconActivity size={20} stroke={1.6} aria-hidden />
            {t('productFacts.live')}
          </li>
          <li>
            <IconShieldCheck size={20} stroke={1.6} aria-hidden />
            {t('productFacts.trail')}
          </li>
        </ul>
        <Peaks />
      </aside>
      <main className={classes.main}>
        <div className={classes.top}>
          <LanguageSwitch />
        </div>
        <div className={classes.body} data-wide={isWide || undefined}>
          {children}
        </div>
        <p className={classes.foot}>{t('login.restricted')}</p>
      </main>
    </div>
  )
}

const names = { fr: 'Français', en: 'English' } as const

function LanguageSwitch() {
  const t = useTexts('identity')
  const current = useLocale()
  const { pathname, search } = useLocation()
  return (
    <Form method="post" action="/locale" reloadDocument aria-label={t('language')}>
      <input type="hidden" name="next" value={pathname + search} />
      {LOCALE_LIST.map((locale) => (
        <UnstyledButton
          key={locale}
          type="submit"
          name="locale"
          value={locale}
          lang={locale}
          aria-pressed={locale === current}
          className={classes.language}
        >
          {names[locale]}
        </UnstyledButton>
      ))}
    </Form>
  )
}

function Peaks() {
  return (
    <svg
      className={classes.peaks}
      viewBox="0 0 480 260"
      preserveAspectRatio="xMidYMax slice"
      aria-hidden="true"
    >
      <path d="M0 260V188l74-62 52 40 92-112 78 96 48-44 136 122v32z" fill="#fff" fillOpacity=".05" />
      <path d="M0 260v-30l96-66 66 42 118-132 92 104 108-30v112z" fill="#fff" fillOpacity=".06" />
      <path
        d="M60 206c40 6 62-40 102-34s54-38 92-78"
        fill="none"
        stroke="#86c1c3"
        strokeWidth="2"
        strokeLinecap="round"
      />
      <g fill="#fff">
        <circle cx="60" cy="206" r="5" />
        <circle cx="162" cy="172" r="5" />
        <circle cx="254" cy="94" r="5" />
      </g>
    </svg>
  )
}
