/** How things are said: in the reader's own language where the browser knows how. */

const bytesOf = (unit: 'byte' | 'kilobyte' | 'megabyte' | 'gigabyte', digits: number) =>
  new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit,
    unitDisplay: unit === 'byte' ? 'long' : 'short',
    maximumFractionDigits: digits,
  })
const UNITS = [
  [1e9, bytesOf('gigabyte', 1)],
  [1e6, bytesOf('megabyte', 1)],
  [1e3, bytesOf('kilobyte', 0)],
  [1, bytesOf('byte', 0)],
] as const

export function bytes(count: number): string {
  const [size, format] = UNITS.find(([size]) => count >= size) ?? UNITS[3]
  return format.format(count / size)
}

const whole = new Intl.NumberFormat()
export const number = (value: number): string => whole.format(value)

/** `1 picture`, `2 pictures`. */
export function count(value: number, one: string, many = `${one}s`): string {
  return `${number(value)} ${value === 1 ? one : many}`
}

const long = new Intl.DateTimeFormat(undefined, { dateStyle: 'full' })
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const named = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })

/** Of a time in RFC 3339: the reader's day, to group by. */
export function dayOf(time: string): string {
  return new Date(time).toDateString()
}

/** A day as a heading: today, yesterday, or its date. */
export function dayName(day: string, now = new Date()): string {
  const ago = Math.round((Date.parse(now.toDateString()) - Date.parse(day)) / 86_400_000)
  if (ago > 1) return long.format(new Date(day))
  const name = named.format(-ago, 'day')
  return name.charAt(0).toLocaleUpperCase() + name.slice(1)
}

export const when = (time: string): string => moment.format(new Date(time))

const rest = new Intl.RelativeTimeFormat(undefined, { numeric: 'always' })

/** How long until then: `in 3 days`. */
export function until(time: string, now = Date.now()): string {
  const minutes = Math.round((Date.parse(time) - now) / 60_000)
  if (Math.abs(minutes) >= 1200) return rest.format(Math.round(minutes / 1440), 'day')
  if (Math.abs(minutes) >= 60) return rest.format(Math.round(minutes / 60), 'hour')
  return rest.format(minutes, 'minute')
}
