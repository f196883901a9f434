import { MantineProvider } from '@mantine/core'
import type { ReactElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { I18nextProvider } from 'react-i18next'
import { matchRoutes } from 'react-router-dom'
import { createStaticHandler, createStaticRouter, StaticRouterProvider } from 'react-router-dom/server.js'
import type { Locale } from '#app/kernel/actor.ts'
import { createI18n } from '#app/kernel/i18n.ts'
import { en as kernelEn } from '#app/kernel/locales/en.ts'
import { fr as kernel } from '#app/kernel/locales/fr.ts'
import { en } from '../locales/en.ts'
import { fr } from '../locales/fr.ts'

const texts = { fr: { ui: fr, kernel }, en: { ui: en, kernel: kernelEn } }

type Options = { locale?: Locale; now?: string; url?: string }

/** A component as the server would send it, inside the product's providers: its markup, as a page has it. */
export function render(element: ReactElement, options: Options = {}): string {
  const { locale = 'fr', now = '2026-11-21T12:00:00Z', url = '/' } = options
  const { dataRoutes } = createStaticHandler([{ id: 'root', path: '*', element }])
  const { pathname, search } = new URL(url, 'http://cordee.invalid')
  const location = { pathname, search, hash: '', state: null, key: 'default' }
  const context = {
    basename: '/',
    location,
    matches: matchRoutes(dataRoutes, location) ?? [],
    loaderData: { root: { timeZone: 'Europe/Paris', now } },
    actionData: null,
    errors: null,
    statusCode: 200,
    loaderHeaders: {},
    actionHeaders: {},
    activeDeferreds: null,
  }
  return renderToStaticMarkup(
    <I18nextProvider i18n={createI18n(locale, texts[locale])}>
      <MantineProvider>
        <StaticRouterProvider
          router={createStaticRouter(dataRoutes, context)}
          context={context}
          hydrate={false}
        />
      </MantineProvider>
    </I18nextProvider>,
  )
}

/** What a reader sees of it: no tags, one space between words. */
export const textOf = (markup: string) =>
  markup
    .replace(/<style[^>]*>.*?<\/style>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#x27;/g, "'")
    .replace(/[\s\u00A0\u202F]+/g, ' ')
    .trim()
