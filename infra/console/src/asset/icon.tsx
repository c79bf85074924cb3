/** Small line drawings for buttons, which carry their own words. */

const PATHS = {
  back: 'M15 5l-7 7 7 7',
  next: 'M9 5l7 7-7 7',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  whole: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  bin: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13',
  up: 'M12 19V5M6 11l6-6 6 6',
  down: 'M12 5v14M6 13l6 6 6-6',
  close: 'M6 6l12 12M18 6L6 18',
  edit: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  compare: 'M12 3v18M9 6H4v12h5M15 6h5v12h-5',
  crop: 'M7 2v15h15M2 7h15v15',
  size: 'M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7',
  left: 'M4 4v6h6M4.5 10a8 8 0 1 1-.5 5',
  right: 'M20 4v6h-6M19.5 10a8 8 0 1 0 .5 5',
  mirror: 'M12 3v18M9 7l-6 10h6zM15 7l6 10h-6z',
  topple: 'M3 12h18M7 9l10-6v6zM7 15l10 6v-6z',
  microphone: 'M12 3a3 3 0 0 1 3 3v6a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM5 11a7 7 0 0 0 14 0M12 18v3',
  stop: 'M7 7h10v10H7z',
  out: 'M14 4H5v16h9M10 12h11M17 8l4 4-4 4',
  save: 'M12 4v11M7 11l5 5 5-5M4 20h16',
} as const

export type IconName = keyof typeof PATHS

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  )
}
