/** A recipe in whole words, for people to check before it is followed. */

import { label } from '../edit/menu'
import { OPERATIONS, nameOf, type Parameter, title } from '../edit/operations'
import { called } from '../edit/parameter'

type Values = Record<string, unknown>

/** `Brightness: factor 1.3`, one for each operation. */
export function stepsOf(recipe: Values | null): string[] {
  const operations = recipe?.operations
  return Array.isArray(operations) ? operations.map((each: Values) => stepOf(each)) : []
}

/** `Saved as WEBP, quality 80`, or nothing. */
export function savedAs(recipe: Values | null): string {
  const { format, quality } = recipe ?? {}
  const parts = [
    typeof format === 'string' && `as ${format.toUpperCase()}`,
    typeof quality === 'number' && `quality ${quality}`,
  ].filter(Boolean)
  return parts.length ? `Saved ${parts.join(', ')}` : ''
}

function stepOf(step: Values): string {
  const name = String(step.operation === 'filter' ? step.type : step.operation)
  const known = OPERATIONS.find((each) => nameOf(each) === name)
  const said = (known?.parameters ?? []).flatMap((parameter) => {
    const value = step[parameter.name]
    const usual = value === undefined || value === null || value === parameter.default
    return usual ? [] : [inWords(parameter, value)]
  })
  return said.length ? `${label(name, step)}: ${said.join(', ')}` : label(name, step)
}

const TOLD_BY_LABEL = new Set(['direction'])

function inWords(parameter: Parameter, value: unknown): string {
  if (parameter.name === 'aspect') return String(value)
  if (value === 'smart') return 'where most is to be seen'
  if (TOLD_BY_LABEL.has(parameter.name)) return title(String(value)).toLowerCase()
  const name = called(parameter).toLowerCase()
  if (typeof value === 'boolean') return value ? name : `not ${name}`
  return `${name} ${Array.isArray(value) ? value.join(' ') : String(value).replaceAll('_', ' ')}`
}
