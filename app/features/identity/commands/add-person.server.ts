import { isRppsValid } from '#app/kernel/check-digits.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { people } from '#db/schema/people.ts'
import type { SignInCtx } from '../sign-in-ctx.server.ts'

export type NewPerson = {
  familyName: string
  givenName: string
  /** Absent for who has none: secretaries, technicians, administrators. */
  rpps?: string
  /** Since when the number is known to be theirs; left out, somebody only typed it. */
  rppsProvenAt?: Date
  title?: string
  professionCode?: string
  specialtyCode?: string
}

/** A professional, once for all regions. */
export async function addPerson(ctx: SignInCtx, input: NewPerson): Promise<{ personId: string }> {
  if (input.rpps !== undefined && !isRppsValid(input.rpps))
    throw new DomainError('invalid', 'identity.rppsInvalid')
  const [row] = await ctx.read((db) =>
    db.insert(people).values(input).onConflictDoNothing({ target: people.rpps }).returning({ id: people.id }),
  )
  if (!row) throw new DomainError('conflict', 'identity.rppsTaken')
  return { personId: row.id }
}
