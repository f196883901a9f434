import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { useDatabase } from '#db/test/harness.ts'
import { fold, wordsOf } from './rules.ts'

const database = useDatabase()

const names = [
  'Éloïse',
  'ÉLOÏSE',
  'Eloi\u0308se',
  'Œuvrard',
  'ŒUVRARD-LÆTITIA',
  'François',
  'D’Été',
  "L'Haÿ-les-Roses",
  'Jean-Pierre',
  'de la Tour du Pin',
  'Nuñez',
  'Müller',
  'Strauß',
  'Łukasz',
  'Bjørn',
  'İsmail',
  'Ŝĉiuro',
  'Nguyễn',
  '  double  blanc ',
  'N°12',
  '',
]

// UXS-01
test.each(names)('%s folds the same here and in the database', async (name) => {
  const [row] = await database.db.execute<{ folded: string; words: string[] }>(sql`
    select app.fold(${name}) as folded, array(select app.name_tokens(${name}) order by 1) as words`)
  expect(fold(name)).toBe(row!.folded)
  expect(wordsOf(name).sort()).toEqual(row!.words)
})
