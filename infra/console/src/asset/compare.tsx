/** Before and after: two pictures over one another, and a line between them that can be moved. */

import { useEffect, useState } from 'preact/hooks'
import type { Detail } from '../api/client'
import { ratio, sources } from '../gallery/pictures'
import { complain } from '../notices'
import { read } from './load'
import { Frame } from './stage'

export function Compare({ asset }: { asset: Detail }) {
  const [source, setSource] = useState<Detail | null>(null)
  const [place, setPlace] = useState(50)
  useEffect(() => {
    if (!asset.source_asset_id) return
    read(asset.source_asset_id).then(setSource, complain)
  }, [asset.source_asset_id])
  return (
    <div class="stage">
      <div class="view compare" style={{ '--place': `${place}%`, '--shape': ratio(asset) }}>
        <Frame asset={asset}>
          <Layer asset={asset} name="after" />
          {source && <Layer asset={source} name="before" />}
          <span class="divide" />
          <input
            type="range"
            min={0}
            max={100}
            value={place}
            aria-label="How much of the source is shown"
            aria-valuetext={`${place} % of the source`}
            onInput={({ currentTarget }) => setPlace(currentTarget.valueAsNumber)}
          />
        </Frame>
      </div>
      <p class="tools hint">Left of the line: the source. Right of it: this picture.</p>
    </div>
  )
}

function Layer({ asset, name }: { asset: Detail; name: 'before' | 'after' }) {
  const found = sources(asset)
  if (!found) return null
  return (
    <img
      class={`layer ${name}`}
      src={found.src}
      alt={name === 'before' ? 'The source' : 'This picture'}
      draggable={false}
    />
  )
}
