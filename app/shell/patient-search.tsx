import { Kbd, TextInput } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { Form, useLocation, useSearchParams } from '@remix-run/react'
import { useRef } from 'react'
import { useTexts } from '#app/kernel/i18n.ts'
import { IconSearch } from '#app/ui/icons.ts'
import classes from './header.module.css'

/** The one search field: Ctrl+K from anywhere, Enter for the list of results. */
export function PatientSearch() {
  const t = useTexts('shell')
  const field = useRef<HTMLInputElement>(null)
  const [params] = useSearchParams()
  const { pathname } = useLocation()
  useHotkeys([['mod+K', () => field.current?.select()]], [])

  return (
    <Form action="/patients" role="search" className={classes.search}>
      <TextInput
        // A new field for each search, so that it shows what the page below answers.
        key={pathname === '/patients' ? params.get('q') : ''}
        ref={field}
        name="q"
        type="search"
        defaultValue={pathname === '/patients' ? (params.get('q') ?? '') : ''}
        aria-label={t('search.label')}
        aria-keyshortcuts="Control+K"
        placeholder={t('search.placeholder')}
        autoComplete="off"
        spellCheck={false}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={<Kbd size="xs">{t('search.shortcut')}</Kbd>}
        rightSectionWidth={64}
        rightSectionProps={{ 'aria-hidden': true, className: classes.shortcut }}
      />
    </Form>
  )
}
