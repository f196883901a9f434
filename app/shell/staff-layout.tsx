import type { LoaderFunctionArgs } from '@remix-run/node'
import { Outlet, useLoaderData } from '@remix-run/react'
import { useState } from 'react'
import { SessionWatch, SupportBanner } from '#app/features/identity/ui/index.ts'
import { canChooseNotices } from '#app/features/messaging/index.server.ts'
import { canSeeOwnAccesses, listOpenGlass } from '#app/features/oversight/index.server.ts'
import { GlassBanner } from '#app/features/oversight/ui/index.ts'
import { canSeeDelegations } from '#app/features/record/index.server.ts'
import type { Role } from '#app/kernel/actor.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { requireCtx } from '#app/kernel/route.server.ts'
import { PrintFooter } from '#app/ui/print-footer.tsx'
import { Header } from './header.tsx'
import { navigationFor } from './navigation.ts'
import { BottomBar, Rail } from './rail.tsx'
import classes from './staff-layout.module.css'

const RAIL_COOKIE = 'rail'

/** Who one is and where one works: what is always on screen. */
export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const { actor } = ctx
  const { session } = args.context
  const workContexts = session?.workContexts ?? []
  return {
    displayName: session?.displayName ?? actor.displayName,
    current: workContexts.find((c) => c.membershipId === session?.membershipId) ?? null,
    workContexts,
    hasAccesses: canSeeOwnAccesses(actor),
    hasNotices: canChooseNotices(actor),
    mayDelegate: canSeeDelegations(actor),
    openGlass: await listOpenGlass(ctx),
    acting: session?.acting ?? null,
    helper: session?.helper ?? null,
    navigation: navigationFor(actor.role as Role, actor.isAdministrator),
    isRailCollapsed: (args.request.headers.get('cookie') ?? '').includes(`${RAIL_COOKIE}=collapsed`),
  }
}

export type ShellData = Awaited<ReturnType<typeof loader>>

export default function StaffLayout() {
  const shell = useLoaderData<typeof loader>()
  const t = useTexts('shell')
  const [isCollapsed, setCollapsed] = useState(shell.isRailCollapsed)
  const toggle = () => {
    // A cookie, so that the server draws the rail as wide as it was left and nothing jumps.
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser we serve
    document.cookie = `${RAIL_COOKIE}=${isCollapsed ? 'open' : 'collapsed'}; path=/; max-age=31536000; samesite=lax`
    setCollapsed(!isCollapsed)
  }

  return (
    <div className={classes.layout} data-collapsed={isCollapsed || undefined}>
      <a href="#content" className={classes.skip} data-print="no">
        {t('skip')}
      </a>
      <Header shell={shell} />
      <Rail items={shell.navigation} isCollapsed={isCollapsed} onToggle={toggle} />
      <main id="content" tabIndex={-1} className={classes.content}>
        <SupportBanner acting={shell.acting} helper={shell.helper} />
        <GlassBanner open={shell.openGlass} />
        <Outlet />
      </main>
      <BottomBar items={shell.navigation} />
      <SessionWatch />
      <PrintFooter name={shell.displayName} establishment={shell.current?.establishmentName ?? ''} />
    </div>
  )
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
