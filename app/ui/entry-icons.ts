import {
  type Icon,
  IconActivity,
  IconAlertTriangle,
  IconBed,
  IconCalendarEvent,
  IconChecklist,
  IconClipboardHeart,
  IconDna2,
  IconFileText,
  IconFlask,
  IconGavel,
  IconMessage,
  IconNote,
  IconPhoto,
  IconPill,
  IconVaccine,
} from './icons.ts'

/** One picture for each kind of thing in a record, the same in every list. */
export const entryIcons = {
  stay: IconBed,
  appointment: IconCalendarEvent,
  document: IconFileText,
  result: IconFlask,
  measure: IconActivity,
  condition: IconClipboardHeart,
  treatment: IconVaccine,
  allergy: IconAlertTriangle,
  note: IconNote,
  biomarker: IconDna2,
  decision: IconGavel,
  prescription: IconPill,
  imaging_study: IconPhoto,
  message: IconMessage,
  task: IconChecklist,
} as const satisfies Record<string, Icon>

export type TimelineKind = keyof typeof entryIcons
