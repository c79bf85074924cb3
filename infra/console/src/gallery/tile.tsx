import { Link } from 'wouter-preact'
import type { Asset } from '../api/client'
import { when } from '../text'
import { Picture } from './picture'
import { ratio } from './pictures'
import { isSelected, selecting, toggle } from './selection'

/** How high a row is at least, in rem, as the style sheet has it. */
const ROW = 14
/** So that a panorama or a tower leaves room for others. */
const bounded = (value: number) => Math.min(3, Math.max(0.5, value))

export function Tile({ asset, eager }: { asset: Asset; eager: boolean }) {
  const shape = bounded(ratio(asset))
  const chosen = isSelected(asset.id)
  return (
    <li
      class={chosen ? 'tile chosen' : 'tile'}
      style={{ '--shape': shape }}
      onClickCapture={(event) => {
        // Before the link hears of it; the checkbox speaks for itself.
        if (!selecting.value || !(event.target as Element).closest('a')) return
        event.preventDefault()
        event.stopPropagation()
        toggle(asset.id, event.shiftKey)
      }}
    >
      <Link href={`/assets/${asset.id}`}>
        <Picture
          asset={asset}
          alt={`${asset.filename}, ${when(asset.created_at)}`}
          sizes={`(max-width: 40rem) 50vw, ${Math.ceil(shape * ROW * 1.4)}rem`}
          eager={eager}
        />
      </Link>
      <Marks asset={asset} />
      <label class="pick">
        <input
          type="checkbox"
          checked={chosen}
          aria-label={`Select ${asset.filename}`}
          onClick={(event) => toggle(asset.id, event.shiftKey)}
        />
      </label>
    </li>
  )
}

function Marks({ asset }: { asset: Asset }) {
  const marks = [
    asset.transition ? `${asset.transition}…` : asset.visibility === 'public' && 'public',
    asset.kind !== 'uploaded' && asset.kind,
    asset.frames > 1 && 'animation',
  ].filter(Boolean)
  if (marks.length === 0) return null
  return <p class="marks">{marks.map((mark) => <span key={mark}>{mark}</span>)}</p>
}
