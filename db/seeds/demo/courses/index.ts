import type { Course } from '../story.ts'
import { breast } from './breast.ts'
import { colon } from './colon.ts'
import { lung } from './lung.ts'
import { headNeck, lymphoma, ovary } from './others.ts'
import { prostate } from './prostate.ts'

// Invented courses, in the words of French letters and reports. Nothing here is medical advice, nor anybody's.

export type Disease = 'breast' | 'colon' | 'prostate' | 'lung' | 'lymphoma' | 'ovary' | 'headNeck'

export const COURSES: Record<Disease, Course> = { breast, colon, prostate, lung, lymphoma, ovary, headNeck }
