import { Autocomplete } from '@mantine/core'
import { findTerms } from '../terms/codes.ts'
import classes from './fact-page.module.css'

type Term = { code: string; words: string }
type Props<T extends Term> = {
  terms: readonly T[]
  value: string
  onChange: (words: string) => void
  onTerm: (term: T) => void
  name: string
  id: string
  label?: string
  error?: string | boolean
  description?: string
  required?: boolean
}

/** Free text, with what the starter set has for it: choosing one also brings its code. */
export function TermField<T extends Term>({ terms, value, onChange, onTerm, ...field }: Props<T>) {
  const found = findTerms(terms, value)
  // What is chosen already needs no proposal.
  const proposals = found.filter(({ words }) => words !== value)
  return (
    <Autocomplete
      {...field}
      value={value}
      onChange={onChange}
      onOptionSubmit={(words) => {
        const term = terms.find((one) => one.words === words)
        if (term) onTerm(term)
      }}
      data={proposals.map(({ words }) => words)}
      // Found by the beginnings of words already.
      filter={({ options }) => options}
      renderOption={({ option }) => (
        <>
          <span>{option.value}</span>
          <span className={classes.code}>{found.find(({ words }) => words === option.value)?.code}</span>
        </>
      )}
      maxLength={300}
      autoComplete="off"
    />
  )
}
