/** The asset of the page: what the gallery knows of it at once, and the rest when it has come. */

import { useCallback, useEffect, useState } from 'preact/hooks'
import { type Asset, api, type Detail, take } from '../api/client'
import { assets, put } from '../gallery/store'

export interface Loaded {
  /** What there is to show. */
  known: Asset | null
  /** All of it. */
  asset: Detail | null
  failure: unknown
  reread: () => Promise<Detail>
  /** It has changed. */
  change: (asset: Detail) => void
}

export async function read(id: string): Promise<Detail> {
  const params = { path: { asset_id: id } }
  return take(api.GET('/v1/assets/{asset_id}', { params }))
}

/** Tell the gallery, if it has that asset on a page it has read. */
export function tell(asset: Detail): void {
  if (assets.peek().some(({ id }) => id === asset.id)) put(asset)
}

export function useAsset(id: string): Loaded {
  const [asset, setAsset] = useState<Detail | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const change = useCallback((changed: Detail) => {
    setAsset(changed)
    tell(changed)
  }, [])
  const reread = useCallback(async () => {
    const found = await read(id)
    setAsset(found)
    setFailure(null)
    return found
  }, [id])
  useEffect(() => void reread().catch(setFailure), [reread])
  const known = asset ?? assets.peek().find((each) => each.id === id) ?? null
  return { known, asset, failure, reread, change }
}

const POLL_MS = 1000

/** Ask again as long as it is being developed, or moved. */
export function useWatch({ asset, reread, change }: Loaded): void {
  const waiting = asset !== null && (asset.transition !== null || asset.status === 'pending')
  useEffect(() => {
    if (!waiting) return
    const ask = () => reread().then((found) => found.transition ?? change(found))
    const timer = setInterval(() => void ask().catch(() => undefined), POLL_MS)
    return () => clearInterval(timer)
  }, [waiting, reread, change])
}

/** Addresses end: these are asked for anew a little before. */
const AHEAD_MS = 60_000
/** Not more often than this, however wrong this machine's clock is. */
const APART_MS = 300_000

export function useAddresses({ asset, reread }: Loaded): void {
  const ends = asset?.urls_expire_at
  useEffect(() => {
    if (!ends) return
    const wait = Math.max(Date.parse(ends) - Date.now() - AHEAD_MS, APART_MS)
    const timer = setTimeout(() => void reread().catch(() => undefined), wait)
    return () => clearTimeout(timer)
  }, [ends, reread])
}

/** What a request made: 201 if it is new, 200 if it was there before. Throws as `take` does. */
export async function made(asked: Promise<Made>): Promise<{ created: boolean; asset: Detail }> {
  const asset = await take(asked)
  const created = (await asked).response.status === CREATED
  if (created) put(asset)
  else tell(asset)
  return { created, asset }
}

const CREATED = 201

interface Made {
  data?: Detail
  error?: unknown
  response: Response
}
