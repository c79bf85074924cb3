/** What was asked for: the one that is looked at, and those before. */

import { batch, signal } from '@preact/signals'
import { api, type Generation, type Schemas, take } from '../api/client'
import { learn } from '../making/maker'
import { user } from '../session'
import { forgetWish } from './wish'

export type Item = Schemas['GenerationModel']

const PAGE = 12

/** Asked for on this page. */
export const current = signal<Generation | null>(null)
/** Newest first; `null` before they are read. */
export const earlier = signal<Item[] | null>(null)
export const cursor = signal<string | null>(null)

export async function readEarlier(): Promise<void> {
  const page = await pageFrom(undefined)
  if (page.items[0]) learn(page.items[0].provider)
  batch(() => {
    earlier.value = page.items
    cursor.value = page.next_cursor
  })
}

export async function readMore(): Promise<void> {
  const page = await pageFrom(cursor.value ?? undefined)
  batch(() => {
    earlier.value = [...(earlier.value ?? []), ...page.items]
    cursor.value = page.next_cursor
  })
}

const pageFrom = (after: string | undefined) =>
  take(api.GET('/v1/generations', { params: { query: { limit: PAGE, cursor: after } } }))

/** It has changed, or is new. */
export function note(item: Item): void {
  const items = earlier.value ?? []
  const known = items.some(({ id }) => id === item.id)
  earlier.value = known
    ? items.map((each) => (each.id === item.id ? item : each))
    : [item, ...items]
}

/** Give it up, or forget that it was asked for; what was made stays. */
export async function remove(id: string): Promise<void> {
  const params = { path: { generation_id: id } }
  await take(api.DELETE('/v1/generations/{generation_id}', { params }))
  batch(() => {
    if (current.value?.id === id) current.value = null
    earlier.value = (earlier.value ?? []).filter((each) => each.id !== id)
  })
}

let owner: string | undefined
user.subscribe((who) => {
  const now = who?.profile.sub
  if (owner !== undefined && now !== owner) {
    batch(() => {
      current.value = null
      earlier.value = null
      forgetWish()
    })
  }
  owner = now ?? owner
})
