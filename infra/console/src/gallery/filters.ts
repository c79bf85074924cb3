/** What the gallery shows: in the address, so that it can be kept, sent and gone back to. */

import { useSearchParams } from 'wouter-preact'

export const NAMES = ['visibility', 'kind', 'job_id', 'tag', 'color', 'order'] as const
export type Name = (typeof NAMES)[number]
export type Filters = Partial<Record<Name, string>>

export function useFilters(): [Filters, (changes: Filters) => void] {
  const [params, set] = useSearchParams()
  const filters = Object.fromEntries(
    NAMES.flatMap((name) => (params.get(name) ? [[name, params.get(name)]] : [])),
  ) as Filters
  const change = (changes: Filters) =>
    set((old) => {
      const next = new URLSearchParams(old)
      for (const [name, value] of Object.entries(changes)) {
        if (value) next.set(name, value)
        else next.delete(name)
      }
      return next
    })
  return [filters, change]
}
