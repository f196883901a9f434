import type { Reaction } from '#app/kernel/reactions.ts'
import type { Processor } from './kernel/processor.ts'

/** What the relay turns events into: the reactions of every feature. */
export const reactions: readonly Reaction[] = []

/** Who does which job. */
export const processors: readonly Processor[] = []
