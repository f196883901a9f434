import { createInstance, type FlatNamespace, type i18n, type Resource } from 'i18next'
import { initReactI18next, useTranslation } from 'react-i18next'
import type { Locale } from './actor.ts'

// French is written first and gives the shape; English must fill it (docs: architecture of texts).

type ManyKey<K> = K extends `${string}_many` ? K : never

/**
 * What a translation of `T` must hold: every key of it. Only the plural form `_many`, which French has
 * (« un million de dossiers ») and English has not, may be left out.
 */
export type Catalogue<T> = {
  readonly [K in keyof T as Exclude<K, ManyKey<K>>]: T[K] extends string ? string : Catalogue<T[K]>
} & { readonly [K in keyof T as ManyKey<K>]?: string }

/** One instance for one language: the server makes one a request, a browser page has one. */
export function createI18n(locale: Locale, texts: Resource[string]): i18n {
  const instance = createInstance()
  void instance.use(initReactI18next).init({
    lng: locale,
    fallbackLng: locale,
    resources: { [locale]: texts },
    ns: Object.keys(texts),
    defaultNS: 'ui',
    initAsync: false,
    // React escapes what it shows.
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
    saveMissing: true,
    missingKeyHandler: (_lngs, namespace, key) => console.error(`missing text ${namespace}:${key}`),
  })
  return instance
}

/** The texts of one feature: `const t = useTexts('record')`, then `t('searchPlaceholder')`. */
export function useTexts<N extends FlatNamespace>(namespace: N) {
  return useTranslation<N, undefined>(namespace).t
}

/** The locale the page is shown in. */
export function useLocale(): Locale {
  return useTranslation().i18n.language === 'en' ? 'en' : 'fr'
}

/**
 * The sentence for a refusal. Commands throw `boards.decideNotAllowed`; its text stands in the catalogue of
 * `boards` under `errors`. Keys come from the server at run time, hence no type on them.
 */
export function useReason() {
  const { i18n } = useTranslation()
  return (reason: string, details: Record<string, string | number> = {}) => {
    const [feature = '', ...rest] = reason.split('.')
    const key = `${feature}:errors.${rest.join('.')}`
    const found = i18n.exists(key) ? key : 'kernel:errors.refused'
    return String(i18n.t(found as never, { ...details } as never))
  }
}

/** What a browser asks for, when nobody has chosen yet: French unless English is preferred to it. */
export function preferredLocale(acceptLanguage: string | undefined): Locale {
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...params] = part.trim().split(';')
      const q = params.map((p) => p.trim()).find((p) => p.startsWith('q='))
      return { language: tag.toLowerCase().split('-')[0], weight: q ? Number(q.slice(2)) : 1 }
    })
    .filter((w) => w.weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .find((w) => w.language === 'fr' || w.language === 'en')
  return wanted?.language === 'en' ? 'en' : 'fr'
}
