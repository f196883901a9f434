import '@fontsource-variable/source-sans-3/wght.css'
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './ui/global.css'
import './ui/print.css'
import latinFont from '@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2?url'
import { ColorSchemeScript, MantineProvider, mantineHtmlProps } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import type { LinksFunction, LoaderFunctionArgs } from '@remix-run/node'
import { Links, Outlet, Scripts, ScrollRestoration, useRouteLoaderData } from '@remix-run/react'
import { type ReactNode, useMemo } from 'react'
import { FeatureErrorBoundary } from './kernel/error-boundary.tsx'
import { useLocale, useTexts } from './kernel/i18n.ts'
import { usePageTitle } from './kernel/page-title.ts'
import { DemoRibbon } from './shell/demo-ribbon.tsx'
import { useNonce } from './ui/nonce.tsx'
import { cssVariablesResolver, themeFor } from './ui/theme.ts'

export const links: LinksFunction = () => [
  { rel: 'preload', href: latinFont, as: 'font', type: 'font/woff2', crossOrigin: 'anonymous' },
  { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' },
  { rel: 'manifest', href: '/manifest.webmanifest' },
]

/** What every page needs to draw the same on the server and in the browser. */
export function loader({ context }: LoaderFunctionArgs) {
  return {
    demo: context.demo,
    requestId: context.requestId,
    timeZone: context.session?.timeZone ?? 'Europe/Paris',
    now: (context.ctx?.now() ?? new Date()).toISOString(),
  }
}

export type RootData = Awaited<ReturnType<typeof loader>>

export function Layout({ children }: { children: ReactNode }) {
  const nonce = useNonce()
  const locale = useLocale()
  const title = usePageTitle()
  const t = useTexts('ui')
  const theme = useMemo(() => themeFor(t('close')), [t])
  const demo = (useRouteLoaderData('root') as RootData | undefined)?.demo
  return (
    <html lang={locale} data-demo={demo || undefined} {...mantineHtmlProps}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        {demo && <meta name="robots" content="noindex" />}
        <meta name="theme-color" content="#0b5f64" />
        <title>{title}</title>
        <Links />
        <ColorSchemeScript defaultColorScheme="auto" nonce={nonce} />
      </head>
      <body>
        <MantineProvider
          theme={theme}
          cssVariablesResolver={cssVariablesResolver}
          defaultColorScheme="auto"
          getStyleNonce={() => nonce}
        >
          <Notifications position="bottom-right" />
          {demo && <DemoRibbon />}
          {children}
        </MantineProvider>
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  )
}

export default function Root() {
  return <Outlet />
}

export function ErrorBoundary() {
  return (
    <main>
      <FeatureErrorBoundary />
    </main>
  )
}
