import { fileResult } from '#app/features/record/index.server.ts'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { isLatestWord } from '../feed-subjects.server.ts'
import { type FilingSource, provenanceOf } from '../filing-source.ts'
import type { IncomingResults } from '../formats/hl7v2/read-results.ts'
import { findOwnFile } from '../queries/find-own-file.server.ts'
import { localIdOf, nameOf } from '../rules.ts'
import { personOf } from './file-documents.server.ts'
import { meaningsOf } from './resolve-codes.server.ts'

/** The values of a report, order by order, to the one patient it names. */
export async function fileResults(
  ctx: Ctx,
  { identity, results, visibility, saidAt }: IncomingResults,
  source: FilingSource,
): Promise<void> {
  const localId = localIdOf(identity, source.patientAuthority)
  const local = results
    .flatMap(({ observations }) => observations)
    .filter(({ codeSystem }) => codeSystem === 'local')
    .map(({ code }) => code)
  const [{ fileId }, meant] = await ctx.read((tx) =>
    Promise.all([findOwnFile(tx, identity, localId), meaningsOf(tx, source.connectionId, 'analysis', local)]),
  )
  for (const { status, occurredAt, author, observations, ...result } of results) {
    const word = { kind: 'result' as const, number: result.uniqueId, saidAt: saidAt?.at ?? source.receivedAt }
    if (!(await ctx.write(({ tx }) => isLatestWord(tx, ctx, word)))) continue
    await fileResult(ctx, {
      ...result,
      fileId,
      occurredAt: occurredAt?.at ?? source.receivedAt,
      authorPersonId: await personOf(ctx, author?.rpps ?? null),
      authorName: nameOf(author),
      authorRpps: author?.rpps,
      reportStatus: status,
      observations: observations.map((observation) => {
        const loinc = observation.codeSystem === 'local' ? meant.get(observation.code) : undefined
        return loinc ? { ...observation, code: loinc, codeSystem: 'loinc' } : observation
      }),
      isRestricted: visibility.isMaskedFromProfessionals,
      isHiddenFromPatient: visibility.isHiddenFromPatient,
      isHiddenFromRepresentatives: visibility.isHiddenFromLegalRepresentatives,
      ...provenanceOf(source),
    })
  }
}
