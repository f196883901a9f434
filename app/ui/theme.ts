import {
  Button,
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  type MantineThemeOverride,
} from '@mantine/core'

const teal: MantineColorsTuple = [
  '#eef7f7',
  '#d9ecec',
  '#b3d8d9',
  '#86c1c3',
  '#5cabae',
  '#3c979b',
  '#26868b',
  '#147378',
  '#0b5f64',
  '#064a4e',
]

// Greys lean a little towards the accent, so that a screen of tables does not look blue beside it.
const gray: MantineColorsTuple = [
  '#f6f8f8',
  '#eef1f2',
  '#e3e8e9',
  '#d3dadc',
  '#b9c3c6',
  '#98a5a9',
  '#71808a',
  '#55636b',
  '#37434a',
  '#1d272c',
]
// Mantine's red is too light for words on our page.
const red: MantineColorsTuple = [
  '#fdf0ef',
  '#fadbd8',
  '#f3b4ae',
  '#ec8b83',
  '#e2665c',
  '#d6483d',
  '#c4342a',
  '#b92a20',
  '#b0241b',
  '#8a1912',
]
const dark: MantineColorsTuple = [
  '#dce3e5',
  '#bcc7ca',
  '#9aa8ac',
  '#66757a',
  '#46545a',
  '#37444a',
  '#2a353a',
  '#20292d',
  '#182023',
  '#10161a',
]

/**
 * One accent, four sizes of text, dense controls. 14 px for professionals, 17 px (`lg`) for patients.
 * `closeLabel` names every cross in the page's language.
 */
export const themeFor = (closeLabel: string) =>
  createTheme({
    ...look,
    components: { ...components, CloseButton: { defaultProps: { 'aria-label': closeLabel } } },
  })

const look = createTheme({
  primaryColor: 'teal',
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  colors: { teal, gray, red, dark },
  black: '#1d272c',
  fontFamily: "'Source Sans 3 Variable', system-ui, sans-serif",
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '0.875rem', lg: '1.0625rem', xl: '1.375rem' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.45', lg: '1.5', xl: '1.3' },
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.35' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
      h4: { fontSize: '0.875rem', lineHeight: '1.4' },
      h5: { fontSize: '0.75rem', lineHeight: '1.4' },
      h6: { fontSize: '0.75rem', lineHeight: '1.4' },
    },
  },
  spacing: { xs: '0.375rem', sm: '0.625rem', md: '1rem', lg: '1.25rem', xl: '1.75rem' },
  defaultRadius: 'sm',
  radius: { xs: '2px', sm: '5px', md: '8px', lg: '12px', xl: '20px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
})

const components: MantineThemeOverride['components'] = {
  Button: Button.extend({
    vars: (_theme, { size }) => ({ root: size === undefined ? { '--button-height': '2.125rem' } : {} }),
    defaultProps: { fw: 600 },
  }),
  Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
  // Mantine's placeholder for the first focus is no child that a menu may have (ARIA).
  Menu: { defaultProps: { shadow: 'md', withInitialFocusPlaceholder: false } },
  Modal: { defaultProps: { centered: true }, styles: { title: { fontWeight: 650, fontSize: '1.0625rem' } } },
  Notification: { styles: { description: { color: 'var(--mantine-color-dimmed)' } } },
}

/** Where Mantine's defaults miss AA contrast on our greys. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': gray[7],
    '--mantine-color-placeholder': '#66757a',
    '--mantine-color-default-border': gray[3],
    '--mantine-color-error': red[8],
    '--page-bg': gray[1],
    '--line': gray[2],
  },
  dark: {
    '--mantine-color-dimmed': dark[2],
    '--mantine-color-placeholder': dark[2],
    '--mantine-color-default-border': dark[5],
    '--mantine-color-anchor': teal[3],
    '--mantine-color-error': red[2],
    '--mantine-color-red-outline': red[2],
    '--page-bg': dark[8],
    '--line': dark[6],
  },
})
