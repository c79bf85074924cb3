/** What is wished for: kept while other pages are looked at. */

import { signal } from '@preact/signals'
import type { Detail, Generation, Schemas } from '../api/client'

export type Body = Schemas['GenerationRequest']

export interface Wish {
  prompt: string
  negative: string
  style: string
  width: number
  height: number
  count: number
  /** Any, where it is empty. */
  seed: string
}

/** The API takes no more, and no other sizes. */
export const MOST_CHARACTERS = 2000
export const MOST_OF_STYLE = 40
export const MOST_AT_ONCE = 4
export const LEAST_SIDE = 64
export const LARGEST_SIDE = 2048
export const LARGEST_SEED = 2 ** 32 - 2

export interface Shape {
  name: string
  width: number
  height: number
}

/** About a million pixels each, in multiples of 64: what models make best. */
export const SHAPES: Shape[] = [
  { name: 'Square', width: 1024, height: 1024 },
  { name: 'Landscape', width: 1216, height: 832 },
  { name: 'Portrait', width: 832, height: 1216 },
  { name: 'Wide', width: 1344, height: 768 },
  { name: 'Tall', width: 768, height: 1344 },
]

const EMPTY: Wish = {
  prompt: '',
  negative: '',
  style: '',
  width: 1024,
  height: 1024,
  count: 1,
  seed: '',
}

export const wish = signal<Wish>(EMPTY)

export function change(changes: Partial<Wish>): void {
  wish.value = { ...wish.value, ...changes }
}

export function forgetWish(): void {
  wish.value = EMPTY
}

/** As the API wants it. What is empty is left out. */
export function bodyOf({ prompt, negative, style, width, height, count, seed }: Wish): Body {
  return {
    prompt,
    width,
    height,
    num_images: count,
    ...(negative.trim() && { negative_prompt: negative }),
    ...(style.trim() && { style }),
    ...(seed !== '' && { seed: Number(seed) }),
  }
}

type Asked = Pick<
  Generation,
  'prompt' | 'negative_prompt' | 'style' | 'width' | 'height' | 'seed'
>

/** The same once more, with the seed it had. */
export function wishAgain(asked: Partial<Asked>, count = 1): void {
  wish.value = {
    prompt: asked.prompt ?? '',
    negative: asked.negative_prompt ?? '',
    style: asked.style ?? '',
    width: asked.width ?? EMPTY.width,
    height: asked.height ?? EMPTY.height,
    count,
    seed: asked.seed === undefined ? '' : String(asked.seed),
  }
}

/** What an asset says of its making; every part may be missing. */
export interface Making extends Partial<Asked> {
  task?: string
  provider?: string
  model?: string
  transcript?: string
  strength?: number
  region?: { x: number; y: number; width: number; height: number }
  warnings?: string[]
}

export const makingOf = (asset: Pick<Detail, 'generation'>): Making =>
  (asset.generation ?? {}) as Making
