import { expect, test } from 'vitest'

type Texts = { [key: string]: string | Texts }
const catalogues = import.meta.glob<{ fr: Texts }>('/app/**/locales/fr.ts', { eager: true })

const sentences = (texts: Texts, path: string): [string, string][] =>
  Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${path}.${key}`, value] as [string, string]]
      : sentences(value, `${path}.${key}`),
  )

const all = Object.entries(catalogues).flatMap(([file, { fr }]) => sentences(fr, file))

// A colon inside a word is no punctuation: 14:05, https://, {{a}}:{{b}}.
const BREAKING = /(?<![\u00A0\u202F])(?:[?!;»]|:(?=\s|$))|«(?![\u00A0\u202F])/u

test('there are catalogues to look at', () => expect(all.length).toBeGreaterThan(50))

test('French punctuation never begins a line: a no-break space stands before : ; ? ! and »', () => {
  expect(all.filter(([, text]) => BREAKING.test(text))).toEqual([])
})

test('apostrophes are typographic', () => {
  expect(all.filter(([, text]) => /\p{L}'\p{L}/u.test(text))).toEqual([])
})

test('the rule sees what it is for', () => {
  expect(['Quoi ?', 'Non;', 'Ici : là', '«a »'].filter((t) => BREAKING.test(t))).toHaveLength(4)
  expect(['Quoi\u00A0?', 'à 14:05', 'https://x'].filter((t) => BREAKING.test(t))).toEqual([])
})
