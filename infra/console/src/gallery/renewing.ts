/** Addresses end: those of pictures that are still on the page are asked for anew in time. */

import { effect } from '@preact/signals'
import { type Asset, api, type Schemas, take } from '../api/client'
import { assets } from './store'

type Link = Schemas['LinkAnswer']

const AHEAD_MS = 60_000
const AGAIN_MS = 30_000
/** Not more often than this, however wrong this machine's clock is. */
const APART_MS = 300_000
/** Each comes with every variant's address. */
const AT_ONCE = 100

/** Returns what ends it. */
export function keepAddresses(): () => void {
  let timer: ReturnType<typeof setTimeout>
  let renewedAt = -APART_MS
  const forget = effect(() => {
    clearTimeout(timer)
    const ends = assets.value.flatMap(endOf)
    if (ends.length === 0) return
    const wait = Math.min(...ends) - AHEAD_MS - Date.now()
    const pause = renewedAt + APART_MS - performance.now()
    timer = setTimeout(() => void renew(), Math.max(wait, pause, 0))
  })
  const renew = async () => {
    renewedAt = performance.now()
    try {
      await renewAll()
    } catch {
      timer = setTimeout(() => void renew(), AGAIN_MS)
    }
  }
  return () => (clearTimeout(timer), forget())
}

function endOf(asset: Asset): number[] {
  return asset.urls_expire_at ? [Date.parse(asset.urls_expire_at)] : []
}

async function renewAll(): Promise<void> {
  const ending = assets.value.filter((each) => endOf(each).length)
  for (let start = 0; start < ending.length; start += AT_ONCE) {
    const items = ending
      .slice(start, start + AT_ONCE)
      .map(({ id }) => ({ asset_id: id, variant: 'all' }))
    const { results } = await take(api.POST('/v1/signed-urls', { body: { items } }))
    const links = results.filter((each): each is Link => 'urls' in each)
    const found = new Map(links.map((each) => [each.asset_id, each]))
    assets.value = assets.value.map((each) => renewed(each, found.get(each.id)))
  }
}

function renewed(asset: Asset, link?: Link): Asset {
  if (!link?.urls) return asset
  const variants = Object.entries(asset.variants).map(([name, variant]) => {
    return [name, { ...variant, url: link.urls?.[name]?.url ?? variant.url }]
  })
  return { ...asset, variants: Object.fromEntries(variants), urls_expire_at: link.expires_at }
}
