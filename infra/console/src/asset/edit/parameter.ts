import { type Parameter, title } from './operations'

/** What every field of a parameter is given. */
export interface FieldProps {
  parameter: Parameter
  value: unknown
  set: (value: unknown) => void
}

const NAMES: Record<string, string> = {
  x: 'From the left',
  y: 'From the top',
  aspect: 'Shape',
  fit: 'How it fits',
  gravity: 'Where',
  expand: 'Grow to hold all of it',
  colors: 'Colours',
  cutoff: 'Cut off, %',
}

export function called({ name }: Parameter): string {
  return NAMES[name] ?? title(name)
}
