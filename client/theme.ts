/**
 * The tokens as a Mantine theme. The colour tuples repeat `tokens.css`, because Mantine computes
 * with them; a test compares the two.
 */
import {
  createTheme,
  type ButtonFactory,
  type CSSVariablesResolver,
  type ExtendComponent,
  type MantineColorsTuple,
  type MenuFactory,
  type ModalFactory,
} from '@mantine/core';

/** `--gray-1 … --gray-10`; `--gray-0` is Mantine's `white`. */
const gray: MantineColorsTuple = [
  '#f8f9fb',
  '#f0f3f6',
  '#e6e9ed',
  '#d5d9df',
  '#acb1b9',
  '#848b96',
  '#646c78',
  '#464e59',
  '#2a313b',
  '#151a21',
];

/** `--dark-0 … --dark-9`. */
const dark: MantineColorsTuple = [
  '#eef0f4',
  '#c7cbd1',
  '#a4a9b2',
  '#818691',
  '#4a4f57',
  '#353941',
  '#282b31',
  '#1e2127',
  '#16191e',
  '#0f1115',
];

/** `--accent-0 … --accent-9`. */
const accent: MantineColorsTuple = [
  '#f0f5ff',
  '#deeafe',
  '#c2d9ff',
  '#9fc2fe',
  '#75a7fe',
  '#4e8bf8',
  '#2e74f0',
  '#1a60db',
  '#114fba',
  '#0d3e93',
];

// Plain objects, not `Modal.extend(…)`, which would load every component with the theme.
const buttonHeights: Record<string, string> = { xs: '32px', sm: '36px', lg: '44px' };
const buttonSizes: Record<string, string> = { xs: '13px', sm: '14px', lg: '15px' };
const buttonPaddings: Record<string, string> = { xs: '10px', sm: '14px', lg: '18px' };

const button: ExtendComponent<ButtonFactory> = {
  defaultProps: { variant: 'default', size: 'sm' },
  vars: (_theme, { size }) => ({
    root: {
      '--button-height': buttonHeights[size ?? 'sm'] ?? '36px',
      '--button-fz': buttonSizes[size ?? 'sm'] ?? '14px',
      '--button-padding-x': buttonPaddings[size ?? 'sm'] ?? '14px',
    },
  }),
  styles: (_theme, { variant }) => ({
    root: { fontWeight: variant === 'filled' ? 600 : 500, overflow: 'visible' },
    section: { marginInlineEnd: '6px' },
  }),
};

// The placeholder is not a valid child of a menu, and the first item should get the focus.
const menu: ExtendComponent<MenuFactory> = {
  defaultProps: { withInitialFocusPlaceholder: false },
  styles: {
    dropdown: { backgroundColor: 'var(--surface-raised)', borderColor: 'var(--line)' },
    item: { fontSize: 'var(--fs-14)', lineHeight: 'var(--lh-14)' },
  },
};

const modal: ExtendComponent<ModalFactory> = {
  defaultProps: {
    size: 560,
    radius: 'xl',
    padding: 'xl',
    centered: true,
    transitionProps: { transition: 'fade', duration: 150 },
    overlayProps: { color: 'var(--scrim)', backgroundOpacity: 1 },
    // Otherwise the `<header>` of a dialog counts as the page's banner.
    attributes: { header: { role: 'presentation' } },
  },
  styles: {
    content: { backgroundColor: 'var(--surface-raised)', boxShadow: 'var(--elev-3)' },
    header: { backgroundColor: 'var(--surface-raised)' },
    title: { fontSize: 'var(--fs-17)', fontWeight: 600 },
  },
};

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  white: '#ffffff',
  black: '#151a21',
  colors: { gray, dark, accent },
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--font-mono)',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '15px', xl: '17px' },
  lineHeights: { xs: '16px', sm: '20px', md: '20px', lg: '24px', xl: '24px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  defaultRadius: 'md',
  shadows: {
    xs: 'var(--elev-1)',
    sm: 'var(--elev-1)',
    md: 'var(--elev-2)',
    lg: 'var(--elev-3)',
    xl: 'var(--elev-3)',
  },
  headings: {
    fontFamily: 'var(--font)',
    sizes: {
      h1: { fontSize: '22px', lineHeight: '32px', fontWeight: '700' },
      h2: { fontSize: '17px', lineHeight: '24px', fontWeight: '600' },
      h3: { fontSize: '14px', lineHeight: '20px', fontWeight: '600' },
    },
  },
  focusRing: 'auto',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: button,
    Menu: menu,
    Modal: modal,
  },
});

const roles = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-2)',
  '--mantine-color-placeholder': 'var(--text-3)',
  '--mantine-color-anchor': 'var(--accent-text)',
  '--mantine-color-error': 'var(--danger-text)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--surface-hover)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-disabled': 'var(--surface-press)',
  '--mantine-color-disabled-color': 'var(--text-disabled)',
  '--mantine-color-accent-filled': 'var(--accent)',
  '--mantine-color-accent-filled-hover': 'var(--accent-hover)',
  '--mantine-color-accent-light': 'var(--accent-tint)',
  '--mantine-color-accent-light-color': 'var(--accent-text)',
  '--mantine-color-gray-light-color': 'var(--text-2)',
  '--mantine-color-gray-light-hover': 'var(--surface-press)',
};

/** Maps Mantine's variables to our roles, in both schemes. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  // Also before the scheme is known.
  variables: roles,
  light: roles,
  dark: roles,
});
