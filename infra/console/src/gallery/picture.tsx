import { useState } from 'preact/hooks'
import type { Asset } from '../api/client'
import { ratio, sources } from './pictures'
import { placeholder } from './placeholder'

interface Props {
  asset: Pick<Asset, 'id' | 'width' | 'height' | 'variants' | 'thumbhash' | 'dominant_color'>
  alt: string
  /** How wide it will be shown, as in an img's `sizes`. */
  sizes: string
  eager?: boolean
}

/** A picture whose place is kept, blurred until it is there. */
export function Picture({ asset, alt, sizes, eager }: Props) {
  const [loaded, setLoaded] = useState(false)
  const found = sources(asset)
  const blurred = placeholder(asset.thumbhash)
  return (
    <span
      class="picture"
      style={{
        aspectRatio: ratio(asset),
        backgroundColor: asset.dominant_color ?? undefined,
        backgroundImage: !loaded && blurred ? `url(${blurred})` : undefined,
      }}
    >
      {found && (
        <img
          src={found.src}
          srcset={found.srcset}
          sizes={sizes}
          width={asset.width ?? undefined}
          height={asset.height ?? undefined}
          alt={alt}
          loading={eager ? 'eager' : 'lazy'}
          decoding="async"
          class={loaded ? 'there' : undefined}
          ref={(img) => void (img?.complete && img.naturalWidth && setLoaded(true))}
          onLoad={() => setLoaded(true)}
        />
      )}
    </span>
  )
}
