import { z } from 'zod'
import { DomainError } from '#app/kernel/errors.ts'

/** An address somebody typed: what is no id is no membership. */
export function idOrNotFound(param: string | undefined): string {
  const id = z.uuid().safeParse(param)
  if (!id.success) throw new DomainError('not_found', 'identity.membershipNotFound')
  return id.data
}
