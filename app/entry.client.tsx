import { RemixBrowser } from '@remix-run/react'
import { setNonce } from 'get-nonce'
import { StrictMode, startTransition, useEffect, useState } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { I18nextProvider } from 'react-i18next'
import { createI18n } from './kernel/i18n.ts'
import { NonceProvider } from './ui/nonce.tsx'

const locale = document.documentElement.lang === 'en' ? 'en' : 'fr'
// One language a page: switching reloads it.
const { catalogue } =
  locale === 'en' ? await import('./shell/catalogues/en.ts') : await import('./shell/catalogues/fr.ts')

// The attribute reads '' to scripts, the property does not: styles that come later need it.
const nonce = document.querySelector<HTMLElement>('script[nonce]')?.nonce ?? ''
setNonce(nonce)

function Page() {
  // First '' as React must find it in the document, then what the CSP asks of new tags.
  const [shown, setShown] = useState('')
  useEffect(() => setShown(nonce), [])
  return (
    <NonceProvider value={shown}>
      <I18nextProvider i18n={createdOnce}>
        <RemixBrowser />
      </I18nextProvider>
    </NonceProvider>
  )
}

const createdOnce = createI18n(locale, catalogue)

// Who moves on while a page refreshes breaks its request off. The reader of the answer's stream lets that
// rejection go unhandled (turbo-stream's `done`); it is nobody's fault and belongs on no console.
window.addEventListener('unhandledrejection', (event) => {
  if (event.reason instanceof DOMException && event.reason.name === 'AbortError') event.preventDefault()
})

// The root's first drawing waits for the page's data. A key pressed just then makes React draw at once what cannot
// be drawn yet, and it takes that for a fault of its own (345). So the data is asked for before there is a root: what
// the component throws while it waits is what it waits for.
try {
  RemixBrowser({})
} catch (waiting) {
  await waiting
}

startTransition(() => {
  hydrateRoot(
    document,
    <StrictMode>
      <Page />
    </StrictMode>,
  )
})
