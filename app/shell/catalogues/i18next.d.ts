import type { catalogue } from './fr.ts'

// Keys are checked against the French texts: `t('recrod:title')` does not compile.
declare module 'i18next' {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface can be merged into i18next's own
  interface CustomTypeOptions {
    defaultNS: 'ui'
    resources: typeof catalogue
  }
}
