import { useTexts } from '#app/kernel/i18n.ts'
import type { FactForm } from '../contract.ts'

type Words = { label: string; error?: string }

/** The label of each field of a form, and what is wrong when it is wrong. */
export function useFactWords(kind: FactForm) {
  const t = useTexts('record')
  const error = t('writing.missing')
  const w = (label: string, wrong: string = error): Words => ({ label, error: wrong })
  const bounds = t('writing.measure.outOfBounds')
  const condition = {
    title: w(t('writing.condition.title')),
    code: w(t('facts.code')),
    category: w(t('writing.condition.category')),
    day: w(t('writing.condition.day')),
    clinicalStatus: w(t('facts.clinicalStatus')),
    isSuspected: w(t('writing.condition.isSuspected')),
    topography: w(t('facts.site')),
    topographyCode: w(t('writing.condition.topographyCode')),
    laterality: w(t('facts.laterality')),
    morphology: w(t('facts.histology')),
    morphologyCode: w(t('writing.condition.morphologyCode')),
    tumour: w(t('writing.condition.tumour')),
    nodes: w(t('writing.condition.nodes')),
    metastases: w(t('writing.condition.metastases')),
    stage: w(t('writing.condition.stage')),
    stagingKind: w(t('writing.condition.stagingKind')),
    stagingSystem: w(t('writing.condition.stagingSystem')),
    stagedOn: w(t('facts.stagedOn')),
    isConfirmed: w(t('writing.condition.isConfirmed'), t('writing.condition.isConfirmedMissing')),
  }
  const others = {
    allergy: {
      substance: w(t('facts.substance')),
      reaction: w(t('facts.reaction')),
      severity: w(t('facts.severity')),
      day: w(t('writing.allergy.day')),
    },
    treatment: {
      title: w(t('writing.treatment.title')),
      category: w(t('facts.category')),
      state: w(t('facts.state')),
      intent: w(t('facts.intent')),
      day: w(t('writing.treatment.day')),
      until: w(t('writing.treatment.until'), t('writing.treatment.untilWrong')),
      line: w(t('writing.treatment.line')),
      protocol: w(t('facts.protocol')),
      dose: w(t('facts.dose')),
      stopReason: w(t('facts.stopReason')),
    },
    measure: {
      day: w(t('writing.measure.day')),
      time: w(t('writing.measure.time')),
      weight: w(t('writing.measure.weight'), bounds),
      height: w(t('writing.measure.height'), bounds),
      temperature: w(t('writing.measure.temperature'), bounds),
      ecog: w(t('writing.measure.ecog'), bounds),
    },
    biomarker: {
      marker: w(t('facts.marker')),
      result: w(t('facts.result')),
      value: w(t('writing.biomarker.value')),
      method: w(t('facts.method')),
      origin: w(t('facts.origin')),
      specimen: w(t('facts.specimen')),
      day: w(t('writing.biomarker.day')),
      sourceEntryId: w(t('writing.biomarker.sourceEntryId')),
    },
  }
  const words: Record<string, Words> = kind === 'condition' ? condition : others[kind]
  return words
}
