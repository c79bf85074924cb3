/** Every edit the API knows, as its own description says it. */

import described from './operations.json'

export interface Parameter {
  name: string
  type: string
  required: boolean
  description?: string
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  enum?: string[]
  pattern?: string
  default?: unknown
}

export interface Operation {
  operation: string
  /** Of `filter`: which. */
  filter?: string
  title: string
  description: string
  parameters: Parameter[]
}

export const OPERATIONS = described as Operation[]

/** The name that tells one from all others. */
export const nameOf = (known: Pick<Operation, 'operation' | 'filter'>): string =>
  known.filter ?? known.operation

export function operation(name: string): Operation {
  const found = OPERATIONS.find((each) => nameOf(each) === name)
  if (!found) throw new Error(`The API knows no ${name}.`)
  return found
}

/** `gaussian_blur` as `Gaussian blur`. */
export function title(name: string): string {
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
