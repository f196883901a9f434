import { createInstance, type FlatNamespace, type i18n, type Resource, type TFunction } from 'i18next'
import { useContext } from 'react'
import { I18nContext, initReactI18next } from 'react-i18next'
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

/** One instance for one language, which never changes: a server has one of each, a browser page has one. */
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

/**
 * The instance around this component. Not `useTranslation`: it copies the whole instance for each component
 * that asks, which was a sixth of the time a page took. One instance has one language, so nothing is missed.
 */
function useInstance(): i18n {
  const context = useContext(I18nContext) as { i18n: i18n } | undefined
  if (!context) throw new Error('There are no texts around this component: I18nextProvider is missing.')
  return context.i18n
}

const madeOnce = new WeakMap<i18n, Map<string, unknown>>()

const MAX_COUNT = 200

/**
 * Sentences that need nothing, or a small number, are looked up once: a list asks for the same few hundreds of
 * times, and finding them was a sixth of the time a page took.
 */
function remembering(find: TFunction<never, undefined>) {
  const look = find as unknown as (key: string, options?: { count?: number }) => string
  const known = new Map<string, string>()
  return (key: string, options?: { count?: number }) => {
    const count = options?.count
    const isSimple = !options || (Object.keys(options).length === 1 && isSmall(count))
    if (typeof key !== 'string' || !isSimple) return look(key, options)
    const id = count === undefined ? key : `${key} ${count}`
    const found = known.get(id) ?? look(key, options)
    known.set(id, found)
    return found
  }
}
const isSmall = (count: unknown) =>
  Number.isInteger(count) && Number(count) >= 0 && Number(count) <= MAX_COUNT

/** The texts of one feature: `const t = useTexts('record')`, then `t('searchPlaceholder')`. */
export function useTexts<N extends FlatNamespace>(namespace: N): TFunction<N, undefined> {
  const instance = useInstance()
  const made = madeOnce.get(instance) ?? new Map<string, unknown>()
  madeOnce.set(instance, made)
  if (!made.has(namespace)) made.set(namespace, remembering(instance.getFixedT(null, namespace)))
  return made.get(namespace) as TFunction<N, undefined>
}

/** The locale the page is shown in. */
export function useLocale(): Locale {
  return useInstance().language === 'en' ? 'en' : 'fr'
}

/**
 * The sentence for a refusal. Commands throw `boards.decideNotAllowed`; its text stands in the catalogue of
 * `boards` under `errors`. Keys come from the server at run time, hence no type on them.
 */
export function useReason() {
  const i18n = useInstance()
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
