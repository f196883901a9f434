import { z } from 'zod'

/** Something that happened, as other features may know of it: ids and short codes, never clinical text. */
export type EventDef<S extends z.ZodRawShape = z.ZodRawShape> = {
  name: string
  schema: z.ZodObject<S>
}
export type EventPayload<E extends EventDef> = z.infer<E['schema']>

/**
 * `<feature>.<noun>.<past participle>`. Unknown keys are dropped and new ones come as optional, so that
 * two releases can run beside each other.
 */
export const defineEvent = <S extends z.ZodRawShape>(name: string, shape: S): EventDef<S> => ({
  name,
  schema: z.object(shape),
})
