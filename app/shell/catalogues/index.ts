import type { Locale } from '#app/kernel/actor.ts'
import { catalogue as en } from './en.ts'
import { catalogue as fr } from './fr.ts'

/** For the server, which answers in both languages; a browser loads only its own. */
export const catalogueOf = (locale: Locale) => (locale === 'en' ? en : fr)
