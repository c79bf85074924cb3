/** What is being made of a picture: steps that can be changed, put in order and taken away. */

import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { Detail } from '../../api/client'
import type { Format } from '../format'
import { type Operation, nameOf, operation, type Parameter } from './operations'
import { type Size, sizesOf } from './sizes'

export interface Step {
  key: number
  name: string
  values: Record<string, unknown>
}

export interface Draft {
  asset: Detail
  steps: Signal<Step[]>
  format: Signal<Format>
  /** The crop whose box is being dragged. */
  dragged: Signal<number | null>
  /** How large the picture is before each step, and after the last. */
  sizes: ReadonlySignal<Size[]>
}

/** The API takes no more in one recipe. */
export const MOST = 10

export function newDraft(asset: Detail): Draft {
  const steps = signal<Step[]>([])
  const own = { width: asset.width ?? 1, height: asset.height ?? 1 }
  return {
    asset,
    steps,
    format: signal<Format>({}),
    dragged: signal<number | null>(null),
    sizes: computed(() => sizesOf(steps.value, own)),
  }
}

/** Where sliders begin that the API gives no default. */
const BEGIN: Record<string, Record<string, unknown>> = {
  brightness: { factor: 1.2 },
  contrast: { factor: 1.2 },
  saturation: { factor: 1.3 },
  gamma: { gamma: 1.3 },
  hue: { angle: 60 },
  temperature: { warmth: 0.5 },
  posterize: { bits: 3 },
  rotate: { angle: 90 },
  flip: { direction: 'horizontal' },
  round_corners: { radius: 48 },
  pad: { aspect: '1:1' },
}

let last = 0

export function newStep(known: Operation, size: Size): Step {
  const name = nameOf(known)
  const defaults = known.parameters.flatMap((each) => {
    const value = each.default ?? (each.required ? middle(each) : undefined)
    return value === undefined ? [] : [[each.name, value]]
  })
  return {
    key: ++last,
    name,
    values: { ...Object.fromEntries(defaults), ...BEGIN[name], ...sized(name, size) },
  }
}

/** Of something that must be said, when nobody has thought of it here yet. */
function middle({ enum: choices, minimum, maximum, type }: Parameter): unknown {
  if (choices) return choices[0]
  if (minimum === undefined || maximum === undefined) return undefined
  const value = (minimum + maximum) / 2
  return type === 'integer' ? Math.round(value) : value
}

/** What begins with the size of the picture. */
function sized(name: string, { width, height }: Size): Record<string, unknown> {
  if (name === 'crop') {
    const inner = {
      width: Math.max(1, Math.round(width * 0.8)),
      height: Math.max(1, Math.round(height * 0.8)),
    }
    const x = Math.floor((width - inner.width) / 2)
    const y = Math.floor((height - inner.height) / 2)
    return { x, y, ...inner, aspect: undefined, gravity: undefined }
  }
  if (name === 'resize') return { width: Math.round(width / 2) || 1 }
  return {}
}

export function add(draft: Draft, name: string, values: Record<string, unknown> = {}): void {
  const size = draft.sizes.peek().at(-1) as Size
  const step = newStep(operation(name), size)
  step.values = { ...step.values, ...values }
  draft.steps.value = [...draft.steps.value, step]
  draft.dragged.value = name === 'crop' && step.values.x !== undefined ? step.key : null
}

/** A quarter more or less, in the step that turns already if that is the last. */
export function turn(draft: Draft, degrees: 90 | -90): void {
  const before = draft.steps.value.at(-1)
  if (before?.name !== 'rotate' || Number(before.values.angle) % 90 !== 0)
    return add(draft, 'rotate', { angle: degrees })
  const angle = (((Number(before.values.angle) + degrees) % 360) + 360) % 360
  if (angle === 0) remove(draft, before.key)
  else change(draft, before.key, { angle: angle > 180 ? angle - 360 : angle })
}

export function change(draft: Draft, key: number, values: Record<string, unknown>): void {
  draft.steps.value = draft.steps.value.map((each) =>
    each.key === key ? { ...each, values: { ...each.values, ...values } } : each,
  )
}

export function remove(draft: Draft, key: number): void {
  draft.steps.value = draft.steps.value.filter((each) => each.key !== key)
  if (draft.dragged.value === key) draft.dragged.value = null
}

export function move(draft: Draft, key: number, by: -1 | 1): void {
  const steps = [...draft.steps.value]
  const from = steps.findIndex((each) => each.key === key)
  const [step] = steps.splice(from, 1)
  if (step) steps.splice(Math.max(0, from + by), 0, step)
  draft.steps.value = steps
  draft.dragged.value = null
}

/** As the API wants it. What is empty is left out. */
export function recipe(steps: readonly Step[]): Record<string, unknown>[] {
  return steps.map(({ name, values }) => {
    const { filter, operation: called, parameters } = operation(name)
    const given = parameters.flatMap(({ name: each }) => {
      const value = values[each]
      return value === undefined || value === '' ? [] : [[each, value]]
    })
    return { operation: called, ...(filter && { type: filter }), ...Object.fromEntries(given) }
  })
}
