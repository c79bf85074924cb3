/** The picture, as large as there is room. */

import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import type { Asset } from '../api/client'
import { ratio, sources } from '../gallery/pictures'
import { placeholder } from '../gallery/placeholder'
import { when } from '../text'
import { Icon, type IconName } from './icon'
import { useZoom, type Zoom } from './zoom'

interface Props {
  asset: Asset
  /** Its addresses may have ended. */
  refresh: () => void
}

export function Stage({ asset, refresh }: Props) {
  const moved = useRef<HTMLDivElement>(null)
  const zoom = useZoom(moved)
  return (
    <div class="stage">
      <div
        class="view"
        style={{ '--shape': ratio(asset) }}
        tabIndex={0}
        role="group"
        aria-label="The picture: + and - zoom, 0 shows all of it"
        onKeyDown={zoom.onKey}
      >
        <div class="moved" ref={moved}>
          <Frame asset={asset}>
            <Shown asset={asset} scale={zoom.scale} refresh={refresh} />
          </Frame>
        </div>
      </div>
      <ZoomButtons zoom={zoom} />
    </div>
  )
}

/** The place of a picture: of its shape, and no more than twice its size. */
export function Frame({ asset, children }: { asset: Asset; children: ComponentChildren }) {
  const style = { '--shape': ratio(asset), '--most': `${2 * (asset.width ?? 600)}px` }
  return (
    <div class="frame" style={style}>
      {children}
    </div>
  )
}

function Shown({ asset, scale, refresh }: { asset: Asset; scale: number; refresh: () => void }) {
  const [loaded, setLoaded] = useState(false)
  const tried = useRef(false)
  const found = sources(asset)
  const blurred = placeholder(asset.thumbhash)
  const style = {
    backgroundColor: loaded ? undefined : (asset.dominant_color ?? undefined),
    backgroundImage: !loaded && blurred ? `url(${blurred})` : undefined,
  }
  if (!found) return <Unready asset={asset} />
  const onError = () => {
    if (!tried.current) refresh()
    tried.current = true
  }
  return (
    <span class="picture" style={style}>
      <img
        src={found.src}
        srcset={found.srcset}
        sizes={`${Math.ceil(scale) * 100}vw`}
        alt={`${asset.filename}, ${when(asset.created_at)}`}
        class={loaded ? 'there' : undefined}
        draggable={false}
        ref={(img) => void (img?.complete && img.naturalWidth && setLoaded(true))}
        onLoad={() => setLoaded(true)}
        onError={onError}
      />
    </span>
  )
}

/** No picture of it yet, or never. */
function Unready({ asset }: { asset: Asset }) {
  const { rejection, status } = asset
  if (rejection)
    return (
      <p class="problem unready">
        <span>
          {rejection.detail} <code>{rejection.code}</code>
        </span>
      </p>
    )
  const text =
    status === 'ready'
      ? 'There is nothing to show.'
      : 'Not here yet: it is being uploaded or developed.'
  return <p class="hint unready">{text}</p>
}

function ZoomButtons({ zoom }: { zoom: Zoom }) {
  return (
    <div class="row tools zooms" role="group" aria-label="Zoom">
      <Tool icon="minus" label="Zoom out" keys="-" run={zoom.farther} off={zoom.scale <= 1} />
      <output class="hint">{Math.round(zoom.scale * 100)} %</output>
      <Tool icon="plus" label="Zoom in" keys="+" run={zoom.nearer} off={zoom.scale >= 8} />
      <Tool icon="whole" label="Show all of it" keys="0" run={zoom.whole} off={zoom.scale <= 1} />
    </div>
  )
}

interface ToolProps {
  icon: IconName
  label: string
  keys: string
  run: () => void
  off: boolean
}

/** Not `disabled`: that would throw the focus away at the last step. */
function Tool({ icon, label, keys, run, off }: ToolProps) {
  return (
    <button
      class="round plain"
      aria-label={label}
      title={`${label} (${keys})`}
      aria-disabled={off}
      onClick={() => off || run()}
    >
      <Icon name={icon} />
    </button>
  )
}
