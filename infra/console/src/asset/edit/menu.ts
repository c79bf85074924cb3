/** What can be added to a recipe, in groups. */

import { nameOf, OPERATIONS, title } from './operations'

export interface Entry {
  id: string
  label: string
  name: string
  values?: Record<string, unknown>
}

const SHAPES: Entry[] = [
  {
    id: 'shape',
    label: 'Crop to a shape',
    name: 'crop',
    values: {
      x: undefined,
      y: undefined,
      width: undefined,
      height: undefined,
      aspect: '1:1',
      gravity: 'smart',
    },
  },
  { id: 'angle', label: 'Rotate by an angle', name: 'rotate', values: { angle: 5 } },
  { id: 'trim', label: 'Trim borders', name: 'trim' },
  { id: 'pad', label: 'Pad to a shape', name: 'pad' },
  {
    id: 'margins',
    label: 'Pad by pixels',
    name: 'pad',
    values: { aspect: undefined, left: 40, right: 40, top: 40, bottom: 40 },
  },
  { id: 'round', label: 'Round corners', name: 'round_corners' },
]
const MORE = ['auto_contrast', 'recolor', 'watermark']

const SAID: Record<string, string> = { recolor: 'Recolour' }

const named = (name: string): Entry => ({ id: name, label: SAID[name] ?? title(name), name })

const filters = OPERATIONS.filter((each) => each.filter).map((each) => named(nameOf(each)))

export const MENU: [string, Entry[]][] = [
  ['Filters', filters],
  ['Shape', SHAPES],
  ['More', MORE.map(named)],
]

/** What it is called in a list of steps. */
export function label(name: string, values: Record<string, unknown>): string {
  if (name === 'crop' && values.aspect) return 'Crop to a shape'
  if (name === 'flip')
    return values.direction === 'vertical' ? 'Flip top and bottom' : 'Flip left and right'
  return SAID[name] ?? title(name)
}
