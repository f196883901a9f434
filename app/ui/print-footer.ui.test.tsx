import { expect, test } from 'vitest'
import { PrintFooter } from './print-footer.tsx'
import { render } from './test/render.tsx'

test('a name cannot leave the style it stands in', () => {
  const markup = render(<PrintFooter name={'"}</style><script>x'} establishment="CHU" />)
  expect(markup).not.toContain('<script')
  expect(markup).toContain('\\22 \\7d \\3c \\2f style\\3e ')
})
