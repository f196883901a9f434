import { z } from 'zod'

// What Pro Santé Connect says of a professional (fr: téléservice national d’identification). The work situations
// stand in `SubjectRefPro`, as the national directory has them.

const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || null)

const Activity = z.object({
  codeModeExercice: text,
  codeSecteurDactivite: text,
  codeRole: text,
  numeroSiretSite: text,
  numeroFinessSite: text,
  raisonSocialeSite: text,
  enseigneCommercialeSite: text,
})
const Exercise = z.object({
  codeProfession: z.string(),
  codeTypeSavoirFaire: text,
  codeSavoirFaire: text,
  activities: z.array(Activity).nullish(),
})
/** Their userinfo answer, as far as it is used; other claims may come and go. */
export const ProSanteConnectUser = z.object({
  SubjectNameID: z.string().min(2).max(40),
  given_name: z.string(),
  family_name: z.string(),
  SubjectRefPro: z.object({ exercices: z.array(Exercise) }),
})
export type ProSanteConnectUser = z.infer<typeof ProSanteConnectUser>

/** One work situation (fr: situation d’exercice): where, as what. */
export const WorkSituation = z.object({
  /** Its place in the list: what a form sends back. */
  index: z.number(),
  professionCode: z.string(),
  specialtyCode: z.string().nullable(),
  finess: z.string().nullable(),
  siret: z.string().nullable(),
  placeName: z.string().nullable(),
})
export type WorkSituation = z.infer<typeof WorkSituation>

export const ProSanteConnectIdentity = z.object({
  /** National identifier: 8 and the RPPS for a professional of the directory. The key of an account. */
  nationalId: z.string(),
  rpps: z.string().nullable(),
  givenName: z.string(),
  familyName: z.string(),
  situations: z.array(WorkSituation),
})
export type ProSanteConnectIdentity = z.infer<typeof ProSanteConnectIdentity>

/** An RPPS has the prefix 8 in a national identifier (fr: idNat_PS); 0 is an ADELI, 3 to 6 are structures' own. */
const rppsOf = (nationalId: string) => /^8(\d{11})$/.exec(nationalId)?.[1] ?? null

/** A cookie has 4,096 characters. */
const MAX_SITUATIONS = 12
const MAX_NAME = 60

export function identityOf(user: ProSanteConnectUser): ProSanteConnectIdentity {
  const situations = user.SubjectRefPro.exercices.flatMap((exercise) =>
    (exercise.activities ?? []).map((activity) => ({
      professionCode: exercise.codeProfession,
      specialtyCode: exercise.codeSavoirFaire,
      finess: activity.numeroFinessSite,
      siret: activity.numeroSiretSite,
      placeName: (activity.enseigneCommercialeSite ?? activity.raisonSocialeSite)?.slice(0, MAX_NAME) ?? null,
    })),
  )
  return {
    nationalId: user.SubjectNameID,
    rpps: rppsOf(user.SubjectNameID),
    givenName: user.given_name,
    familyName: user.family_name,
    situations: situations.slice(0, MAX_SITUATIONS).map((situation, index) => ({ index, ...situation })),
  }
}

/** What is kept in the browser between the two halves of the way: sealed, for ten minutes. */
export const Handshake = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string(),
})
export type Handshake = z.infer<typeof Handshake>
