import { DomainError } from '#app/kernel/errors.ts'
import { answer } from '#app/kernel/route.server.ts'

/** Any address that no route answers, inside the shell: the way back stays on screen. */
export const loader = () =>
  answer(() => {
    throw new DomainError('not_found', 'kernel.pageNotFound')
  })

export default function NotFound() {
  return null
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
